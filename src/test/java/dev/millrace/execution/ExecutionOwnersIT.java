package dev.millrace.execution;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.testing.Events;
import dev.millrace.testing.Events.Event;
import dev.millrace.testing.Http;
import dev.millrace.testing.Http.Reply;
import dev.millrace.testing.TestServer;
import java.io.BufferedReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whose executions are, and who sees and stops them, over HTTP with two users. */
class ExecutionOwnersIT {
    private final Http ada = TestServer.shared().user("ada-of-executions");
    private final Http ben = TestServer.shared().user("ben-of-executions");
    private final Http admin = TestServer.shared().http();

    private static String document(String name, String visibility) {
        return """
                name: %s
                visibility: %s
                states:
                  initial: say
                  say: {type: step, command: "echo said", on_success: done}
                  done: {type: terminal}
                """.formatted(name, visibility);
    }

    private static String failing(String name, String visibility) {
        return """
                name: %s
                visibility: %s
                states:
                  initial: keep
                  keep: {type: operation, operation: set, inputs: {x: "1"}, on_success: broken}
                  broken: {type: terminal, status: failure}
                """.formatted(name, visibility);
    }

    private static void assertProblem(Reply reply, int status, String code) {
        assertThat(reply.status()).as(reply.body()).isEqualTo(status);
        assertThat(reply.json().path("code").textValue()).isEqualTo(code);
    }

    private static String id(JsonNode execution) {
        return execution.path("execution_id").textValue();
    }

    private static List<String> ids(JsonNode page) {
        return page.path("items").findValuesAsText("execution_id");
    }

    private static String withoutRequestId(Reply reply) {
        return reply.body().replaceAll("\"request_id\":\"[^\"]*\"", "");
    }

    @ParameterizedTest
    @CsvSource({
        "GET, ''",
        "GET, /steps",
        "GET, /steps/1/output",
        "GET, /steps/9/output",
        "GET, /logs",
        "GET, /events",
        "POST, /cancel",
        "DELETE, ''",
        "POST, /resume",
        "POST, /rerun",
    })
    void what_is_private_is_for_others_as_if_it_were_not_there(String method, String tail) {
        ada.put("eo-hidden", failing("eo-hidden", "private"));
        String hidden = id(ada.runToEnd("eo-hidden", "{}"));
        String absent = "eo-hidden-20261122-041811-xxnehzn9";

        for (String accept : List.of("application/json", "text/plain", "text/event-stream", "*/*")) {
            Reply answer = ben.send(method, "/v1/executions/" + hidden + tail, "", "Accept", accept);
            Reply expected = ben.send(method, "/v1/executions/" + absent + tail, "", "Accept", accept);

            assertThat(answer.status()).isEqualTo(expected.status()).isGreaterThanOrEqualTo(400);
            assertThat(withoutRequestId(answer))
                    .isEqualTo(withoutRequestId(expected).replace(absent, hidden));
        }
        assertProblem(ben.send(method, "/v1/executions/" + hidden + tail, ""), 404, "execution-not-found");
        assertThat(admin.get("/v1/executions/" + hidden).status()).isEqualTo(200);
    }

    @Test
    void lists_and_totals_have_what_the_caller_sees() {
        ada.put("eo-list-private", document("eo-list-private", "private"));
        ada.put("eo-list-shared", document("eo-list-shared", "shared"));
        List<String> seen = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            ada.runToEnd("eo-list-private", "{}");
            seen.addFirst(id(ada.runToEnd("eo-list-shared", "{}")));
            seen.addFirst(id(ben.runToEnd("eo-list-shared", "{}")));
        }

