package dev.millrace.execution;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.testing.Http;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Somebody who asks all servers of a cluster for more than a caller may have, and how much they have granted. Thread-safe, but
 * for {@link #ask}.
 */
final class GreedyCaller {
    static final int PER_MINUTE = 1_800;
    static final int BURST = 60;

    private final String key;
    private final List<ChaosNode> nodes;
    private final long begin = System.nanoTime();
    private final AtomicLong granted = new AtomicLong();

    /** What may be granted beyond the limit, for what has happened to Redis. */
    private final AtomicLong excused = new AtomicLong();

    GreedyCaller(String key, List<ChaosNode> nodes) {
        this.key = key;
        this.nodes = nodes;
    }

    /** Asks each server once. */
    void ask() {
        for (ChaosNode node : nodes) {
            try {
                Http.Reply reply = node.as(key).get("/v1/me");
                if (reply.status() == 200) {
                    granted.incrementAndGet();
                }
            } catch (UncheckedIOException _) {
                // The node is gone for now.
            }
        }
    }

    /** Redis has forgotten what was spent. */
    void redisForgot() {
        excused.addAndGet(BURST);
    }

    /** All servers were without Redis, each with its share. */
    void redisWasAway() {
        excused.addAndGet(BURST + nodes.size());
    }

    /** One server was without Redis for so long, with its share beside what the others could grant. */
    void oneWasWithoutRedis(Duration time) {
        excused.addAndGet((BURST + PER_MINUTE * time.toSeconds() / 60) / nodes.size() + 1);
    }

    void assertHeldToTheLimit() {
        long seconds = Duration.ofNanos(System.nanoTime() - begin).toSeconds() + 1;
        assertThat(granted.get())
                .as("granted in %d s, with %d excused", seconds, excused.get())
                .isPositive()
                .isLessThanOrEqualTo(BURST + PER_MINUTE * seconds / 60 + excused.get());
    }
}
