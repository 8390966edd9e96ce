package dev.millrace.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.testing.Ended;
import dev.millrace.testing.TestServer;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The load tests, for a few seconds each: whether they fit the server, not how fast it is. */
@Tag("long")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LoadIT {
    private final TestServer server;

    LoadIT(@TempDir Path folder) {
        server = TestServer.start(folder);
    }

    @AfterAll
    void stop() {
        server.close();
    }

    private Ended load(String simulation, String key) {
        return Ended.of(
                DeployTools.ROOT,
                Map.of(
                        "MILLRACE_URL", server.http().base(),
                        "MILLRACE_KEY", key,
                        "LOAD_RATE", "2",
                        "LOAD_SECONDS", "4",
                        "LOAD_P95_MS", "20000"),
                List.of(DeployTools.ROOT.resolve("scripts/load").toString(), simulation));
    }

    @ParameterizedTest
    @ValueSource(strings = {"Catalog", "Executions", "Streams"})
    void a_simulation_ends_well(String simulation) {
        Ended ended = load(simulation, server.key().orElseThrow());

        assertThat(ended.status()).as(ended.printed()).isZero();
        assertThat(ended.printed()).contains("count of failed events is 0.0 : true");
    }

    @Test
    void a_simulation_whose_requests_fail_fails() {
        Ended ended = load("Catalog", "wrong");

        assertThat(ended.status()).isNotZero();
        assertThat(ended.printed()).contains("found 401");
    }
}
