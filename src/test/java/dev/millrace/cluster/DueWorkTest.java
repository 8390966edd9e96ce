package dev.millrace.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.store.Database;
import dev.millrace.store.MysqlAddress;
import dev.millrace.testing.TestMariaDb;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What has to happen once in the whole cluster. */
class DueWorkTest {
    /** So long that no test sees the end of a period, but for one in a million. */
    private static final Duration YEAR = Duration.ofDays(365);

    @TempDir
    private Path folder;

    @Test
    void each_period_has_one_node_that_does_the_work() throws Exception {
        MysqlAddress address = TestMariaDb.shared().newAddress();
        Database first = Database.open(address, new SimpleMeterRegistry());
        Database second = Database.open(address, new SimpleMeterRegistry());
        try (Node one = Node.open(folder.resolve("one"));
                Node two = Node.open(folder.resolve("two"))) {
            List<DueWork> nodes = List.of(new DueWork(first, one), new DueWork(second, two));
            AtomicInteger done = new AtomicInteger();
            List<CompletableFuture<Boolean>> claims = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                DueWork node = nodes.get(i % 2);
                claims.add(CompletableFuture.supplyAsync(() -> node.once(YEAR, "sweep", done::incrementAndGet)));
            }

            assertThat(claims).extracting(CompletableFuture::join).containsOnlyOnce(true);
            assertThat(done).hasValue(1);
            assertThat(nodes.getFirst().once(YEAR, "another", done::incrementAndGet))
                    .isTrue();
        } finally {
            first.stop();
            second.stop();
        }
    }

    @Test
    void the_next_period_has_its_own() throws Exception {
        Database database = Database.open(folder.resolve("test.db"), new SimpleMeterRegistry());
        try {
            DueWorkStore store = new DueWorkStore(database);
            long farAhead = Duration.ofDays(36_500).toMillis();

            assertThat(store.claim("sweep", farAhead, "a")).isFalse();
            assertThat(store.claim("sweep", 1, "a")).isTrue();
        } finally {
            database.stop();
        }
    }
}
