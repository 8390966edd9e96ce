@NullMarked
package dev.millrace.secret;

import org.jspecify.annotations.NullMarked;
