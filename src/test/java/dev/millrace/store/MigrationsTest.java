package dev.millrace.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.util.Arrays;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.MigrationVersion;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class MigrationsTest {
    private static final MigrationVersion NEWEST = MigrationVersion.fromVersion(String.valueOf(Migrations.NEWEST));

    private final DataSource source;
    private final Flyway flyway;

    MigrationsTest(@TempDir Path folder) {
        source = new SqliteFile(folder.resolve("data.db")).source();
        flyway = Migrations.flyway(source, Database.Kind.SQLITE.wire());
    }

    @ParameterizedTest
    @EnumSource
    void the_number_of_the_last_script_is_known(Database.Kind kind) {
        // What there is to run does not depend on the database.
        MigrationInfo[] all = Migrations.flyway(source, kind.wire()).info().all();

        assertThat(all[all.length - 1].getVersion()).isEqualTo(NEWEST);
    }

    @Test
    void a_schema_is_made_and_brought_up_to_date() {
        MigrationInfo[] all = flyway.info().all();
        Flyway.configure()
                .configuration(flyway.getConfiguration())
                .target(all[all.length - 2].getVersion())
                .load()
                .migrate();
        assertThat(flyway.info().pending()).hasSize(1);

        Migrations.run(source, Database.Kind.SQLITE.wire());

        assertThat(flyway.info().pending()).isEmpty();
    }

    @Test
    void a_schema_that_is_newer_is_left_as_it_is() throws Exception {
        Migrations.run(source, Database.Kind.SQLITE.wire());
        try (Connection connection = source.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("""
                    INSERT INTO schema_history (installed_rank, version, description, type, script, installed_by,
                        execution_time, success)
                    VALUES (99, '99', 'later', 'SQL', 'V99__later.sql', '', 0, 1)
                    """);
        }

        Migrations.run(source, Database.Kind.SQLITE.wire());

        assertThat(flyway.info().current().getVersion().getVersion()).isEqualTo("99");
        assertThat(Arrays.stream(flyway.info().applied())
                        .map(step -> step.getVersion().getVersion()))
                .doesNotHaveDuplicates();
    }
}
