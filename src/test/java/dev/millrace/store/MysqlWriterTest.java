package dev.millrace.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.millrace.testing.TestMariaDb;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The writer on a real MariaDB, and what a server can do to it. */
class MysqlWriterTest {
    private static final String INSERT = "INSERT INTO snapshots (execution, batch, state) VALUES (?, ?, '{}')";
    private static final String UPDATE = "UPDATE snapshots SET batch = batch + 1 WHERE execution = ?";

    private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
    private MysqlAddress address = TestMariaDb.shared().newAddress();
    private Database database = unopened();

    @SuppressWarnings("NullAway") // set before each test
    private static Database unopened() {
        return null;
    }

    @BeforeEach
    void open() throws Exception {
        database = Database.open(address, metrics);
    }

    @AfterEach
    void close() throws Exception {
        database.stop();
    }

    private List<String> rows() {
        return database.reads()
                .withHandle(handle -> handle.createQuery("SELECT execution, batch FROM snapshots ORDER BY execution")
                        .map((results, _) -> results.getLong(1) + ":" + results.getLong(2))
                        .list());
    }

    private CompletableFuture<Integer> insert(long execution) {
        return database.writer().submit(tx -> tx.update(INSERT, execution, 1));
    }

    private double repeats() {
        return metrics.get("millrace.store.commit.repeats").counter().count();
    }

    /** Holds the writer until the latch opens, so that what is submitted meanwhile shares a commit. */
    private CompletableFuture<Boolean> hold(CountDownLatch latch) {
        return database.writer().submit(_ -> latch.await(10, TimeUnit.SECONDS));
    }

    @Test
    void what_was_answered_is_seen_by_readers() {
        assertThat(insert(1).join()).isEqualTo(1);

        assertThat(rows()).containsExactly("1:1");
    }

    @Test
    void readers_cannot_write() {
        assertThatThrownBy(() -> database.reads().useHandle(handle -> handle.execute("DELETE FROM snapshots")))
                .hasMessageContaining("READ ONLY");
    }

    private static final NumberedInsert COUNTED = NumberedInsert.into("counted", "name");

    private void createCounted() {
        database.writer()
                .write(tx -> tx.update("CREATE TABLE counted (id BIGINT PRIMARY KEY, name VARCHAR(9) UNIQUE)"));
        database.writer().write(tx -> tx.update("INSERT INTO row_numbers VALUES ('counted', 0)"));
    }

    private CompletableFuture<Long> count(String name) {
        return database.writer().submit(tx -> tx.insert(COUNTED, name));
    }

    private List<String> counted() {
        return database.reads()
                .withHandle(handle -> handle.createQuery("SELECT CONCAT(id, name) FROM counted ORDER BY id")
                        .mapTo(String.class)
                        .list());
    }

    @Test
    void numbered_rows_get_the_next_numbers_together_and_one_by_one() {
        createCounted();

        assertThat(count("a").join()).isEqualTo(1);
        CountDownLatch gathered = new CountDownLatch(1);
        CompletableFuture<Boolean> blocker = hold(gathered);
        List<CompletableFuture<Long>> more =
                Stream.of("b", "c", "d").map(this::count).toList();
        gathered.countDown();

        assertThat(blocker.join()).isTrue();
        assertThat(more).extracting(CompletableFuture::join).containsExactly(2L, 3L, 4L);
        assertThat(count("e").join()).isEqualTo(5);
        assertThat(counted()).containsExactly("1a", "2b", "3c", "4d", "5e");
        assertThat(repeats()).isZero();
    }

    @Test
    void a_numbered_row_that_the_database_does_not_take_fails_alone_and_no_number_comes_twice() {
        createCounted();
        count("a").join();
        CountDownLatch gathered = new CountDownLatch(1);
        CompletableFuture<Boolean> blocker = hold(gathered);
        CompletableFuture<Long> before = count("b");
        CompletableFuture<Long> failing = count("a");
        CompletableFuture<Long> after = count("c");
        gathered.countDown();

        assertThat(blocker.join()).isTrue();
        assertThatThrownBy(failing::get).hasMessageContaining("Duplicate entry");
        assertThat(List.of(before.join(), after.join(), count("d").join())).isSorted();
        assertThat(counted()).containsExactly("1a", before.join() + "b", after.join() + "c", (after.join() + 1) + "d");
    }

