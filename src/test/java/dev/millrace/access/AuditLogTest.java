package dev.millrace.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.access.AuditLog.Filter;
import dev.millrace.http.PageRequest;
import dev.millrace.store.Database;
import dev.millrace.store.Ids;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AuditLogTest {
    private final ManualClock clock = new ManualClock();
    private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();

    @TempDir
    private Path folder;

    private Database database = unopened();

    @SuppressWarnings("NullAway") // set before each test
    private static Database unopened() {
        return null;
    }

    @BeforeEach
    void open() throws Exception {
        database = Database.open(folder.resolve("test.db"), metrics);
    }

    @AfterEach
    void close() throws Exception {
        database.stop();
    }

    private AuditLog log() {
        return new AuditLog(new AuditStore(database), new Ids(clock, 0));
    }

    private AuditEntry entry(@Nullable String user, String action) {
        return new AuditEntry(
                clock.millis(),
                user,
                new Credential(Credential.Kind.JWT, null),
                "192.0.2.1",
                "request-1",
                action,
                "/v1/things/1",
                204);
    }

    private List<AuditEntry> found(Filter filter) {
        // A write behind the others: when it is done, so are they.
        database.writer().write(_ -> true);
        return log().list(filter, new PageRequest(Long.MAX_VALUE, 50, null)).stream()
                .map(AuditStore.Row::entry)
                .toList();
    }

    @Test
    void entries_are_found_by_user_action_and_time() {
        AuditLog log = log();
        AuditEntry first = entry("ada", "DELETE /v1/things/{id}");
        log.record(first);
        clock.advance(Duration.ofMinutes(1));
        AuditEntry second = entry(null, AuditEntry.LOGIN);
        log.record(second);

        assertThat(found(new Filter(null, null, null, null))).containsExactly(second, first);
        assertThat(found(new Filter(null, null, "ada", null))).containsExactly(first);
        assertThat(found(new Filter(null, null, null, AuditEntry.LOGIN))).containsExactly(second);
        assertThat(found(new Filter(clock.millis(), null, null, null))).containsExactly(second);
        assertThat(found(new Filter(null, clock.millis(), null, null))).containsExactly(first);
    }

    @Test
    void entries_that_come_while_the_writer_is_busy_share_a_change() {
        CountDownLatch busy = new CountDownLatch(1);
        var blocker = database.writer().submit(_ -> busy.await(10, TimeUnit.SECONDS));
        AuditLog log = log();
        List<AuditEntry> entries = IntStream.range(0, 100)
                .mapToObj(i -> entry("ada", "POST /v1/things/" + i))
                .toList();
        entries.forEach(log::record);
        busy.countDown();

        assertThat(blocker).succeedsWithin(Duration.ofSeconds(10));
        // A page of 50, and one more that says that there are more.
        assertThat(found(new Filter(null, null, "ada", null))).hasSize(51).startsWith(entries.getLast());
        log.record(entry("bob", "POST /v1/things"));
        assertThat(found(new Filter(null, null, "bob", null))).hasSize(1);
        assertThat(metrics.get("millrace.store.commit.changes").summary().totalAmount())
                .isLessThan(10);
    }

    @Test
    void an_entry_cannot_be_changed() {
        log().record(entry("ada", "DELETE /v1/things/{id}"));

        assertThatThrownBy(() -> database.writer().write(tx -> tx.update("UPDATE audit SET user_id = 'bob'")))
                .hasStackTraceContaining("never changed");
    }
}
