package dev.millrace.cluster;

import org.jspecify.annotations.Nullable;

/**
 * A node of the cluster as the database knows it. Times are the database's, in milliseconds since 1970 UTC.
 *
 * @param number a part of the numbers that the node gives to rows, below {@link dev.millrace.store.Ids#NODES}
 * @param address where other nodes reach it, without a slash at the end; empty for nowhere
 * @param heartbeat its last sign of life
 * @param draining whether it is to take nothing new
 * @param leftAt when it stopped or was taken for dead; null while it lives
 */
public record Member(
        String id,
        String life,
        int number,
        String host,
        String address,
        String version,
        long startedAt,
        long heartbeat,
        boolean draining,
        @Nullable Long leftAt) {
    /** Whether it works. */
    public boolean lives() {
        return leftAt == null;
    }

    /** Whether others know where it is reached. */
    public boolean isReachable() {
        return !address.isEmpty();
    }
}