    @Test
    void numbers_of_rows_grow_in_the_order_of_commits_whichever_server_writes() throws Exception {
        createCounted();
        Database other = Database.open(address, new SimpleMeterRegistry());
        try {
            List<CompletableFuture<Long>> writes = new ArrayList<>();
            for (int i = 0; i < 200; i++) {
                String name = "a" + i;
                writes.add(count(name));
                writes.add(other.writer().submit(tx -> tx.insert(COUNTED, "b" + name)));
            }
            CompletableFuture<Void> all = CompletableFuture.allOf(writes.toArray(CompletableFuture<?>[]::new));
            while (!all.isDone()) {
                assertThat(highestAndCount())
                        .satisfies(seen -> assertThat(seen.getFirst()).isEqualTo(seen.getLast()));
            }
            all.join();
            assertThat(highestAndCount()).containsExactly(400L, 400L);
        } finally {
            other.stop();
        }
    }

    private List<Long> highestAndCount() {
        return database.reads()
                .withHandle(handle -> handle.createQuery("SELECT COALESCE(MAX(id), 0), COUNT(*) FROM counted")
                        .map((results, _) -> List.of(results.getLong(1), results.getLong(2)))
                        .one());
    }

    @Test
    void a_change_that_another_server_has_overtaken_looks_again() throws Exception {
        Database other = Database.open(address, new SimpleMeterRegistry());
        try {
            CountDownLatch looked = new CountDownLatch(1);
            CountDownLatch overtaken = new CountDownLatch(1);
            CompletableFuture<String> change = database.writer().submit(tx -> {
                Long batch = tx.first("SELECT batch FROM snapshots WHERE execution = 1", row -> row.getLong(1));
                looked.countDown();
                assertThat(overtaken.await(10, TimeUnit.SECONDS)).isTrue();
                return batch == null ? "inserted " + tx.update(INSERT, 1, 1) : "found " + batch;
            });
            looked.await();
            other.writer().write(tx -> tx.update(INSERT, 1, 7));
            overtaken.countDown();

            assertThat(change.join()).isEqualTo("found 7");
            assertThat(rows()).containsExactly("1:7");
        } finally {
            other.stop();
        }
    }

    @Test
    void a_row_that_is_read_to_be_changed_stays_as_it_is() throws Exception {
        insert(1).join();
        Database other = Database.open(address, new SimpleMeterRegistry());
        try {
            List<CompletableFuture<Integer>> writes = new ArrayList<>();
            for (int i = 0; i < 50; i++) {
                writes.add(database.writer().submit(MysqlWriterTest::raise));
                writes.add(other.writer().submit(MysqlWriterTest::raise));
            }
            writes.forEach(CompletableFuture::join);

            assertThat(rows()).containsExactly("1:101");
        } finally {
            other.stop();
        }
    }

    private static int raise(Transaction tx) throws SQLException {
        Long batch = tx.firstLocked("SELECT batch FROM snapshots WHERE execution = 1", row -> row.getLong(1));
        return tx.update("UPDATE snapshots SET batch = ? WHERE execution = 1", Objects.requireNonNull(batch) + 1);
    }

    @Test
    @Tag("long")
    void a_server_that_is_frozen_within_a_transaction_does_not_hold_its_rows_for_long() throws Exception {
        insert(1).join();
        Database other = Database.open(address, new SimpleMeterRegistry());
        CountDownLatch frozen = new CountDownLatch(1);
        CountDownLatch thawed = new CountDownLatch(1);
        try {
            CompletableFuture<Boolean> zombie = other.writer().submit(tx -> {
                tx.update(UPDATE, 1);
                frozen.countDown();
                return thawed.await(60, TimeUnit.SECONDS);
            });
            frozen.await();

            await().atMost(Duration.ofSeconds(30))
                    .ignoreExceptions()
                    .until(() -> database.writer().write(tx -> tx.update(UPDATE, 1)) == 1);
            thawed.countDown();
            assertThat(zombie.join()).isTrue();
        } finally {
            thawed.countDown();
            other.stop();
        }
        assertThat(rows()).containsExactly("1:3");
    }

