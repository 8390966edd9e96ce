package dev.millrace.tracing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.millrace.testing.Http;
import dev.millrace.testing.TestServer;
import dev.millrace.tracing.Collector.Behaviour;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Servers whose traces go nowhere. */
class CollectorFailuresIT {
    private static final String WORKFLOW = """
            name: quick
            states:
              initial: a
              a: {type: operation, operation: set, inputs: {x: 1}, on_success: done}
              done: {type: terminal}
            """;

    @TempDir
    private Path folder;

    /** The names of the server's threads, as far as the system knows them: 15 characters. */
    private static List<String> threads(TestServer server) {
        try (Stream<Path> tasks = Files.list(Path.of("/proc/" + server.pid() + "/task"))) {
            return tasks.map(task -> {
                        try {
                            return Files.readString(task.resolve("comm")).strip();
                        } catch (IOException _) {
                            return "";
                        }
                    })
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> warnings(TestServer server) {
        return server.log()
                .lines()
                .filter(line -> line.contains("Traces cannot be sent"))
                .toList();
    }

    private static void run(TestServer server, int times) {
        Http http = server.http();
        http.put("quick", WORKFLOW);
        for (int i = 0; i < times; i++) {
            Instant before = Instant.now();
            http.runToEnd("quick", "{}");
            assertThat(Duration.between(before, Instant.now())).isLessThan(Duration.ofSeconds(5));
        }
    }

    @Test
    void without_an_endpoint_there_is_no_thread_for_traces() {
        TestServer server = TestServer.shared();
        run(server, 1);

        assertThat(threads(server)).isNotEmpty().noneMatch(name -> name.startsWith("BatchSpan"));
    }

    @Test
    void a_collector_that_fails_hangs_or_is_gone_holds_nothing_up_and_is_told_of_once() throws Exception {
        Collector collector = new Collector(Behaviour.FAILS);
        try (collector;
                TestServer server =
                        TestServer.start(folder, Map.of("OTEL_EXPORTER_OTLP_ENDPOINT", collector.address()))) {
            run(server, 1);
            await().until(() -> !warnings(server).isEmpty());
            assertThat(threads(server)).anyMatch(name -> name.startsWith("BatchSpan"));

            collector.become(Behaviour.HANGS);
            int failed = collector.requests();
            run(server, 1);
            await().until(() -> collector.requests() > failed);
            run(server, 5);
            collector.close();
            run(server, 5);
            Instant before = Instant.now();
            server.terminate();

            assertThat(Duration.between(before, Instant.now())).isLessThan(Duration.ofSeconds(10));
            assertThat(warnings(server)).singleElement().asString().contains(collector.address(), "refuses");
            assertThat(server.log()).doesNotContain("io.opentelemetry", "\tat ");
        }
    }
}
