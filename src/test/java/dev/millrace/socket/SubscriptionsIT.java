package dev.millrace.socket;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.testing.Events;
import dev.millrace.testing.Http;
import dev.millrace.testing.TestServer;
import dev.millrace.testing.WebSocketClient;
import java.io.IOException;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Subscribing to topics, and what comes of them. */
class SubscriptionsIT {
    private static final String TALKER = """
            name: socket-talker
            states:
              initial: talk
              talk: {type: step, command: "for i in 1 2 3 4 5; do echo line $i; sleep 0.1; done", on_success: done}
              done: {type: terminal}
            """;

    private static final String QUIET = """
            name: socket-quiet
            states:
              initial: a
              a: {type: operation, operation: set, inputs: {x: "1"}, on_success: done}
              done: {type: terminal}
            """;

    private final TestServer server = TestServer.shared();
    private final Http http = server.http();

    @BeforeEach
    void upload() {
        http.put("socket-talker", TALKER);
        http.put("socket-quiet", QUIET);
    }

    private static String subscribe(String... topics) {
        return "{'type':'subscribe','topics':['" + String.join("','", topics) + "']}";
    }

    private static List<JsonNode> events(List<JsonNode> frames) {
        return frames.stream()
                .filter(frame -> frame.path("type").asText().equals("event"))
                .toList();
    }

    private static List<Long> numbers(List<JsonNode> frames) {
        return events(frames).stream()
                .map(frame -> frame.path("seq").longValue())
                .toList();
    }

    @Test
    void an_execution_is_told_whole_and_in_order_while_it_runs() throws IOException {
        String execution = http.run("socket-talker", "{}");
        try (WebSocketClient socket = WebSocketClient.open(server)) {
            socket.send(subscribe("execution:" + execution));
            assertThat(socket.next())
                    .hasToString("{\"type\":\"subscribed\",\"topics\":[\"execution:" + execution + "\"]}");
            List<JsonNode> frames = socket.until("ended");

            assertThat(frames.getLast().path("topic").asText()).isEqualTo("execution:" + execution);
            assertThat(events(frames))
                    .extracting(frame -> frame.path("event"))
                    .isEqualTo(Events.all(http.stream("/v1/executions/" + execution + "/events")).stream()
                            .map(Events.Event::data)
                            .toList());
        }
    }

    @Test
    void a_subscription_goes_on_after_a_number_and_can_be_made_again() {
        String execution = http.run("socket-talker", "{}");
        long last = http.awaitEnd(execution).path("steps").size();
        assertThat(last).isPositive();
        try (WebSocketClient socket = WebSocketClient.open(server)) {
            socket.send(subscribe("execution:" + execution));
            List<Long> all = numbers(socket.until("ended"));
            socket.send("{'type':'subscribe','id':'again','topics':['execution:%s'],'after':3}".formatted(execution));
            assertThat(socket.next("subscribed").path("id").asText()).isEqualTo("again");

            assertThat(all)
                    .isEqualTo(LongStream.rangeClosed(1, all.size()).boxed().toList());
            assertThat(numbers(socket.until("ended"))).isEqualTo(all.subList(3, all.size()));
        }
    }

    @Test
    void many_topics_go_over_one_socket() {
        List<String> executions = IntStream.range(0, 5)
                .mapToObj(_ -> http.run("socket-talker", "{}"))
                .toList();
        try (WebSocketClient socket = WebSocketClient.open(server)) {
            socket.send(
                    subscribe(executions.stream().map(id -> "execution:" + id).toArray(String[]::new)));
            List<JsonNode> frames = socket.until("ended");
            for (int ended = 1; ended < executions.size(); ended++) {
                frames.addAll(socket.until("ended"));
            }

            for (String execution : executions) {
                List<Long> seqs = numbers(frames.stream()
                        .filter(frame -> frame.path("topic").asText().equals("execution:" + execution))
                        .toList());
                assertThat(seqs)
                        .isEqualTo(
                                LongStream.rangeClosed(1, seqs.size()).boxed().toList())
                        .hasSizeGreaterThan(5);
            }
        }
    }

    @Test
    void the_status_of_all_executions_and_of_a_workflows_is_told_from_the_answer_on() {
        try (WebSocketClient all = WebSocketClient.open(server);
                WebSocketClient ofWorkflow = WebSocketClient.open(server)) {
            all.send(subscribe("executions")).next("subscribed");
            ofWorkflow.send(subscribe("workflow:SOCKET-QUIET"));
            assertThat(ofWorkflow.next().at("/topics/0").asText()).isEqualTo("workflow:socket-quiet");
            http.runToEnd("socket-talker", "{}");
            String quiet = http.run("socket-quiet", "{}");

            JsonNode first = ofWorkflow.next("event");
            assertThat(first.path("topic").asText()).isEqualTo("workflow:socket-quiet");
            assertThat(first.at("/event/execution_id").asText()).isEqualTo(quiet);
            assertThat(first.has("seq")).isFalse();
            assertThat(all.next(frame ->
                                    frame.at("/event/execution_id").asText().equals(quiet))
                            .path("topic")
                            .asText())
                    .isEqualTo("executions");
        }
    }