    @Test
    void what_was_expected_wrongly_is_tried_again_at_its_time() {
        insert(1).join();
        CountDownLatch gathered = new CountDownLatch(1);
        CompletableFuture<Boolean> blocker = hold(gathered);
        List<CompletableFuture<Boolean>> takes =
                Stream.of(1, 2, 3, 4).map(_ -> take()).toList();
        gathered.countDown();

        assertThat(blocker.join()).isTrue();
        assertThat(takes).extracting(CompletableFuture::join).containsExactly(true, true, true, false);
        assertThat(rows()).containsExactly("1:4");
        assertThat(repeats()).isEqualTo(1);
    }

    @Test
    void what_was_expected_rightly_is_done_at_once() {
        insert(1).join();
        CountDownLatch gathered = new CountDownLatch(1);
        CompletableFuture<Boolean> blocker = hold(gathered);
        List<CompletableFuture<Boolean>> takes =
                Stream.of(1, 2, 3).map(_ -> take()).toList();
        gathered.countDown();

        assertThat(blocker.join()).isTrue();
        assertThat(takes).allMatch(CompletableFuture::join);
        assertThat(rows()).containsExactly("1:4");
        assertThat(repeats()).isZero();
    }

    private CompletableFuture<Boolean> take() {
        return database.writer().submit(tx -> tx.expect(UPDATE + " AND batch < 4", 1));
    }

    @Test
    void a_change_that_fails_after_it_changed_something_undoes_itself_and_nothing_else() {
        CountDownLatch gathered = new CountDownLatch(1);
        CompletableFuture<Boolean> blocker = hold(gathered);
        CompletableFuture<Integer> before = insert(1);
        CompletableFuture<Integer> failing = database.writer().submit(tx -> {
            tx.update(INSERT, 2, 1);
            return tx.update(INSERT, 1, 1);
        });
        CompletableFuture<Integer> after = insert(3);
        gathered.countDown();

        assertThat(blocker.join()).isTrue();
        assertThat(before.join()).isEqualTo(1);
        assertThatThrownBy(failing::get).hasMessageContaining("Duplicate entry");
        assertThat(after.join()).isEqualTo(1);
        assertThat(rows()).containsExactly("1:1", "3:1");
        assertThat(repeats()).isEqualTo(1);
    }

    @Test
    void rows_that_were_deferred_are_written_with_the_change() {
        CountDownLatch gathered = new CountDownLatch(1);
        CompletableFuture<Boolean> blocker = hold(gathered);
        List<CompletableFuture<Boolean>> changes =
                Stream.of(1L, 2L, 3L).map(this::deferred).toList();
        gathered.countDown();

        assertThat(blocker.join()).isTrue();
        assertThat(changes).allMatch(CompletableFuture::join);
        assertThat(rows()).containsExactly("1:1", "2:1", "3:1");
        assertThat(repeats()).isZero();
    }

    @Test
    void a_deferred_row_that_the_database_does_not_take_undoes_its_change_and_nothing_else() {
        insert(2).join();
        CountDownLatch gathered = new CountDownLatch(1);
        CompletableFuture<Boolean> blocker = hold(gathered);
        CompletableFuture<Boolean> before = deferred(1);
        CompletableFuture<Boolean> failing = database.writer().submit(tx -> {
            tx.update(INSERT, 9, 1);
            tx.defer(INSERT, 2, 1);
            return true;
        });
        CompletableFuture<Boolean> after = deferred(3);
        gathered.countDown();

        assertThat(blocker.join()).isTrue();
        assertThat(before.join()).isTrue();
        assertThatThrownBy(failing::get).hasMessageContaining("Duplicate entry");
        assertThat(after.join()).isTrue();
        assertThat(rows()).containsExactly("1:1", "2:1", "3:1");
    }

    @Test
    void deferred_rows_may_be_longer_together_than_what_the_server_takes_at_once() {
        String text = "x".repeat(1 << 20);
        database.writer().write(tx -> {
            for (long execution = 1; execution <= 40; execution++) {
                tx.defer("INSERT INTO snapshots (execution, batch, state) VALUES (?, 1, ?)", execution, text);
            }
            return true;
        });

        assertThat(rows()).hasSize(40);
        assertThat(repeats()).isZero();
    }

    private CompletableFuture<Boolean> deferred(long execution) {
        return database.writer().submit(tx -> {
            tx.defer(INSERT, execution, 1);
            return true;
        });
    }

