package dev.millrace.mcp;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.testing.Http;
import dev.millrace.testing.Http.Reply;
import dev.millrace.testing.TestServer;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who is let in, what a message must be, and what becomes of sessions and connections. */
class McpTransportIT {
    private final TestServer server = TestServer.shared();
    private final Http http = server.http();

    @ParameterizedTest
    @ValueSource(strings = {"2025-11-25", "2025-06-18", "2025-03-26"})
    void older_revisions_of_the_protocol_are_spoken(String version) {
        JsonNode result = McpClient.initialize(http, version).json().path("result");
        assertThat(result.path("protocolVersion").textValue()).isEqualTo(version);
        assertThat(result.at("/serverInfo/name").textValue()).isEqualTo("millrace");
        assertThat(result.at("/capabilities/tools/listChanged").booleanValue()).isTrue();
        assertThat(result.at("/capabilities/resources/subscribe").booleanValue())
                .isTrue();
    }

    @Test
    void an_unknown_revision_gets_the_newest() {
        JsonNode answer = McpClient.initialize(http, "1999-01-01").json();
        assertThat(answer.at("/result/protocolVersion").textValue()).isEqualTo("2025-11-25");
    }

    @Test
    void who_brings_no_credential_is_asked_for_one() {
        Reply reply = McpClient.initialize(server.anonymous(), "2025-11-25");
        assertThat(reply.status()).isEqualTo(401);
        assertThat(reply.header("WWW-Authenticate")).startsWith("Bearer");
        assertThat(reply.json().path("code").textValue()).isEqualTo("unauthenticated");
        for (String path : List.of("/mcp/sse", "/mcp/messages/x", "/mcp/")) {
            assertThat(http.get(path, "Accept", "text/event-stream").status()).isEqualTo(404);
        }
    }

    @Test
    void pages_of_other_origins_are_refused() {
        for (String method : List.of("POST", "GET", "DELETE")) {
            Reply reply = http.send(method, "/mcp", "", "Origin", "http://localhost.evil.example");
            assertThat(reply.status()).as(method).isEqualTo(403);
            assertThat(reply.json().path("code").textValue()).isEqualTo("cross-origin");
        }
    }

    @Test
    void a_session_is_its_users_alone_and_ends_when_it_is_deleted() throws IOException {
        McpClient client = McpClient.begin(http);
        McpClient thief = client.as(server.user("mcp-thief"));
        assertThat(thief.post("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/list\"}")
                        .status())
                .isEqualTo(404);

        BufferedReader stream = client.listen();
        assertThat(http.send("DELETE", "/mcp", "", "Mcp-Session-Id", client.session())
                        .status())
                .isEqualTo(200);
        assertThat(stream.readAllAsString()).contains("notifications/message");
        Reply over = client.post("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/list\"}");
        assertThat(over.status()).isEqualTo(404);
        assertThat(over.json().path("code").textValue()).isEqualTo("mcp-session-not-found");
    }

    @Test
    void a_stream_ends_with_the_key_that_opened_it() throws IOException {
        JsonNode key = http.post("/v1/api-keys", "{\"name\": \"mcp-for-a-while\", \"scopes\": [\"workflows:read\"]}")
                .json();
        McpClient client = McpClient.begin(http.as(key.path("key").textValue()));
        try (BufferedReader stream = client.listen()) {
            assertThat(http.send("DELETE", "/v1/api-keys/" + key.path("id").textValue(), "")
                            .status())
                    .isEqualTo(204);
            http.put("mcp-rings", McpClient.workflow("mcp-rings", "true"));

            assertThat(stream.readAllAsString()).doesNotContain("list_changed");
        }
    }

