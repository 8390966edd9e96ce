@NullMarked
package dev.millrace.logging;

import org.jspecify.annotations.NullMarked;