    @Test
    void a_change_that_fails_before_it_changed_anything_costs_others_nothing() {
        insert(1).join();

        assertThatThrownBy(insert(1)::get).hasMessageContaining("Duplicate entry");
        assertThatThrownBy(() -> database.writer().write(_ -> {
                    throw new IllegalArgumentException("no");
                }))
                .hasMessage("no");
        assertThat(repeats()).isZero();
    }

    @Test
    void a_deadlock_with_another_program_is_tried_again() throws Exception {
        insert(1).join();
        insert(2).join();
        AtomicInteger runs = new AtomicInteger();
        CountDownLatch locked = new CountDownLatch(1);
        try (Connection other = TestMariaDb.shared().connect(address.database());
                Statement statement = other.createStatement()) {
            other.setAutoCommit(false);
            // The more a transaction has changed, the less likely it is chosen to be undone.
            for (int i = 100; i < 150; i++) {
                statement.execute("INSERT INTO snapshots VALUES (%d, 1, '{}')".formatted(i));
            }
            statement.execute(UPDATE.replace("?", "2"));
            CompletableFuture<Integer> change = database.writer().submit(tx -> {
                runs.incrementAndGet();
                tx.update(UPDATE, 1);
                locked.countDown();
                return tx.update(UPDATE, 2);
            });
            locked.await();
            statement.execute(UPDATE.replace("?", "1"));
            other.commit();

            assertThat(change.join()).isEqualTo(1);
        }
        assertThat(runs).hasValue(2);
        assertThat(rows()).startsWith("1:3", "2:3");
    }

    @Test
    void a_row_that_somebody_holds_fails_its_change_alone() throws Exception {
        insert(1).join();
        try (Connection other = TestMariaDb.shared().connect(address.database());
                Statement statement = other.createStatement()) {
            other.setAutoCommit(false);
            statement.execute(UPDATE.replace("?", "1"));
            CountDownLatch gathered = new CountDownLatch(1);
            CompletableFuture<Boolean> blocker = hold(gathered);
            CompletableFuture<Integer> held = database.writer().submit(tx -> tx.update(UPDATE, 1));
            CompletableFuture<Integer> free = insert(2);
            gathered.countDown();

            assertThat(blocker.join()).isTrue();
            assertThat(free.join()).isEqualTo(1);
            assertThatThrownBy(held::get).hasCauseInstanceOf(StoreUnavailable.class);
            other.rollback();
        }
        assertThat(rows()).containsExactly("1:1", "2:1");
    }

    @Test
    void a_connection_that_was_ended_while_it_was_idle_is_replaced() throws Exception {
        long connection = database.writer().write(MysqlWriterTest::connection);
        end(connection);

        assertThat(insert(2).get(5, TimeUnit.SECONDS)).isEqualTo(1);
        assertThat(repeats()).isEqualTo(1);
    }

    @Test
    void a_connection_that_breaks_within_a_transaction_is_replaced() {
        int changed = database.writer().write(tx -> {
            int first = tx.update(INSERT, 1, 1);
            if (repeats() == 0) {
                end(connection(tx));
            }
            return first + tx.update(INSERT, 2, 1);
        });

        assertThat(changed).isEqualTo(2);
        assertThat(rows()).containsExactly("1:1", "2:1");
    }

    private static long connection(Transaction tx) throws SQLException {
        return Objects.requireNonNull(tx.first("SELECT CONNECTION_ID()", results -> results.getLong(1)));
    }

