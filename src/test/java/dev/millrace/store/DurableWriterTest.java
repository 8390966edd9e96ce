package dev.millrace.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The writer on a real database. */
class DurableWriterTest {
    private static final String INSERT = "INSERT INTO snapshots (execution, batch, state) VALUES (?, ?, '{}')";

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

    private List<Long> rows() {
        return database.reads()
                .withHandle(handle -> handle.createQuery("SELECT execution FROM snapshots ORDER BY execution")
                        .mapTo(Long.class)
                        .list());
    }

    @Test
    void what_was_answered_is_seen_by_readers() {
        database.writer().write(tx -> tx.update(INSERT, 1, 1));

        assertThat(rows()).containsExactly(1L);
    }

    @Test
    void only_the_servers_user_can_read_what_is_kept() throws IOException {
        database.writer().write(tx -> tx.update(INSERT, 1, 1));

        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files.filter(file -> file.getFileName().toString().matches("test\\.db(-wal|-shm)?")))
                    .hasSize(3)
                    .allSatisfy(file -> assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                            .isEqualTo("rw-------"));
        }
    }

    @Test
    void a_row_that_the_database_counts_answers_its_number() {
        database.writer()
                .write(tx ->
                        tx.update("CREATE TABLE counted (id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL)"));

        List<Long> ids = Stream.of("a", "b")
                .map(name -> database.writer().write(tx -> tx.insert(NumberedInsert.into("counted", "name"), name)))
                .toList();

        assertThat(ids).containsExactly(1L, 2L);
    }

    @Test
    void a_change_that_fails_undoes_itself_and_nothing_else() throws Exception {
        CountDownLatch gathered = new CountDownLatch(1);
        CompletableFuture<Boolean> blocker = database.writer().submit(_ -> gathered.await(10, TimeUnit.SECONDS));
        CompletableFuture<Integer> before = database.writer().submit(tx -> tx.update(INSERT, 1, 1));
        CompletableFuture<Integer> failing = database.writer().submit(tx -> {
            tx.update(INSERT, 2, 1);
            return tx.update(INSERT, 1, 1);
        });
        CompletableFuture<Integer> after = database.writer().submit(tx -> tx.update(INSERT, 3, 1));
        gathered.countDown();

        assertThat(blocker.get()).isTrue();
        assertThat(before.get()).isEqualTo(1);
        assertThatThrownBy(failing::get).hasMessageContaining("UNIQUE");
        assertThat(after.get()).isEqualTo(1);
        assertThat(rows()).containsExactly(1L, 3L);
    }

    @Test
    void changes_that_gather_share_a_commit_and_keep_their_order() {
        CountDownLatch gathered = new CountDownLatch(1);
        List<CompletableFuture<?>> changes = new ArrayList<>();
        changes.add(database.writer().submit(_ -> gathered.await(10, TimeUnit.SECONDS)));
        List<Integer> order = new ArrayList<>();
        IntStream.range(0, 500)
                .forEach(i -> changes.add(database.writer().submit(tx -> {
                    order.add(i);
                    return tx.update(INSERT, i, 1);
                })));
        gathered.countDown();
        changes.forEach(CompletableFuture::join);

        assertThat(order).isEqualTo(IntStream.range(0, 500).boxed().toList());
        assertThat(metrics.get("millrace.store.commit.changes").summary().count())
                .isLessThan(50);
    }

    @Test
    void the_exception_of_a_change_reaches_who_waits_for_it() {
        assertThatThrownBy(() -> database.writer().write(_ -> {
                    throw new IllegalArgumentException("no");
                }))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("no");
    }

    @Test
    void a_stopping_writer_writes_what_is_queued_and_refuses_what_comes_later() throws Exception {
        List<CompletableFuture<Integer>> changes = IntStream.range(0, 100)
                .mapToObj(i -> database.writer().submit(tx -> tx.update(INSERT, i, 1)))
                .toList();
        database.writer().stop();

        assertThat(changes).allSatisfy(change -> assertThat(change).isCompletedWithValue(1));
        assertThat(rows()).hasSize(100);
        assertThatThrownBy(() -> database.writer().write(tx -> tx.update(INSERT, 1_000, 1)))
                .isInstanceOf(StoreUnavailable.class);
    }

    @Test
    void a_full_disk_refuses_everything_in_its_commit_and_room_heals_it() {
        database.writer().write(tx -> tx.update(INSERT, 1, 1));
        // SQLite answers a file that must not grow just as a disk that has no room (SQLITE_FULL).
        limitPages(1);
        CountDownLatch gathered = new CountDownLatch(1);
        CompletableFuture<Boolean> blocker = database.writer().submit(_ -> gathered.await(10, TimeUnit.SECONDS));
        CompletableFuture<Integer> small = database.writer().submit(tx -> tx.update(INSERT, 2, 1));
        CompletableFuture<Integer> large = database.writer()
                .submit(tx -> tx.update(
                        "INSERT INTO snapshots (execution, batch, state) VALUES (3, 1, hex(zeroblob(100000)))"));
        gathered.countDown();

        assertThat(List.of(blocker, small, large)).allSatisfy(change -> assertThatThrownBy(change::get)
                .hasCauseInstanceOf(StoreUnavailable.class)
                .hasRootCauseMessage(
                        "[SQLITE_FULL] Insertion failed because database is full (database or disk is full)"));
        assertThat(rows()).containsExactly(1L);

        limitPages(1_000_000);
        database.writer().write(tx -> tx.update(INSERT, 4, 1));
        assertThat(rows()).containsExactly(1L, 4L);
    }

    private void limitPages(int pages) {
        var _ = database.writer()
                .write(tx -> Optional.ofNullable(
                        tx.first("PRAGMA max_page_count = " + pages, results -> results.getInt(1))));
    }

    @Test
    void a_writer_that_breaks_ends_the_program() throws Exception {
        Process program = new ProcessBuilder(
                        ProcessHandle.current().info().command().orElseThrow(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        BrokenWriter.class.getName(),
                        folder.resolve("other.db").toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("output").toFile())
                .start();
        try {
            assertThat(program.waitFor(30, TimeUnit.SECONDS)).isTrue();
            assertThat(program.exitValue()).isEqualTo(70);
            assertThat(folder.resolve("output")).content().contains("The durable writer broke");
        } finally {
            program.destroyForcibly();
        }
    }

    @Test
    void readers_cannot_write() {
        assertThatThrownBy(() -> database.reads().useHandle(handle -> handle.execute("DELETE FROM snapshots")))
                .hasMessageContaining("readonly");
    }
}
