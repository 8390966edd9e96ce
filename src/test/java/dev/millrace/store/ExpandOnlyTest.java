package dev.millrace.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.testing.TestMariaDb;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.MigrationVersion;
import org.flywaydb.core.api.configuration.Configuration;
import org.junit.jupiter.api.Test;

/**
 * Servers of the version before work on while a newer one brings the schema up to date. So a step may add, but what was there
 * stays as it was: their statements name columns, and must still be valid.
 */
class ExpandOnlyTest {
    /** Several servers share a database from this version of the schema on. */
    private static final int FIRST = 10;

    private final MysqlAddress address = TestMariaDb.shared().newAddress();

    /** What a statement relies on: the column's type and what it takes. */
    private record Column(String type, boolean required) {}

    @Test
    void each_step_leaves_the_statements_of_the_version_before_valid() throws Exception {
        int newest = newest();
        assertThat(newest).isGreaterThanOrEqualTo(FIRST);
        migrate(FIRST - 1);
        Map<String, Map<String, Column>> before = tables();
        Set<String> keysBefore = uniqueKeys();
        for (int version = FIRST; version <= newest; version++) {
            migrate(version);
            Map<String, Map<String, Column>> after = tables();
            assertKept(before, after, version);
            assertNoNewKeys(keysBefore, uniqueKeys(), before.keySet(), version);
            before = after;
            keysBefore = uniqueKeys();
        }
    }

    private static void assertKept(
            Map<String, Map<String, Column>> before, Map<String, Map<String, Column>> after, int version) {
        before.forEach((table, columns) -> {
            assertThat(after).as("tables of version %d", version).containsKey(table);
            Map<String, Column> present = after.getOrDefault(table, Map.of());
            assertThat(present).as("%s in version %d", table, version).containsAllEntriesOf(columns);
            present.forEach((name, column) -> {
                if (!columns.containsKey(name)) {
                    assertThat(column.required())
                            .as("new column %s.%s is required", table, name)
                            .isFalse();
                }
            });
        });
    }

    private static void assertNoNewKeys(Set<String> before, Set<String> after, Set<String> tables, int version) {
        assertThat(after)
                .as("unique keys of version %d in tables that were there", version)
                .filteredOn(key -> tables.contains(key.substring(0, key.indexOf('.'))))
                .allMatch(before::contains);
    }

    private Flyway flyway(int version) throws SQLException {
        Configuration usual = Migrations.flyway(new MysqlServer(address).source(), Database.Kind.MYSQL.wire())
                .getConfiguration();
        return Flyway.configure()
                .configuration(usual)
                .target(MigrationVersion.fromVersion(String.valueOf(version)))
                .load();
    }

    private void migrate(int version) throws SQLException {
        flyway(version).migrate();
    }

    private int newest() throws SQLException {
        int newest = 0;
        for (var step : Migrations.flyway(new MysqlServer(address).source(), Database.Kind.MYSQL.wire())
                .info()
                .all()) {
            newest = Math.max(newest, Integer.parseInt(String.valueOf(step.getVersion())));
        }
        return newest;
    }

    private Map<String, Map<String, Column>> tables() throws SQLException {
        Map<String, Map<String, Column>> tables = new TreeMap<>();
        try (Connection connection = TestMariaDb.shared().connect(address.database());
                Statement statement = connection.createStatement();
                ResultSet results = statement.executeQuery("""
                        SELECT table_name, column_name, column_type,
                            is_nullable = 'NO' AND column_default IS NULL AND extra NOT LIKE '%auto_increment%'
                                AND COALESCE(generation_expression, '') = ''
                        FROM information_schema.columns
                        WHERE table_schema = DATABASE() AND table_name <> 'schema_history'
                        """)) {
            while (results.next()) {
                tables.computeIfAbsent(results.getString(1), _ -> new TreeMap<>())
                        .put(results.getString(2), new Column(results.getString(3), results.getBoolean(4)));
            }
        }
        return tables;
    }

    private Set<String> uniqueKeys() throws SQLException {
        Set<String> keys = new TreeSet<>();
        try (Connection connection = TestMariaDb.shared().connect(address.database());
                Statement statement = connection.createStatement();
                ResultSet results = statement.executeQuery("""
                        SELECT CONCAT(table_name, '.', index_name, '(', GROUP_CONCAT(column_name ORDER BY seq_in_index), ')')
                        FROM information_schema.statistics
                        WHERE table_schema = DATABASE() AND non_unique = 0 GROUP BY table_name, index_name
                        """)) {
            while (results.next()) {
                keys.add(results.getString(1));
            }
        }
        return keys;
    }
}
