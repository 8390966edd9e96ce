package dev.millrace.execution;

import org.jspecify.annotations.Nullable;

/**
 * Which executions to list. Null leaves a criterion out.
 *
 * @param since created at or after this time, in milliseconds since 1970 UTC
 * @param until created before this time
 */
record ExecutionFilter(
        @Nullable String workflow,
        @Nullable ExecutionStatus status,
        @Nullable Long since,
        @Nullable Long until) {}
