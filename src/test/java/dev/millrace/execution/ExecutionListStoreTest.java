package dev.millrace.execution;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.access.Caller;
import dev.millrace.access.Credential;
import dev.millrace.access.Scope;
import dev.millrace.access.Scopes;
import dev.millrace.access.Visibility;
import dev.millrace.store.Database;
import dev.millrace.store.Ids;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.sqlite.ProgressHandler;

/** Who gets which executions listed, and what that costs, on a real database. */
class ExecutionListStoreTest {
    private static final long BEGIN = 1_800_000_000_000L;
    private static final List<String> USERS = List.of("ada", "ben", "cy");
    private static final List<String> WORKFLOWS = List.of("one", "two");
    private static final List<ExecutionStatus> STATUSES = List.of(ExecutionStatus.values());
    private static final Caller ADMIN = caller("root", Scope.ADMIN);
    private static final Caller ADA = caller("ada", Scope.EXECUTIONS_READ);

    @TempDir
    private Path folder;

    private Database database = unopened();
    private int made;

    @SuppressWarnings("NullAway") // set before each test
    private static Database unopened() {
        return null;
    }

    @BeforeEach
    void open() throws Exception {
        database = Database.open(folder.resolve("test.db"), new SimpleMeterRegistry());
    }

    @AfterEach
    void close() throws Exception {
        database.stop();
    }

    private static Caller caller(String user, Scope scope) {
        return new Caller(user, Scopes.of(scope), new Credential(Credential.Kind.API_KEY, null), "192.0.2.1");
    }

    /** Every combination of criteria; the range is the middle of what the tests make. */
    static Stream<ExecutionFilter> filters() {
        return Stream.of("one", null)
                .flatMap(workflow -> Stream.of(ExecutionStatus.FAILED, ExecutionStatus.COMPLETED, null)
                        .flatMap(status -> Stream.of(
                                new ExecutionFilter(workflow, status, null, null),
                                new ExecutionFilter(workflow, status, BEGIN + 60, BEGIN + 240))));
    }

    /** One more than a millisecond after the last. */
    private ExecutionRow row(String user, Visibility visibility, String workflow, ExecutionStatus status) {
        long at = BEGIN + made++;
        return new ExecutionRow(
                Ids.lowestAt(at),
                "e-" + made,
                workflow,
                1,
                1,
                status,
                null,
                Map.of(),
                null,
                null,
                0,
                "api",
                null,
                user,
                visibility,
                "request",
                null,
                1,
                1,
                at,
                at,
                status.ended() ? at + 1 : null);
    }

    private void insert(List<ExecutionRow> rows) {
        database.writer().write(tx -> {
            for (ExecutionRow row : rows) {
                ExecutionStore.insert(tx, row);
            }
            return rows.size();
        });
    }

