package dev.millrace.execution;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.concurrent.ThreadLocalRandom;

/** Makes the ids by which people and programs know executions. */
final class ReadableId {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuuMMdd-HHmmss").withZone(ZoneOffset.UTC);

    /** Letters and digits without those that are taken for each other. */
    private static final String ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz";

    private ReadableId() {}

    /** An id for an execution of a workflow that begins now, in milliseconds since 1970 UTC. */
    static String of(String workflow, long now) {
        StringBuilder id = new StringBuilder(workflow)
                .append('-')
                .append(TIME.format(Instant.ofEpochMilli(now)))
                .append('-');
        ThreadLocalRandom random = ThreadLocalRandom.current();
        for (int i = 0; i < 8; i++) {
            id.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
        }
        return id.toString();
    }
}
