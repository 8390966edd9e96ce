@NullMarked
package dev.millrace.session.driver;

import org.jspecify.annotations.NullMarked;