    private static void end(long connection) throws SQLException {
        try (Connection other = TestMariaDb.shared().connect("");
                Statement statement = other.createStatement()) {
            statement.execute("KILL " + connection);
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = CutProxy.Cut.class,
            names = {"BEFORE_COMMIT", "AFTER_COMMIT"})
    void a_commit_whose_answer_does_not_come_takes_place_once(CutProxy.Cut cut) throws Exception {
        database.stop();
        try (CutProxy proxy = new CutProxy(address.port())) {
            database = Database.open(
                    new MysqlAddress(
                            "127.0.0.1",
                            proxy.port(),
                            address.database(),
                            address.user(),
                            address.password(),
                            address.sslMode()),
                    metrics);
            insert(1).join();
            proxy.cut(cut);

            int changed = database.writer().submit(tx -> tx.update(UPDATE, 1)).get(10, TimeUnit.SECONDS);

            assertThat(changed).isEqualTo(1);
            assertThat(proxy.hasCut()).isTrue();
            assertThat(rows()).containsExactly("1:2");
            database.stop();
        }
        database = Database.open(address, metrics);
    }

    @Test
    void what_a_lost_answer_was_about_is_found_out() throws Exception {
        WriteSession session = new MysqlSession(new MysqlServer(address));
        session.begin().update(INSERT, 1, 1);
        session.commit();
        assertThat(session.tookPlace()).isTrue();

        session.begin().update(INSERT, 2, 1);
        session.rollback(Trouble.CONNECTION);
        assertThat(session.tookPlace()).isTrue();
        session.close();
        assertThat(rows()).containsExactly("1:1");
    }

    @Test
    void a_wrong_password_and_an_unknown_database_are_told_at_once() {
        MysqlAddress wrong = new MysqlAddress(
                address.host(), address.port(), address.database(), address.user(), "sesame", address.sslMode());
        MysqlAddress unknown = TestMariaDb.shared().address("nowhere");

        assertThatThrownBy(() -> Database.open(wrong, metrics))
                .hasMessageContaining("cannot be used with these settings")
                .hasMessageContaining("Access denied")
                .hasMessageNotContaining("sesame");
        assertThatThrownBy(() -> Database.open(unknown, metrics)).hasMessageContaining("Unknown database 'nowhere'");
    }

    @Test
    void a_text_that_the_server_does_not_take_at_once_fails_its_change_alone() {
        String large = "x".repeat(17 << 20);
        CountDownLatch gathered = new CountDownLatch(1);
        CompletableFuture<Boolean> blocker = hold(gathered);
        CompletableFuture<Integer> failing = database.writer()
                .submit(tx -> tx.update("INSERT INTO snapshots (execution, batch, state) VALUES (1, 1, ?)", large));
        CompletableFuture<Integer> other = insert(2);
        gathered.countDown();

        assertThat(blocker.join()).isTrue();
        assertThatThrownBy(failing::get)
                .hasCauseInstanceOf(ChangeTooLarge.class)
                .hasMessageContaining("max_allowed_packet");
        assertThat(other.join()).isEqualTo(1);
    }

    @Test
    void a_connection_may_be_encrypted() throws Exception {
        database.stop();
        MysqlAddress encrypted = new MysqlAddress(
                address.host(), address.port(), address.database(), address.user(), address.password(), "trust");
        database = Database.open(encrypted, new SimpleMeterRegistry());

        String version = database.reads()
                .withHandle(handle -> handle.createQuery("SHOW SESSION STATUS LIKE 'Ssl_version'")
                        .map((results, _) -> results.getString(2))
                        .one());
        assertThat(version).startsWith("TLS");
    }

    @Tag("long")
    @Test
    void changes_survive_the_servers_death_without_being_doubled() throws Exception {
        try (TestMariaDb own = TestMariaDb.start()) {
            Database other = Database.open(own.newAddress(), new SimpleMeterRegistry());
            try {
                List<CompletableFuture<Integer>> changes = new ArrayList<>();
                IntStream.rangeClosed(1, 2_000).forEach(i -> {
                    changes.add(other.writer().submit(tx -> tx.update(INSERT, i, 1)));
                    if (i == 1_000) {
                        own.kill();
                    }
                });
                own.startAgain();
                await().atMost(Duration.ofSeconds(30))
                        .until(() -> changes.stream().allMatch(CompletableFuture::isDone));
                await().atMost(Duration.ofSeconds(10))
                        .untilAsserted(() -> other.writer().write(_ -> true));

                List<Long> acknowledged = IntStream.rangeClosed(1, 2_000)
                        .filter(i -> !changes.get(i - 1).isCompletedExceptionally())
                        .asLongStream()
                        .boxed()
                        .toList();
                await().ignoreExceptions().atMost(Duration.ofSeconds(30)).untilAsserted(() -> assertThat(stored(other))
                        .isEqualTo(acknowledged));
                assertThat(changes)
                        .filteredOn(CompletableFuture::isCompletedExceptionally)
                        .allSatisfy(
                                change -> assertThatThrownBy(change::get).hasCauseInstanceOf(StoreUnavailable.class));
            } finally {
                other.stop();
            }
        }
    }

    private static List<Long> stored(Database database) {
        return database.reads()
                .withHandle(handle -> handle.createQuery("SELECT execution FROM snapshots ORDER BY execution")
                        .mapTo(Long.class)
                        .list());
    }
}
