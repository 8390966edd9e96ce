package dev.millrace.mcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.testing.Http;
import dev.millrace.testing.Http.Reply;
import dev.millrace.testing.TestServer;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;

/** A client that speaks MCP over Streamable HTTP, in a session of its own. */
final class McpClient {
    static final String[] HEADERS = {"Content-Type", "application/json", "Accept", "application/json, text/event-stream"
    };

    private final Http http;
    private final String session;
    private final AtomicInteger ids = new AtomicInteger();

    private McpClient(Http http, String session) {
        this.http = http;
        this.session = session;
    }

    /** The answer to a wish for a revision of the protocol. */
    static Reply initialize(Http http, String version) {
        String request = """
                {"jsonrpc":"2.0","id":0,"method":"initialize","params":{"protocolVersion":"%s","capabilities":{},
                 "clientInfo":{"name":"test","version":"1"}}}""".formatted(version);
        return http.send("POST", "/mcp", request, HEADERS);
    }

    /** A client whose session has begun. */
    static McpClient begin(Http http) {
        Reply reply = initialize(http, "2025-11-25");
        assertThat(reply.status()).as(reply.body()).isEqualTo(200);
        McpClient client = new McpClient(http, reply.header("Mcp-Session-Id"));
        assertThat(client.post("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}")
                        .status())
                .isEqualTo(202);
        return client;
    }

    String session() {
        return session;
    }

    /** The same session, with another credential. */
    McpClient as(Http other) {
        return new McpClient(other, session);
    }

    /** Posts anything. */
    Reply post(String body) {
        return http.send("POST", "/mcp", body, headers());
    }

    private String[] headers() {
        List<String> headers = new ArrayList<>(List.of(HEADERS));
        headers.addAll(List.of("Mcp-Session-Id", session));
        return headers.toArray(String[]::new);
    }

    /** Everything that comes in answer to a request; the last is its answer. */
    List<JsonNode> messages(Object id, String method, String params) {
        return read(
                post("{\"jsonrpc\":\"2.0\",\"id\":%s,\"method\":\"%s\",\"params\":%s}".formatted(id, method, params)));
    }

    private static List<JsonNode> read(Reply reply) {
        assertThat(reply.status()).as(reply.body()).isEqualTo(200);
        if (!reply.header("Content-Type").startsWith("text/event-stream")) {
            return reply.body().isEmpty() ? List.of() : List.of(reply.json());
        }
        return reply.body()
                .lines()
                .filter(line -> line.startsWith("data: "))
                .map(line -> Http.parse(line.substring("data: ".length())))
                .toList();
    }

    /** The result of a request; fails when there is none. */
    JsonNode result(String method, String params) {
        JsonNode answer = answer(method, params);
        assertThat(answer.has("result")).as(answer.toString()).isTrue();
        return answer.get("result");
    }

    /** The answer to a request, be it an error. */
    JsonNode answer(String method, String params) {
        return messages(ids.incrementAndGet(), method, params).getLast();
    }

    /** Calls a tool. */
    JsonNode call(String tool, String arguments) {
        return result("tools/call", "{\"name\":\"%s\",\"arguments\":%s}".formatted(tool, arguments));
    }

    /** The names of all tools. */
    List<String> tools() {
        return described().stream().map(tool -> tool.path("name").textValue()).toList();
    }

    /** The description of a tool. */
    JsonNode tool(String name) {
        return described().stream()
                .filter(tool -> tool.path("name").textValue().equals(name))
                .findFirst()
                .orElseThrow(() -> new AssertionError("there is no tool " + name));
    }

    /** All tools, from all pages. */
    private List<JsonNode> described() {
        List<JsonNode> tools = new ArrayList<>();
        String params = "{}";
        while (true) {
            JsonNode page = result("tools/list", params);
            page.path("tools").forEach(tools::add);
            if (!page.has("nextCursor")) {
                return tools;
            }
            params = "{\"cursor\":\"%s\"}".formatted(page.path("nextCursor").textValue());
        }
    }

    /** Opens the stream of what the server says by itself. */
    BufferedReader listen() {
        return http.stream("/mcp", "Accept", "text/event-stream", "Mcp-Session-Id", session);
    }

    /** Begins a call whose answer nobody reads: to close the socket is to lose the connection. */
    Socket beginCall(TestServer server, String tool) throws IOException {
        String body =
                "{\"jsonrpc\":\"2.0\",\"id\":\"lost\",\"method\":\"tools/call\",\"params\":{\"name\":\"%s\",\"arguments\":{}}}"
                        .formatted(tool);
        String request = "POST /mcp HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                + "Accept: application/json, text/event-stream\r\nMcp-Session-Id: " + session + "\r\nX-API-Key: "
                + server.key().orElseThrow() + "\r\nContent-Length: " + body.length() + "\r\n\r\n" + body;
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port());
        socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
        return socket;
    }

    /** The only running execution of a workflow, when there is one. */
    static String awaitRunning(Http http, String workflow) {
        return await("an execution of " + workflow)
                .until(
                        () -> http.get("/v1/executions?status=running&workflow=" + workflow)
                                .json()
                                .at("/items/0/execution_id")
                                .textValue(),
                        Objects::nonNull);
    }

    /** A workflow of one command. */
    static String workflow(String name, String command) {
        return """
                name: %s
                states:
                  initial: act
                  act: {type: step, command: "%s", on_success: done}
                  done: {type: terminal}
                """.formatted(name, command);
    }
}
