package dev.millrace.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sqlite.SQLiteDataSource;

/** What a database from before there were owners becomes. */
class OwnersMigrationTest {
    @TempDir
    private Path folder;

    @Test
    void what_was_there_is_the_admins_but_for_what_comes_from_files() throws Exception {
        Path file = folder.resolve("test.db");
        fillEarlier(file);

        Database database = Database.open(file, new SimpleMeterRegistry());
        try {
            assertThat(rows(database, "SELECT workflow_id, owner, visibility, audience FROM workflows ORDER BY id"))
                    .containsExactly("uploaded admin private admin", "filed null private ");
            assertThat(rows(database, "SELECT id, owner FROM revisions ORDER BY id"))
                    .containsExactly("3 admin", "4 null", "5 admin");
            assertThat(rows(database, "SELECT execution_id, user_id, audience FROM executions"))
                    .containsExactly("uploaded-1 admin admin");
        } finally {
            database.stop();
        }
    }

    private static void fillEarlier(Path file) throws SQLException {
        SQLiteDataSource source = new SQLiteDataSource();
        source.setUrl("jdbc:sqlite:" + file);
        Flyway.configure()
                .dataSource(source)
                .locations("classpath:db/migration/sqlite")
                .table("schema_history")
                .target("3")
                .load()
                .migrate();
        try (Connection connection = source.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("""
                    INSERT INTO workflows (id, workflow_id, kind, status, name, revision, created_at, updated_at, file)
                    VALUES (1, 'uploaded', 'local', 'active', 'x', 1, 0, 0, NULL),
                        (2, 'filed', 'local', 'active', 'x', 1, 0, 0, 'filed.yaml')
                    """);
            statement.execute("""
                    INSERT INTO revisions (id, workflow, revision, digest, created_at, folder)
                    VALUES (3, 1, 1, '', 0, NULL), (4, 2, 1, '', 0, '/workflows'), (5, 99, 1, '', 0, NULL)
                    """);
            statement.execute("""
                    INSERT INTO executions (id, execution_id, workflow, revision, definition, status, inputs, priority,
                        trigger, request_id, epoch, last_seq, created_at)
                    VALUES (6, 'uploaded-1', 'uploaded', 1, 3, 'completed', '{}', 0, 'api', 'r', 1, 1, 0)
                    """);
        }
    }

    private static List<String> rows(Database database, String sql) {
        return database.reads().withHandle(handle -> handle.createQuery(sql)
                .map((results, _) -> {
                    StringBuilder row = new StringBuilder();
                    for (int i = 1; i <= results.getMetaData().getColumnCount(); i++) {
                        row.append(i == 1 ? "" : " ").append(results.getString(i));
                    }
                    return row.toString();
                })
                .list());
    }
}