        assertThat(pages(ben, "workflow=eo-list-shared")).isEqualTo(seen);
        assertThat(pages(ben, "workflow=eo-list-private")).isEmpty();
        assertThat(pages(ada, "workflow=eo-list-private")).hasSize(3);
        assertThat(pages(admin, "workflow=eo-list-private")).hasSize(3);
        assertThat(pages(ben, "status=completed")).startsWith(seen.getFirst()).containsAll(seen);
        assertThat(ben.get("/v1/executions?limit=200").body()).doesNotContain("eo-list-private");
        JsonNode numbered = ben.get("/v1/executions?workflow=eo-list-shared&page=2&page_size=4")
                .json();
        assertThat(numbered.path("total").intValue()).isEqualTo(6);
        assertThat(ids(numbered)).isEqualTo(seen.subList(4, 6));
        assertThat(ben.get("/v1/executions?workflow=eo-list-private&page=1")
                        .json()
                        .path("total")
                        .intValue())
                .isZero();
    }

    private static List<String> pages(Http caller, String filter) {
        List<String> ids = new ArrayList<>();
        String cursor = "";
        while (cursor != null) {
            JsonNode page =
                    caller.get("/v1/executions?" + filter + "&limit=2" + cursor).json();
            ids.addAll(ids(page));
            cursor = page.path("next_cursor").isNull()
                    ? null
                    : "&cursor=" + page.path("next_cursor").textValue();
        }
        return ids;
    }

    @Test
    void what_is_shared_is_seen_by_all_and_decided_by_its_user() {
        ada.put("eo-shared", document("eo-shared", "shared"));
        JsonNode execution = ada.runToEnd("eo-shared", "{}");
        String path = "/v1/executions/" + id(execution);

        assertThat(execution.path("user_id").textValue()).isEqualTo("ada-of-executions");
        assertThat(execution.path("visibility").textValue()).isEqualTo("shared");
        assertThat(ben.get(path).json()).isEqualTo(execution);
        assertThat(ben.get(path + "/steps/1/output").body()).isEqualTo("said\n");
        assertThat(ben.get(path + "/logs", "Accept", "text/plain").body()).isEqualTo("said\n");
        assertThat(ben.get(path + "/steps").status()).isEqualTo(200);
        assertThat(ben.get(path + "/events").body()).contains("execution.completed");
        assertProblem(ben.post(path + "/cancel", ""), 403, "not-owner");
        assertProblem(ben.send("DELETE", path, ""), 403, "not-owner");
        assertProblem(ben.post(path + "/resume", "{}"), 403, "not-owner");
        Reply again = ben.send("POST", path + "/rerun", "", "Prefer", "wait=30");
        assertThat(again.json().path("user_id").textValue()).isEqualTo("ben-of-executions");
    }

    @Test
    void an_execution_is_decided_by_its_user_the_owner_of_its_workflow_and_admins() {
        ada.put("eo-broken", failing("eo-broken", "shared"));
        String path = "/v1/executions/" + id(ben.runToEnd("eo-broken", "{}"));
        Http cy = TestServer.shared().user("cy-of-executions");

        assertProblem(cy.post(path + "/resume", ""), 403, "not-owner");
        for (Http decider : List.of(ben, ada, admin)) {
            Reply resumed = decider.send("POST", path + "/resume", "", "Prefer", "wait=30");
            assertThat(resumed.status()).as(resumed.body()).isEqualTo(200);
            assertThat(resumed.json().path("user_id").textValue()).isEqualTo("ben-of-executions");
        }
    }

    @Test
    void an_execution_stays_as_visible_as_it_was_accepted() {
        ada.put("eo-turning", document("eo-turning", "private"));
        String before = "/v1/executions/" + id(ada.runToEnd("eo-turning", "{}"));
        ada.put("eo-turning", document("eo-turning", "shared"));
        String during = "/v1/executions/" + id(ada.runToEnd("eo-turning", "{}"));
        assertThat(ben.get("/v1/workflows/eo-turning/stats").json().path("runs").intValue())
                .isOne();
        assertThat(ada.get("/v1/workflows/eo-turning/stats").json().path("runs").intValue())
                .isEqualTo(2);
        ada.put("eo-turning", document("eo-turning", "private"));

        assertThat(ben.get(before).status()).isEqualTo(404);
        assertThat(ben.get(during).status()).isEqualTo(200);
        assertProblem(ben.post(during + "/rerun", ""), 404, "workflow-not-found");
    }

    @Test
    void the_same_idempotency_key_of_two_users_is_two() {
        ada.put("eo-keyed", document("eo-keyed", "shared"));
        String[] headers = {"Idempotency-Key", "eo-key", "Content-Type", "application/json"};

        Reply first = ada.send("POST", "/v1/workflows/eo-keyed/run", "{}", headers);
        Reply other = ben.send("POST", "/v1/workflows/eo-keyed/run", "{}", headers);

        assertThat(id(other.json())).isNotEqualTo(id(first.json()));
        assertThat(other.header("Idempotent-Replayed")).isEmpty();
        assertThat(id(ada.send("POST", "/v1/workflows/eo-keyed/run", "{}", headers)
                        .json()))
                .isEqualTo(id(first.json()));
        assertThat(ben.send("POST", "/v1/executions", "{\"workflow\":\"eo-keyed\"}", headers)
                        .status())
                .isEqualTo(422);
        assertThat(TestServer.shared()
                        .user("dan-of-executions")
                        .send("POST", "/v1/executions", "{\"workflow\":\"eo-keyed\"}", headers)
                        .status())
                .isEqualTo(202);
    }

    @Test
    void executions_of_a_deleted_workflow_stay_with_their_user_when_another_takes_its_id() {
        ada.put("eo-reused", failing("eo-reused", "private"));
        String old = id(ada.runToEnd("eo-reused", "{}"));
        ada.send("DELETE", "/v1/workflows/eo-reused", "");
        assertThat(ada.get("/v1/executions/" + old).status()).isEqualTo(200);
        ben.put("eo-reused", failing("eo-reused", "shared"));
        String recent = id(ben.runToEnd("eo-reused", "{}"));

        assertThat(ids(ben.get("/v1/executions?workflow=eo-reused").json())).containsExactly(recent);
        assertThat(ids(ada.get("/v1/executions?workflow=eo-reused").json())).containsExactly(recent, old);
        assertThat(ben.get("/v1/workflows/eo-reused/stats").json().path("runs").intValue())
                .isOne();
        assertProblem(ben.get("/v1/executions/" + old), 404, "execution-not-found");
        assertProblem(ada.post("/v1/executions/" + old + "/rerun", ""), 404, "workflow-not-found");
        assertProblem(ada.post("/v1/executions/" + recent + "/resume", ""), 403, "not-owner");
        assertThat(ada.post("/v1/executions/" + old + "/resume", "").status()).isEqualTo(202);
    }

    @Test
    void status_changes_are_told_to_those_who_see_the_execution() throws IOException {
        ada.put("eo-watched-private", document("eo-watched-private", "private"));
        ada.put("eo-watched-shared", document("eo-watched-shared", "shared"));
        try (BufferedReader stream = ben.stream("/v1/events");
                BufferedReader all = admin.stream("/v1/events")) {
            assertThat(stream.readLine()).isEqualTo("retry: 2000");
            assertThat(all.readLine()).isEqualTo("retry: 2000");
            String hidden = id(ada.runToEnd("eo-watched-private", "{}"));
            String shared = id(ada.runToEnd("eo-watched-shared", "{}"));
            String last = id(ben.runToEnd("eo-watched-shared", "{}"));

            assertThat(executions(stream, last)).contains(shared, last).doesNotContain(hidden);
            assertThat(executions(all, last)).contains(hidden, shared, last);
        }
    }

    private static List<String> executions(BufferedReader stream, String last) throws IOException {
        return Events.until(stream, event -> event.type().equals("execution.completed") && isOf(event, last)).stream()
                .map(event -> id(event.data()))
                .toList();
    }

    private static boolean isOf(Event event, String id) {
        return id(event.data()).equals(id);
    }
}
