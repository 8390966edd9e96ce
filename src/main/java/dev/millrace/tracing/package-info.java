/** Traces: spans are made here, and sent to a collector (OpenTelemetry, OTLP over HTTP) when the settings name one. */
@NullMarked
package dev.millrace.tracing;

import org.jspecify.annotations.NullMarked;
