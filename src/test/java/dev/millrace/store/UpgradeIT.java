package dev.millrace.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.testing.TestMariaDb;
import dev.millrace.testing.TestServer;
import java.nio.file.Path;
import java.util.Map;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.MigrationInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server that finds the schema of the version before. */
class UpgradeIT {
    @TempDir
    private Path folder;

    @Test
    void a_server_brings_the_schema_of_the_version_before_up_to_date_and_works() throws Exception {
        MysqlAddress address = TestMariaDb.shared().newAddress();
        Flyway usual = Migrations.flyway(new MysqlServer(address).source(), Database.Kind.MYSQL.wire());
        MigrationInfo[] steps = usual.info().all();
        Flyway.configure()
                .configuration(usual.getConfiguration())
                .target(steps[steps.length - 2].getVersion())
                .load()
                .migrate();
        assertThat(usual.info().pending()).hasSize(1);

        try (TestServer server = TestServer.start(
                folder, Map.of("DATABASE_URL", TestMariaDb.shared().url(address.database())))) {
            server.http().put("w", "name: w\nstates:\n  initial: done\n  done: {type: terminal}\n");
            assertThat(server.http().runToEnd("w", "{}").path("status").textValue())
                    .isEqualTo("completed");
            assertThat(usual.info().pending()).isEmpty();
        }
    }
}
