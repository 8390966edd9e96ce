package dev.millrace.mcp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.testing.Ended;
import dev.millrace.testing.Http;
import dev.millrace.testing.TestServer;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The conformance suite of the protocol against a started server, which asks nobody who they are, as the suite has no
 * credentials. The tools that scenarios ask for are workflows of those names. Left out are the scenarios
 * <ul>
 *   <li>{@code completion-complete} and {@code prompts-*}: Millrace has neither prompts nor completions, and does not
 *       say that it has;
 *   <li>{@code tools-call-image}, {@code -audio}, {@code -embedded-resource} and {@code -mixed-content}: workflows give
 *       back values, no media; that {@code session_screenshot} answers with an image is tested in {@code McpSessionIT};
 *   <li>{@code tools-call-with-logging}, {@code -sampling} and {@code -elicitation}, {@code elicitation-sep*}: tools that
 *       log to, or ask, the client;
 *   <li>{@code resources-read-*}, {@code resources-templates-read}, {@code resources-subscribe} and {@code -unsubscribe}:
 *       they want resources at addresses of their own, {@code test://…};
 *   <li>{@code server-sse-polling}: a server that closes streams and takes them up again, which is optional.
 * </ul>
 */
class McpConformanceIT {
    @TempDir
    private static Path folder;

    private static @Nullable TestServer server;

    @TempDir
    private Path results;

    @BeforeAll
    static void start() {
        McpTools.require();
        server = TestServer.start(folder, Map.of("API_AUTH_TYPE", "none"));
        Http http = server.http();
        http.put("test_simple_text", """
                name: test_simple_text
                description: Answers at once
                states: {initial: done, done: {type: terminal}}
                """);
        http.put("test_error_handling", """
                name: test_error_handling
                description: Always fails
                states: {initial: bad, bad: {type: terminal, status: failure, message: "This tool intentionally fails"}}
                """);
        http.put("test_tool_with_progress", """
                name: test_tool_with_progress
                description: Has several steps
                states:
                  initial: one
                  one: {type: step, command: "sleep 0.05", on_success: two}
                  two: {type: step, command: "sleep 0.05", on_success: done}
                  done: {type: terminal}
                """);
        http.post("/v1/workflows/upsert", """
                {"project_id": "json_schema_2020_12_tool", "description": "Has a schema of its own", "parameters": {
                  "$schema": "https://json-schema.org/draft/2020-12/schema",
                  "type": "object",
                  "$defs": {"address": {"type": "object",
                            "properties": {"street": {"type": "string"}, "city": {"type": "string"}}}},
                  "properties": {"name": {"type": "string"}, "address": {"$ref": "#/$defs/address"}},
                  "additionalProperties": false}}""");
    }

    @AfterAll
    static void stop() {
        if (server != null) {
            server.close();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "server-initialize",
                "ping",
                "logging-set-level",
                "tools-list",
                "tools-call-simple-text",
                "tools-call-error",
                "tools-call-with-progress",
                "json-schema-2020-12",
                "server-sse-multiple-streams",
                "resources-list",
                "dns-rebinding-protection"
            })
    void it_passes(String scenario) throws Exception {
        TestServer started = server;
        assertThat(started).isNotNull();
        Ended ended = McpTools.node(
                results,
                Map.of(),
                McpTools.CONFORMANCE,
                "server",
                "--url",
                started.http().base() + "/mcp",
                "--scenario",
                scenario);
        assertThat(ended.status()).as(ended.printed()).isZero();
        assertThat(ended.printed()).contains("Passed").doesNotContain("FAILURE");
    }
}
