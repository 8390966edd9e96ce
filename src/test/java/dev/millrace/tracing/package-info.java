/** Tests of traces, against a collector in this process. */
@NullMarked
package dev.millrace.tracing;

import org.jspecify.annotations.NullMarked;