    @Test
    void an_execution_goes_on_when_the_connection_of_its_call_is_lost(@TempDir Path folder) throws IOException {
        Path done = folder.resolve("done");
        http.put(
                "mcp-lost",
                McpClient.workflow("mcp-lost", "while [ ! -e '%s' ]; do sleep 0.02; done; echo whole".formatted(done)));
        McpClient client = McpClient.begin(http);
        String id;
        try (Socket _ = client.beginCall(server, "mcp-lost")) {
            id = McpClient.awaitRunning(http, "mcp-lost");
        }
        http.put("mcp-other", McpClient.workflow("mcp-other", "true"));
        client.call("mcp-other", "{}");
        Files.createFile(done);

        assertThat(http.awaitEnd(id).path("status").textValue()).isEqualTo("completed");
    }

    @Test
    void what_the_transport_asks_for_is_required() {
        assertThat(http.send("POST", "/mcp", "{}", "Accept", "application/json").status())
                .isEqualTo(406);
        assertThat(http.send("PUT", "/mcp", "{}").status()).isEqualTo(405);
        assertThat(http.get("/mcp", "Accept", "text/event-stream").status()).isEqualTo(400);
        assertThat(http.send("POST", "/mcp", "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"}", McpClient.HEADERS)
                        .status())
                .isEqualTo(400);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "null",
                "7",
                "[]",
                "[1]",
                "[{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"}]",
                "{\"id\":1,\"method\":\"ping\"}",
                "{\"jsonrpc\":\"1.0\",\"id\":1,\"method\":\"ping\"}",
                "{\"jsonrpc\":\"2.0\",\"id\":null,\"method\":\"ping\"}",
                "{\"jsonrpc\":\"2.0\",\"id\":{},\"method\":\"ping\"}",
                "{\"jsonrpc\":\"2.0\",\"id\":1.5,\"method\":\"ping\"}",
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":7}",
                "{\"jsonrpc\":\"2.0\",\"id\":1}",
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"id\":2,\"method\":\"ping\"}",
                "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/cancelled\",\"params\":[]}"
            })
    void what_is_no_message_is_refused(String body) {
        Reply reply = McpClient.begin(http).post(body);
        assertThat(reply.status()).as(reply.body()).isEqualTo(400);
        assertThat(reply.json().at("/error/code").intValue()).isIn(-32700, -32600);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"tools/call\",\"params\":[]",
                "\"tools/call\",\"params\":\"x\"",
                "\"tools/call\",\"params\":{}",
                "\"tools/call\",\"params\":{\"name\":7}",
                "\"tools/call\",\"params\":{\"name\":\"workflow_list\",\"arguments\":[]}",
                "\"tools/call\",\"params\":{\"name\":\"a workflow\",\"arguments\":{}}",
                "\"tools/call\",\"params\":{\"name\":\"workflow_list\",\"_meta\":{\"progressToken\":{}}}",
                "\"tools/list\",\"params\":{\"cursor\":{}}",
                "\"resources/read\",\"params\":{\"uri\":[]}",
                "\"resources/read\",\"params\":{}",
                "\"logging/setLevel\"",
                "\"initialize\",\"params\":{\"protocolVersion\":\"2025-11-25\",\"clientInfo\":{\"name\":[]}}",
                "\"completion/complete\",\"params\":{\"ref\":7}",
                "\"q/close\"",
                "\"no/such\""
            })
    void a_request_that_cannot_be_served_gets_an_error_with_its_id(String rest) {
        Reply reply = McpClient.begin(http).post("{\"jsonrpc\":\"2.0\",\"id\":\"mine\",\"method\":" + rest + "}");
        assertThat(reply.status()).as(reply.body()).isEqualTo(200);
        assertThat(reply.json().path("id").textValue()).isEqualTo("mine");
        assertThat(reply.json().at("/error/code").intValue()).as(reply.body()).isIn(-32602, -32601);
        assertThat(reply.body()).doesNotContain("Exception", "io.vertx");
    }

    @Test
    void what_is_too_deep_or_too_long_is_refused() {
        McpClient client = McpClient.begin(http);
        assertThat(client.post("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\",\"params\":{\"x\":"
                                + "[".repeat(5_000))
                        .status())
                .isEqualTo(400);
        assertThat(client.post("{\"x\":\"" + "y".repeat(9 << 20) + "\"}").status())
                .isEqualTo(413);
    }
}
