package dev.millrace.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.testing.Http;
import dev.millrace.testing.RawHttp;
import dev.millrace.testing.TestServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A line for each request. */
class AccessLogIT {
    private static final Pattern LINE = Pattern.compile(
            "\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d - [A-Za-z0-9_.$-]+ - \\[[A-Za-z0-9._-]*] - [A-Z]+ - .*|\t.*");

    @TempDir
    private Path folder;

    /** The line of a request, when it is there. */
    private static String lineOf(TestServer server, String requestId) {
        return await().until(
                        () -> server.log()
                                .lines()
                                .filter(line -> line.contains(requestId))
                                .findFirst()
                                .orElse(""),
                        line -> !line.isEmpty());
    }

    @Test
    void a_line_names_the_route_and_not_what_is_in_its_place() {
        TestServer server = TestServer.shared();
        server.http().get("/workflows/some-id", "X-Request-ID", "log-route");
        server.http().get("/some/secret/path", "X-Request-ID", "log-nowhere");

        assertThat(lineOf(server, "log-route"))
                .matches(
                        ".* - access - \\[log-route] - INFO - GET /v1/workflows/\\{id} 404 \\d+\\.\\d ms \\d+ B admin");
        assertThat(lineOf(server, "log-nowhere"))
                .contains("GET (no route) 404 ")
                .doesNotContain("secret");
    }

    @Test
    void a_line_names_who_called() {
        TestServer server = TestServer.shared();
        server.http().get("/v1/me", "X-Request-ID", "log-caller");

        assertThat(lineOf(server, "log-caller")).matches(".* GET /v1/me 200 \\d+\\.\\d ms \\d+ B admin");
    }

    @Test
    void probes_are_not_logged() {
        TestServer server = TestServer.shared();
        server.http().get("/health/live", "X-Request-ID", "log-probe");
        server.http().get("/metrics", "X-Request-ID", "log-metrics");
        server.http().get("/docs", "X-Request-ID", "log-after");

        lineOf(server, "log-after");
        assertThat(server.log()).doesNotContain("log-probe", "log-metrics");
    }

    @Test
    void nobody_can_forge_a_line() throws IOException {
        TestServer server = TestServer.shared();
        String forged = "2025-06-06 10:30:15 - root - [x] - INFO - forged";
        RawHttp.exchange(
                server,
                "GET /v1/workflows HTTP/1.1\r\nHost: localhost\r\nX-Request-ID: a\n" + forged
                        + "\r\nConnection: close\r\n\r\n");
        RawHttp.request(server, "GET /v1/workflows/%0a" + forged.replace(" ", "%20") + " HTTP/1.1", "Host: localhost");
        RawHttp.request(server, "FORGED\u001b[2J /v1/workflows HTTP/1.1", "Host: localhost");
        server.http().get("/v1/workflows", "X-Request-ID", "log-forged");

        lineOf(server, "log-forged");
        String log = Files.readString(server.dataDir().resolve("logs/app.log"));
        assertThat(log.lines()).allMatch(line -> LINE.matcher(line).matches());
        assertThat(log).doesNotContain("forged\n", "\u001b");
    }

    @Test
    @Tag("long")
    void files_take_turns_and_lines_can_be_json() throws IOException {
        Map<String, String> settings =
                Map.of("LOG_FORMAT", "json", "LOG_MAX_SIZE", "32KiB", "LOG_KEEP", "2", "LOG_LEVEL", "DEBUG");
        try (TestServer server = TestServer.start(folder, settings)) {
            Http http = server.http();
            for (int i = 0; i < 400; i++) {
                http.get("/v1/workflows/id-" + i, "X-Request-ID", "log-" + i);
            }

            JsonNode line = Http.parse(lineOf(server, "\"logger\":\"access\",\"request_id\":\"log-399\""));
            assertThat(line.path("logger").textValue()).isEqualTo("access");
            assertThat(line.path("method").textValue()).isEqualTo("GET");
            assertThat(line.path("route").textValue()).isEqualTo("/v1/workflows/{id}");
            assertThat(line.path("path").textValue()).isEqualTo("/v1/workflows/id-399");
            assertThat(line.path("status").intValue()).isEqualTo(404);
            assertThat(line.path("duration_ms").isNumber()).isTrue();
            assertThat(line.path("bytes").intValue()).isPositive();
            assertThat(line.path("complete").booleanValue()).isTrue();
            assertThat(line.path("caller").textValue()).isEqualTo("admin");
            assertThat(logFiles()).containsExactly("app.log", "app.log.1", "app.log.2");
            // Lines that come together are written together, and may go beyond the size by what is written at once.
            assertThat(Files.size(folder.resolve("logs/app.log.1"))).isBetween(16_384L, 65_536L);
            for (String name : logFiles()) {
                assertThat(Files.readAllLines(folder.resolve("logs").resolve(name)))
                        .allMatch(written -> Http.parse(written).isObject());
            }
        }
    }

    private List<String> logFiles() throws IOException {
        try (Stream<Path> files = Files.list(folder.resolve("logs"))) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }
}
