package dev.millrace.client;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A stored workflow.
 *
 * @param owner the user who uploaded it first; null when it comes from a file of the server
 * @param visibility {@code private} or {@code shared}
 * @param kind {@code local}, or {@code remote} for one that robots run
 * @param revision the number of the newest definition, from 1
 * @param valid whether it can run
 * @param warnings what looks wrong with an upload; in the answer to it alone
 */
public record Workflow(
        String id,
        String name,
        @Nullable String description,
        @Nullable String version,
        String status,
        @Nullable String owner,
        String visibility,
        String kind,
        List<String> tags,
        int revision,
        boolean valid,
        List<Problem.Item> warnings,
        Instant createdAt,
        Instant updatedAt) {}
