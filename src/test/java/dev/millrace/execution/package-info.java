@NullMarked
package dev.millrace.execution;

import org.jspecify.annotations.NullMarked;
