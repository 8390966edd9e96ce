package dev.millrace.socket;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.testing.Http;
import dev.millrace.testing.TestServer;
import dev.millrace.testing.WebSocketClient;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The description of the socket says what goes over it, and the server hands it out as it is in the repository. */
class AsyncApiIT {
    private static final String SLEEPER = """
            name: socket-sleeper
            states:
              initial: rest
              rest: {type: step, command: "sleep 60", on_success: done}
              done: {type: terminal}
            """;

    private final AsyncApi api = new AsyncApi();
    private final TestServer server = TestServer.shared();
    private final Http http = server.http();

    @Test
    void the_server_hands_out_the_document_as_it_is_in_the_repository() {
        assertThat(http.get("/asyncapi.yaml").body()).isEqualTo(AsyncApi.text());
    }

    @ParameterizedTest
    @ValueSource(strings = {"receiveFromClients", "sendToClients", "receiveFromRobots", "sendToRobots"})
    void its_examples_are_as_it_says(String operation) {
        assertThat(api.types(operation)).isNotEmpty();
        assertThat(api.wrongExamples(operation)).isEmpty();
    }

    @Test
    void the_page_shows_every_frame() {
        String page = http.get("/docs/websocket").body();

        for (String operation : List.of("receiveFromClients", "sendToClients", "receiveFromRobots", "sendToRobots")) {
            assertThat(api.types(operation)).allSatisfy(type -> assertThat(page).contains("<code>" + type + "</code>"));
        }
        assertThat(page).doesNotContain("{{", "**");
    }

    /** Says one frame of each type that clients send, and gets one of each that they are sent. */
    @Test
    void what_goes_over_a_socket_is_as_described() {
        http.put("socket-sleeper", SLEEPER);
        List<JsonNode> said = new ArrayList<>();
        List<JsonNode> heard = new ArrayList<>();
        try (WebSocketClient socket = WebSocketClient.open(server)) {
            say(socket, said, "{'type':'subscribe','id':1,'topics':['executions','orders','workflow:socket-sleeper']}");
            heard.addAll(socket.until("subscribed"));
            say(
                    socket,
                    said,
                    "{'type':'run','id':'r','workflow':'socket-sleeper','inputs':{},'idempotency_key':'%s'}"
                            .formatted(System.nanoTime()));
            heard.addAll(socket.until("started"));
            String execution = heard.getLast().path("execution_id").textValue();
            say(socket, said, "{'type':'subscribe','topics':['execution:%s'],'after':0}".formatted(execution));
            heard.addAll(socket.until("subscribed"));
            say(socket, said, "{'type':'cancel','id':'c','execution_id':'%s'}".formatted(execution));
            heard.addAll(socket.until("ended"));
            say(socket, said, "{'type':'unsubscribe','topics':['orders']}");
            heard.addAll(socket.until("unsubscribed"));
            say(socket, said, "{'type':'ping','id':2}");
            heard.addAll(socket.until("pong"));
            socket.send("{'type':'cancel','execution_id':'none'}");
            heard.addAll(socket.until("error"));
        }

        assertThat(said).allSatisfy(frame -> assertThat(api.differences("receiveFromClients", frame))
                .isEmpty());
        assertThat(heard).allSatisfy(frame -> assertThat(api.differences("sendToClients", frame))
                .isEmpty());
        assertThat(said).extracting(frame -> frame.path("type").asText()).containsAll(api.types("receiveFromClients"));
        TreeSet<String> expected = new TreeSet<>(api.types("sendToClients"));
        // These take a reader who is a thousand events behind, and a server that stops.
        expected.removeAll(List.of("reset", "goaway"));
        assertThat(heard).extracting(frame -> frame.path("type").asText()).containsAll(expected);
    }

    /** The same for robots. */
    @Test
    void what_goes_over_the_socket_of_a_robot_is_as_described() {
        String upserted = http.post(
                        "/v1/workflows/upsert",
                        "{\"project_id\":\"socket-remote\",\"name\":\"Remote\",\"parameters\":{}}")
                .body();
        assertThat(upserted).contains("socket-remote");
        List<JsonNode> said = new ArrayList<>();
        List<JsonNode> heard = new ArrayList<>();
        try (WebSocketClient robot = WebSocketClient.open(server)) {
            say(
                    robot,
                    said,
                    "{'type':'hello','id':1,'robot':'socket-robot','workflows':['socket-remote'],'labels':{'os':'x'}}");
            heard.addAll(robot.until("welcome"));
            String execution = http.run("socket-remote", "{}");
            heard.addAll(robot.until("run"));
            String about = "'execution_id':'%s','attempt':%d"
                    .formatted(execution, heard.getLast().path("attempt").intValue());
            say(robot, said, "{'type':'accepted',%s}".formatted(about));
            // Refused: it is no server that says so.
            say(robot, said, "{'type':'declined',%s}".formatted(about));
            assertThat(robot.next("error").at("/problem/code").asText()).isEqualTo("nodes-only");
            say(robot, said, "{'type':'log','stream':'stdout','text':'hello',%s}".formatted(about));
            say(robot, said, "{'type':'progress','percent':50,'message':'half',%s}".formatted(about));
            http.post("/v1/executions/" + execution + "/cancel", "");
            heard.addAll(robot.until("cancel"));
            say(robot, said, "{'type':'result','status':'cancelled','outputs':{},%s}".formatted(about));
            heard.addAll(robot.until("ack"));
        }

        assertThat(said).allSatisfy(frame -> assertThat(api.differences("receiveFromRobots", frame))
                .isEmpty());
        assertThat(heard).allSatisfy(frame -> assertThat(api.differences("sendToRobots", frame))
                .isEmpty());
        assertThat(said).extracting(frame -> frame.path("type").asText()).containsAll(api.types("receiveFromRobots"));
        assertThat(heard).extracting(frame -> frame.path("type").asText()).containsAll(api.types("sendToRobots"));
    }

    private static void say(WebSocketClient socket, List<JsonNode> said, String frame) {
        socket.send(frame);
        said.add(Http.parse(frame.replace('\'', '"')));
    }
}