    private List<ExecutionRow> random(int count) {
        Random random = new Random(4);
        List<ExecutionRow> rows = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            rows.add(row(
                    USERS.get(random.nextInt(USERS.size())),
                    random.nextInt(4) == 0 ? Visibility.SHARED : Visibility.PRIVATE,
                    WORKFLOWS.get(random.nextInt(WORKFLOWS.size())),
                    STATUSES.get(random.nextInt(STATUSES.size()))));
        }
        return rows;
    }

    private static Predicate<ExecutionRow> fits(ExecutionFilter filter) {
        return row -> (filter.workflow() == null || filter.workflow().equals(row.workflow()))
                && (filter.status() == null || filter.status() == row.status())
                && (filter.since() == null || row.createdAt() >= filter.since())
                && (filter.until() == null || row.createdAt() < filter.until());
    }

    @ParameterizedTest
    @MethodSource("filters")
    void a_list_has_what_the_caller_sees_and_nothing_else(ExecutionFilter filter) {
        List<ExecutionRow> rows = random(300);
        insert(rows);
        ExecutionListStore lists = new ExecutionListStore(database);
        for (Caller caller :
                List.of(ADMIN, ADA, caller("ben", Scope.EXECUTIONS_READ), caller("dan", Scope.KEYS_READ))) {
            List<ExecutionRow> expected = rows.reversed().stream()
                    .filter(fits(filter))
                    .filter(row -> row.visibility() == Visibility.SHARED
                            || row.userId().equals(caller.userId())
                            || caller.equals(ADMIN))
                    .toList();

            assertThat(paged(lists, caller, filter)).isEqualTo(expected);
            assertThat(lists.list(caller, filter, Long.MAX_VALUE, 5, 10))
                    .isEqualTo(expected.stream().skip(5).limit(10).toList());
            assertThat(lists.count(caller, filter)).isEqualTo(expected.size());
        }
    }

    private static List<ExecutionRow> paged(ExecutionListStore lists, Caller caller, ExecutionFilter filter) {
        List<ExecutionRow> all = new ArrayList<>();
        List<ExecutionRow> page = lists.list(caller, filter, Long.MAX_VALUE, 0, 7);
        while (!page.isEmpty()) {
            all.addAll(page);
            page = lists.list(caller, filter, page.getLast().id(), 0, 7);
        }
        return all;
    }

    @Test
    void statistics_count_what_the_caller_sees() {
        insert(List.of(
                row("ada", Visibility.PRIVATE, "one", ExecutionStatus.COMPLETED),
                row("ben", Visibility.PRIVATE, "one", ExecutionStatus.FAILED),
                row("ben", Visibility.SHARED, "one", ExecutionStatus.CANCELLED),
                row("ada", Visibility.PRIVATE, "two", ExecutionStatus.FAILED),
                row("ada", Visibility.PRIVATE, "one", ExecutionStatus.RUNNING)));
        ExecutionListStore lists = new ExecutionListStore(database);

        assertThat(lists.ended(ADA, "one", 10))
                .extracting(Statistics.Ended::status)
                .containsExactly(ExecutionStatus.CANCELLED, ExecutionStatus.COMPLETED);
        assertThat(lists.ended(ADMIN, "one", 2))
                .extracting(Statistics.Ended::status)
                .containsExactly(ExecutionStatus.CANCELLED, ExecutionStatus.FAILED);
    }

    @ParameterizedTest
    @MethodSource("filters")
    void a_page_follows_indexes_and_sorts_no_more_than_a_page(ExecutionFilter filter) {
        List<String> everything = plan(ExecutionListStore.newest("*", ADMIN, filter, ""), ADMIN, filter);
        List<String> visible = plan(ExecutionListStore.newest("*", ADA, filter, ""), ADA, filter);

        assertThat(Stream.of(everything, visible).flatMap(List::stream))
                .allMatch(line -> line.matches(
                        "SEARCH executions USING .*|(CO-ROUTINE|SCAN) page|(CO-ROUTINE|SCAN) branch|MERGE .*|LEFT|RIGHT"
                                + "|USE TEMP B-TREE FOR ORDER BY"));
        assertThat(visible.stream().filter(line -> line.startsWith("SEARCH") && !line.endsWith("(rowid=?)")))
                .isNotEmpty()
                .allMatch(
                        line -> line.matches(
                                ".* USING (COVERING )?INDEX executions_of_audience.*\\(audience=\\? AND (workflow|status)=\\? AND id.*"));
    }

    @ParameterizedTest
    @MethodSource("filters")
    void a_number_is_counted_in_indexes(ExecutionFilter filter) {
        assertThat(plan(ExecutionListStore.counting(ADA, filter), ADA, filter))
                .filteredOn(
                        line -> !line.matches("COMPOUND QUERY|UNION ALL|LEFT-MOST SUBQUERY|(CO-ROUTINE|SCAN) found"))
                .isNotEmpty()
                .allMatch(line -> line.matches("SEARCH executions USING .*INDEX executions_of_audience.*audience=.*"));
    }

    private List<String> plan(String sql, Caller caller, ExecutionFilter filter) {
        return database.reads().withHandle(handle -> query(handle, "EXPLAIN QUERY PLAN " + sql, caller, filter)
                .map((results, _) -> results.getString("detail"))
                .list());
    }

    private static Query query(Handle handle, String sql, Caller caller, ExecutionFilter filter) {
        Query query = ExecutionListStore.bind(handle.createQuery(sql), caller, filter);
        return sql.contains(":before")
                ? query.bind("before", Long.MAX_VALUE)
                        .bind("limit", 10)
                        .bind("offset", 0)
                        .bind("all", 10)
                : query;
    }

    /** Counted in steps of SQLite's virtual machine, which are the same in every run. */
    @Test
    void executions_of_others_in_between_cost_nothing() throws Exception {
        insert(random(200));
        List<ExecutionFilter> filters =
                filters().filter(filter -> filter.since() == null).toList();
        List<Long> before = new ArrayList<>();
        for (ExecutionFilter filter : filters) {
            before.add(steps(ADA, filter));
        }

        List<ExecutionRow> others = new ArrayList<>();
        for (int i = 0; i < 20_000; i++) {
            others.add(row("ben", Visibility.PRIVATE, "one", STATUSES.get(i % STATUSES.size())));
        }
        insert(others);

        for (int i = 0; i < filters.size(); i++) {
            assertThat(steps(ADA, filters.get(i))).as("%s", filters.get(i)).isEqualTo(before.get(i));
        }
    }

    private long steps(Caller caller, ExecutionFilter filter) throws SQLException {
        AtomicLong steps = new AtomicLong();
        try (Handle handle = database.reads().open()) {
            Connection connection = handle.getConnection().unwrap(org.sqlite.SQLiteConnection.class);
            ProgressHandler.setHandler(connection, 1, new ProgressHandler() {
                @Override
                protected int progress() {
                    steps.incrementAndGet();
                    return 0;
                }
            });
            query(handle, ExecutionListStore.newest("execution_id", caller, filter, ""), caller, filter)
                    .mapTo(String.class)
                    .list();
            ProgressHandler.clearHandler(connection);
        }
        return steps.get();
    }
}