    @Test
    void orders_and_products_are_told_apart() {
        try (WebSocketClient orders = WebSocketClient.open(server);
                WebSocketClient products = WebSocketClient.open(server)) {
            orders.send(subscribe("orders")).next("subscribed");
            products.send(subscribe("products")).next("subscribed");
            long product = http.post("/v1/products", "{\"name\":\"Socket\",\"price\":1.00,\"stock\":5}")
                    .json()
                    .path("id")
                    .longValue();
            http.post("/v1/orders", "{\"product_id\":%d,\"quantity\":1}".formatted(product));

            assertThat(orders.next("event").at("/event/type").asText()).startsWith("order.");
            assertThat(products.next("event").at("/event/type").asText()).startsWith("product.");
        }
    }

    @Test
    void a_session_is_told_until_it_is_stopped() {
        String session = http.post("/v1/sessions/start", "{\"driver_sources\":[\"htmlunit\"]}")
                .json()
                .path("session_id")
                .asText();
        try (WebSocketClient socket = WebSocketClient.open(server)) {
            socket.send(subscribe("session:" + session)).next("subscribed");
            http.post(
                    "/v1/sessions/" + session + "/action",
                    "{\"mode\":\"keyword\",\"keyword\":\"sleep\",\"params\":[0]}");
            http.send("DELETE", "/v1/sessions/" + session + "/stop", "");

            List<JsonNode> frames = socket.until("ended");
            assertThat(events(frames))
                    .extracting(frame -> frame.at("/event/status").asText())
                    .contains("RUNNING", "SUCCESS");
            assertThat(numbers(frames)).isSorted().doesNotHaveDuplicates();
        }
    }

    @Test
    void nothing_comes_after_a_subscription_is_ended() {
        String execution = http.run("socket-talker", "{}");
        try (WebSocketClient socket = WebSocketClient.open(server)) {
            socket.send(subscribe("execution:" + execution)).next("event");
            socket.send("{'type':'unsubscribe','topics':['execution:%s']}".formatted(execution))
                    .next("unsubscribed");
            http.awaitEnd(execution);
            socket.send("{'type':'ping'}");

            assertThat(socket.next().path("type").asText()).isEqualTo("pong");
            socket.send("{'type':'unsubscribe','topics':['executions']}");
            assertThat(socket.next().at("/problem/code").asText()).isEqualTo("not-subscribed");
        }
    }

    @Test
    void what_cannot_be_subscribed_to_is_told_and_nothing_of_it_is() {
        String execution = http.run("socket-quiet", "{}");
        String topic = "execution:" + execution;
        try (WebSocketClient socket = WebSocketClient.open(server)) {
            assertThat(refusal(socket, subscribe("executions", "execution:none")))
                    .isEqualTo("404 execution-not-found");
            assertThat(refusal(socket, subscribe("workflow:none"))).isEqualTo("404 workflow-not-found");
            assertThat(refusal(socket, subscribe("session:none"))).isEqualTo("404 session-not-found");
            for (String none : List.of("nothing", "execution", "execution:", "executions:1", "")) {
                assertThat(refusal(socket, subscribe(none))).isEqualTo("422 invalid-request");
            }
            for (String wrong : List.of(
                    "{'type':'subscribe'}",
                    "{'type':'subscribe','topics':[]}",
                    "{'type':'subscribe','topics':[null]}",
                    "{'type':'subscribe','topics':'executions'}",
                    "{'type':'subscribe','topics':['executions'],'after':1}",
                    "{'type':'subscribe','topics':['executions'],'more':1}",
                    "{'type':'subscribe','topics':['%s'],'after':-1}".formatted(topic),
                    "{'type':'subscribe','topics':['%s','executions'],'after':1}".formatted(topic))) {
                assertThat(refusal(socket, wrong)).as(wrong).isEqualTo("422 invalid-request");
            }
            socket.send(subscribe("executions")).next("subscribed");
            assertThat(refusal(socket, subscribe("executions"))).isEqualTo("409 already-subscribed");
        }
    }

    private static String refusal(WebSocketClient socket, String frame) {
        JsonNode problem = socket.send(frame).next("error").path("problem");
        return problem.path("status").intValue() + " " + problem.path("code").asText();
    }

    @Test
    void others_see_nothing_of_it() {
        Http bob = server.user("socket-bob");
        String key = server.http()
                .post("/v1/api-keys", "{\"name\":\"x\",\"user_id\":\"socket-bob\",\"scopes\":[\"executions:read\"]}")
                .json()
                .path("key")
                .textValue();
        String execution = http.run("socket-quiet", "{}");
        bob.put("socket-bobs", QUIET.replace("socket-quiet", "socket-bobs"));
        try (WebSocketClient socket = WebSocketClient.open(server, key)) {
            assertThat(refusal(socket, subscribe("execution:" + execution))).isEqualTo("404 execution-not-found");
            assertThat(refusal(socket, subscribe("orders"))).isEqualTo("403 scope-missing");
            socket.send(subscribe("executions")).next("subscribed");
            http.runToEnd("socket-quiet", "{}");
            String own = bob.run("socket-bobs", "{}");

            assertThat(socket.next("event").at("/event/execution_id").asText()).isEqualTo(own);
        }
    }
}
