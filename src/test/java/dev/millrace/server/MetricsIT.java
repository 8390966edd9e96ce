package dev.millrace.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.testing.Http;
import dev.millrace.testing.TestServer;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What Prometheus reads. */
class MetricsIT {
    @TempDir
    private Path folder;

    @Test
    void metrics_tell_of_executions_steps_the_journal_and_refusals() {
        try (TestServer server = TestServer.start(
                folder,
                Map.of(
                        "API_RATE_LIMIT_REQUESTS_PER_MINUTE",
                        "600",
                        "API_RATE_LIMIT_START_BURST",
                        "1",
                        "API_RATE_LIMIT_STARTS_PER_MINUTE",
                        "1"))) {
            Http http = server.http();
            http.put("metrics", """
                    name: metrics
                    states:
                      initial: work
                      work: {type: step, command: "exit 3", on_success: done, on_failure: done}
                      done: {type: terminal}
                    """);
            http.runToEnd("metrics", "{}");
            assertThat(http.post("/v1/workflows/metrics/run", "{}").status()).isEqualTo(429);
            assertThat(server.anonymous().as("wrong").get("/v1/me").status()).isEqualTo(401);

            assertThat(server.anonymous().get("/metrics").body())
                    .contains(
                            "millrace_executions_ended_total{status=\"completed\"} 1.0",
                            "millrace_step_duration_seconds_count{status=\"failed\",type=\"command\"} 1",
                            "millrace_step_duration_seconds_bucket{status=\"failed\",type=\"command\",le=\"600.0\"} 1",
                            "millrace_executions_queued 0.0",
                            "millrace_executions_limited 0.0",
                            "millrace_nodes 1.0",
                            "millrace_node_info{node=\"",
                            "millrace_executions_active 0.0",
                            "millrace_processes_active 0.0",
                            "millrace_store_commit_seconds_count",
                            "millrace_requests_limited_total{limit=\"starts\"} 1.0",
                            "millrace_logins_failed_total 1.0");
        }
    }
}
