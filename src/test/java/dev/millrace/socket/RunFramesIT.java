package dev.millrace.socket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.testing.Http;
import dev.millrace.testing.TestServer;
import dev.millrace.testing.WebSocketClient;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Starting and cancelling executions over a socket. */
class RunFramesIT {
    private static final String GREET = """
            name: socket-greet
            inputs: [{name: n, type: integer, required: true}]
            states:
              initial: a
              a: {type: operation, operation: set, inputs: {x: "{{.inputs.n}}"}, on_success: done}
              done: {type: terminal}
            """;

    private static final String SLEEPER = """
            name: socket-sleep
            states:
              initial: rest
              rest: {type: step, command: "sleep 60", on_success: done}
              done: {type: terminal}
            """;

    private final TestServer server = TestServer.shared();
    private final Http http = server.http();

    @BeforeEach
    void upload() {
        http.put("socket-greet", GREET);
        http.put("socket-sleep", SLEEPER);
    }

    @Test
    void a_run_is_an_execution_as_any_other() {
        try (WebSocketClient socket = WebSocketClient.open(server)) {
            socket.send("{'type':'run','id':'r1','workflow':'socket-greet','inputs':{'n':7}}");
            JsonNode started = socket.next();

            assertThat(started.path("type").asText()).isEqualTo("started");
            assertThat(started.path("id").asText()).isEqualTo("r1");
            JsonNode execution = http.awaitEnd(started.path("execution_id").asText());
            assertThat(execution.path("status").asText()).isEqualTo("completed");
            assertThat(execution.at("/inputs/n").intValue()).isEqualTo(7);
        }
    }

    @Test
    void a_run_with_a_key_is_made_once() {
        String run = "{'type':'run','workflow':'socket-greet','inputs':{'n':1},'idempotency_key':'%s'}"
                .formatted(UUID.randomUUID());
        try (WebSocketClient socket = WebSocketClient.open(server)) {
            JsonNode first = socket.send(run).next();
            JsonNode second = socket.send(run).next();
            JsonNode other = socket.send(run.replace("'n':1", "'n':2")).next();

            assertThat(second.path("execution_id")).isEqualTo(first.path("execution_id"));
            assertThat(first.has("replayed")).isFalse();
            assertThat(second.path("replayed").booleanValue()).isTrue();
            assertThat(other.at("/problem/code").asText()).isEqualTo("idempotency-key-reused");
        }
    }

    @Test
    void an_execution_is_cancelled() {
        String execution = http.run("socket-sleep", "{}");
        try (WebSocketClient socket = WebSocketClient.open(server)) {
            JsonNode answer = socket.send("{'type':'cancel','id':1,'execution_id':'%s'}".formatted(execution))
                    .next();

            assertThat(answer.path("type").asText()).isEqualTo("cancelling");
            assertThat(answer.path("id").intValue()).isEqualTo(1);
            assertThat(http.awaitEnd(execution).path("status").asText()).isEqualTo("cancelled");
            JsonNode late = socket.send("{'type':'cancel','execution_id':'%s'}".formatted(execution))
                    .next();
            assertThat(late.at("/problem/code").asText()).isEqualTo("execution-ended");
        }
    }

    /** What is refused is refused as REST does it. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"workflow\":\"none\"}",
                "{}",
                "{\"workflow\":\"socket-greet\"}",
                "{\"workflow\":\"socket-greet\",\"inputs\":{\"n\":\"seven\"}}",
                "{\"workflow\":\"socket-greet\",\"inputs\":{\"n\":1},\"params\":{}}",
                "{\"workflow\":\"socket-greet\",\"inputs\":{\"n\":1},\"priority\":100000}",
                "{\"workflow\":\"socket-greet\",\"inputs\":{\"n\":1},\"revision\":99}"
            })
    void what_is_refused_has_the_problem_of_rest(String body) {
        ObjectNode overRest = (ObjectNode) http.post("/v1/executions", body).json();
        try (WebSocketClient socket = WebSocketClient.open(server)) {
            String fields = body.substring(1);
            socket.sendText("{\"type\":\"run\"" + (fields.equals("}") ? fields : "," + fields));
            ObjectNode overSocket = (ObjectNode) socket.next("error").path("problem");

            overSocket.remove("request_id");
            overRest.remove("request_id");
            assertThat(overSocket).isEqualTo(overRest);
        }
    }

    @Test
    void an_unknown_field_is_named() {
        try (WebSocketClient socket = WebSocketClient.open(server)) {
            JsonNode error = socket.send("{'type':'run','workflow':'socket-greet','inputz':{}}")
                    .next();

            assertThat(error.at("/problem/status").intValue()).isEqualTo(422);
            assertThat(error.at("/problem/errors/0/path").asText()).isEqualTo("/inputz");
        }
    }

    @Test
    void who_may_only_read_neither_runs_nor_cancels_and_it_is_on_record() {
        String key = http.post(
                        "/v1/api-keys",
                        "{\"name\":\"x\",\"user_id\":\"socket-reader\",\"scopes\":[\"executions:read\"]}")
                .json()
                .path("key")
                .textValue();
        try (WebSocketClient socket = WebSocketClient.open(server, key)) {
            for (String frame :
                    new String[] {"{'type':'run','workflow':'socket-greet'}", "{'type':'cancel','execution_id':'x'}"}) {
                assertThat(socket.send(frame).next().at("/problem/code").asText())
                        .isEqualTo("scope-missing");
            }
        }
        try (WebSocketClient socket = WebSocketClient.open(server)) {
            socket.send("{'type':'run','workflow':'nobody-has-this'}").next("error");
        }
        await().untilAsserted(() -> {
            assertThat(audited("WS%20run"))
                    .anySatisfy(
                            entry -> assertThat(entry.path("status").intValue()).isEqualTo(404))
                    .anySatisfy(RunFramesIT::isRefusalOfTheReader);
            assertThat(audited("WS%20cancel")).anySatisfy(RunFramesIT::isRefusalOfTheReader);
        });
    }

    private JsonNode audited(String action) {
        return http.get("/v1/admin/audit?action=" + action).json().path("items");
    }

    private static void isRefusalOfTheReader(JsonNode entry) {
        assertThat(entry.path("status").intValue()).isEqualTo(403);
        assertThat(entry.path("user_id").textValue()).isEqualTo("socket-reader");
    }

    @Test
    void what_is_somebody_elses_is_not_there() {
        String execution = http.run("socket-sleep", "{}");
        String key = http.post(
                        "/v1/api-keys", "{\"name\":\"x\",\"user_id\":\"socket-eve\",\"scopes\":[\"executions:write\"]}")
                .json()
                .path("key")
                .textValue();
        try (WebSocketClient socket = WebSocketClient.open(server, key)) {
            socket.send("{'type':'cancel','execution_id':'%s'}".formatted(execution));
            assertThat(socket.next().at("/problem/code").asText()).isEqualTo("execution-not-found");
            socket.send("{'type':'run','workflow':'socket-sleep'}");
            assertThat(socket.next().at("/problem/code").asText()).isEqualTo("workflow-not-found");
        } finally {
            http.post("/v1/executions/" + execution + "/cancel", "");
        }
    }
}
