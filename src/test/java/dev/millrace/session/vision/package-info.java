@NullMarked
package dev.millrace.session.vision;

import org.jspecify.annotations.NullMarked;
