@NullMarked
package dev.millrace.diagram;

import org.jspecify.annotations.NullMarked;
