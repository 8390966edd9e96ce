package dev.millrace.client;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One attempt at a step.
 *
 * @param n its number within the execution, from 1
 * @param status such as {@code completed}, {@code failed} or {@code skipped}
 * @param attempt from 1
 * @param iteration of the innermost loop around it, from 0; null outside loops
 * @param exitCode of a command; -1 when it was ended before it exited by itself
 * @param output standard output, or what stands for it, shortened to 64 KiB
 */
public record Step(
        int n,
        String name,
        String type,
        String status,
        int attempt,
        @Nullable Integer iteration,
        @Nullable Integer exitCode,
        @Nullable String output,
        @Nullable String stderr,
        boolean truncated,
        Map<String, JsonNode> outputs,
        Map<String, JsonNode> response,
        @Nullable Failure error,
        Instant startedAt,
        @Nullable Instant finishedAt) {}
