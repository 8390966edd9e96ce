package dev.millrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.testing.Http;
import dev.millrace.testing.Ports;
import dev.millrace.testing.TestServer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code millrace mcp} as an AI client starts it: lines of JSON in, lines of JSON out. */
class McpCommandIT {
    private static final String INITIALIZE = """
            {"jsonrpc":"2.0","id":"i","method":"initialize","params":{"protocolVersion":"2025-11-25","capabilities":{},"clientInfo":{"name":"t","version":"1"}}}""";

    private static final String INITIALIZED = "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}";

    @TempDir
    private Path folder;

    /** The program, spoken with. */
    private static final class Client implements AutoCloseable {
        private final Process process;
        private final Writer in;
        private final BufferedReader out;

        Client(Path folder, Map<String, String> environment, String... arguments) {
            List<String> command = TestServer.program(arguments);
            try {
                ProcessBuilder builder = new ProcessBuilder(command)
                        .directory(folder.toFile())
                        .redirectError(ProcessBuilder.Redirect.DISCARD);
                builder.environment().keySet().removeAll(List.of("MILLRACE_SERVER", "MILLRACE_TOKEN", "DATA_DIR"));
                builder.environment().putAll(environment);
                process = builder.start();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            in = process.outputWriter(StandardCharsets.UTF_8);
            out = process.inputReader(StandardCharsets.UTF_8);
        }

        void say(String line) throws IOException {
            in.write(line + "\n");
            in.flush();
        }

        JsonNode hear() throws IOException {
            String line = out.readLine();
            assertThat(line).as("the program says something").isNotNull();
            return Http.parse(line);
        }

        /** The next message of a method. */
        JsonNode hear(String method) throws IOException {
            JsonNode message = hear();
            while (!message.path("method").asText().equals(method)) {
                message = hear();
            }
            return message;
        }

        /** How it ends when there is nothing more to say. */
        int end() throws IOException, InterruptedException {
            in.close();
            assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
            return process.exitValue();
        }

        @Override
        public void close() {
            process.destroyForcibly();
        }
    }

    private static Map<String, String> token() {
        return Map.of("MILLRACE_TOKEN", TestServer.shared().key().orElseThrow());
    }

    @Test
    void it_carries_requests_answers_and_notifications() throws Exception {
        Http http = TestServer.shared().http();
        String workflow = "name: mcp-carried\nstates: {initial: done, done: {type: terminal}}\n";
        http.put("mcp-carried", workflow);
        try (Client client = new Client(folder, token(), "mcp", "--server", http.base())) {
            client.say(INITIALIZE);
            assertThat(client.hear().at("/result/serverInfo/name").textValue()).isEqualTo("millrace");
            client.say(INITIALIZED);
            client.hear("notifications/message");

            client.say("""
                    {"jsonrpc":"2.0","id":2,"method":"tools/call","params":{"name":"mcp-carried","_meta":{"progressToken":5}}}""");
            assertThat(client.hear("notifications/progress")
                            .at("/params/progressToken")
                            .intValue())
                    .isEqualTo(5);
            JsonNode answer = client.hear();
            while (!answer.path("id").asText().equals("2")) {
                answer = client.hear();
            }
            assertThat(answer.at("/result/structuredContent/status").textValue())
                    .isEqualTo("completed");

            http.put("mcp-carried", workflow + "description: changed\n");
            client.hear("notifications/tools/list_changed");

            client.hear("notifications/resources/list_changed");

            client.say("no JSON");
            assertThat(client.hear().at("/error/code").intValue()).isEqualTo(-32700);
            assertThat(client.end()).isZero();
        }
    }

    @Test
    void a_server_that_is_away_is_an_answer_and_not_silence() throws Exception {
        String nowhere = "http://127.0.0.1:" + Ports.free();
        try (Client client = new Client(folder, token(), "mcp", "--server", nowhere)) {
            client.say(INITIALIZE);
            JsonNode answer = client.hear();
            assertThat(answer.path("id").textValue()).isEqualTo("i");
            assertThat(answer.at("/error/code").intValue()).isEqualTo(-32000);
            assertThat(answer.at("/error/message").textValue()).contains("No answer from the server at " + nowhere);
            assertThat(client.end()).isZero();
        }
    }

    @Test
    void a_credential_that_is_refused_is_told() throws Exception {
        Map<String, String> wrong = Map.of("MILLRACE_TOKEN", "mr_wrong");
        try (Client client = new Client(
                folder, wrong, "mcp", "--server", TestServer.shared().http().base())) {
            client.say(INITIALIZE);
            assertThat(client.hear().at("/error/message").textValue()).contains("MILLRACE_TOKEN");
        }
    }

    @Test
    void a_session_that_the_server_has_forgotten_begins_again() throws Exception {
        Http http = TestServer.shared().http();
        String key = http.post(
                        "/v1/api-keys",
                        "{\"name\":\"x\",\"user_id\":\"mcp-forgotten\",\"scopes\":[\"workflows:read\"]}")
                .json()
                .path("key")
                .textValue();
        Map<String, String> token = Map.of("MILLRACE_TOKEN", key);
        try (Client client = new Client(folder, token, "mcp", "--server", http.base())) {
            client.say(INITIALIZE);
            client.hear();
            client.say(INITIALIZED);
            client.hear("notifications/message");
            // A user has so many sessions; the oldest makes way.
            for (int i = 0; i < 64; i++) {
                http.as(key)
                        .send(
                                "POST",
                                "/mcp",
                                INITIALIZE,
                                "Content-Type",
                                "application/json",
                                "Accept",
                                "application/json, text/event-stream");
            }
            client.say("{\"jsonrpc\":\"2.0\",\"id\":9,\"method\":\"tools/list\"}");
            JsonNode answer = client.hear();
            while (!answer.path("id").asText().equals("9")) {
                answer = client.hear();
            }
            assertThat(answer.at("/result/tools").isEmpty()).isFalse();
        }
    }
}
