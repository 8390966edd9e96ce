package dev.millrace.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.testing.Http;
import dev.millrace.testing.TestServer;
import dev.millrace.testing.WebSocketClient;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Dashboard and alerts ask for nothing that a server does not show once it has had something to do. */
class MetricNamesIT {
    @TempDir
    private Path folder;

    @Test
    void every_metric_that_dashboard_and_alerts_ask_for_is_there() {
        try (TestServer server = TestServer.start(
                folder,
                Map.of(
                        "API_RATE_LIMIT_REQUESTS_PER_MINUTE", "6000",
                        "API_RATE_LIMIT_STARTS_PER_MINUTE", "1",
                        "API_RATE_LIMIT_START_BURST", "1"))) {
            useEverything(server);
            List<String> queries = new ArrayList<>(Metrics.ofDashboard());
            queries.addAll(Metrics.ofAlerts());
            Set<String> wanted = Metrics.named(queries);
            assertThat(wanted).hasSizeGreaterThan(30);
            // A socket is counted as closed after its client knows.
            Awaitility.await().untilAsserted(() -> assertThat(shown(server)).containsAll(wanted));
        }
    }

    private static void useEverything(TestServer server) {
        Http http = server.http();
        http.put("used", """
                name: used
                states:
                  initial: work
                  work: {type: step, command: "true", on_success: done}
                  done: {type: terminal}
                """);
        http.runToEnd("used", "{}");
        assertThat(http.post("/v1/workflows/used/run", "{}").status()).isEqualTo(429);
        assertThat(server.anonymous().as("wrong").get("/v1/me").status()).isEqualTo(401);
        assertThat(http.post("/v1/products", "{\"name\": \"a\", \"price\": 1}").status())
                .isEqualTo(201);
        assertThat(http.get("/v1/products/1").status()).isEqualTo(200);
        try (WebSocketClient socket = WebSocketClient.open(server)) {
            socket.send("{\"type\": \"ping\"}").next("pong");
        }
    }

    private static Set<String> shown(TestServer server) {
        return server.http()
                .get("/metrics")
                .body()
                .lines()
                .filter(line -> !line.startsWith("#"))
                .map(line -> line.split("[{ ]", 2)[0])
                .collect(Collectors.toSet());
    }
}
