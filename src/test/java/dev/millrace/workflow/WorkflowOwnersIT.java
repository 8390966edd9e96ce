package dev.millrace.workflow;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.testing.Http;
import dev.millrace.testing.Http.Reply;
import dev.millrace.testing.TestServer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whose workflows are, and who sees and changes them, over HTTP with two users. */
class WorkflowOwnersIT {
    private static final String[] YAML = {"Content-Type", "application/yaml"};

    private final Http ada = TestServer.shared().user("ada-of-workflows");
    private final Http ben = TestServer.shared().user("ben-of-workflows");
    private final Http admin = TestServer.shared().http();

    private static String document(String name, String visibility) {
        return "name: %s\nvisibility: %s\nstates: {initial: done, done: {type: terminal}}\n"
                .formatted(name, visibility);
    }

    private static void assertProblem(Reply reply, int status, String code) {
        assertThat(reply.status()).as(reply.body()).isEqualTo(status);
        assertThat(reply.json().path("code").textValue()).isEqualTo(code);
    }

    private static List<String> ids(JsonNode page) {
        return page.path("items").findValuesAsText("id");
    }

    private static String withoutRequestId(Reply reply) {
        return reply.body().replaceAll("\"request_id\":\"[^\"]*\"", "");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "GET  | /v1/workflows/%s",
                "GET  | /v1/workflows/%s/revisions",
                "GET  | /v1/workflows/%s/revisions/1",
                "GET  | /v1/workflows/%s/revisions/7",
                "GET  | /v1/workflows/%s/diagram",
                "GET  | /v1/workflows/%s/diagram?revision=1",
                "GET  | /v1/workflows/%s/stats",
                "POST | /v1/workflows/%s/run",
                "POST | /v1/executions",
                "DELETE | /v1/workflows/%s",
            })
    void what_is_private_is_for_others_as_if_it_were_not_there(String method, String path) {
        ada.put("wo-hidden", document("wo-hidden", "private"));
        ada.runToEnd("WO-hidden", "{}");

        for (String accept : List.of("application/json", "application/yaml", "*/*")) {
            Reply hidden = about("WO-hidden", method, path, accept);
            Reply absent = about("WO-absent", method, path, accept);

            assertThat(hidden.status()).isEqualTo(absent.status()).isGreaterThanOrEqualTo(400);
            assertThat(withoutRequestId(hidden))
                    .isEqualTo(withoutRequestId(absent).replace("WO-absent", "WO-hidden"));
        }
        assertProblem(about("wo-hidden", method, path, "*/*"), 404, "workflow-not-found");
        assertThat(ada.get("/v1/workflows/wo-hidden").status()).isEqualTo(200);
    }

    private Reply about(String id, String method, String path, String accept) {
        String body = path.equals("/v1/executions") ? "{\"workflow\":\"" + id + "\"}" : "";
        return ben.send(method, path.formatted(id), body, "Accept", accept, "Content-Type", "application/json");
    }

    @Test
    void lists_and_totals_have_what_the_caller_sees() {
        for (int i = 0; i < 3; i++) {
            ada.put("wo-list-private-" + i, document("x", "private"));
            ada.put("wo-list-shared-" + i, document("x", "shared"));
            ben.put("wo-list-own-" + i, document("x", "private"));
        }

        assertThat(pages(ben))
                .containsExactly(
                        "wo-list-own-2",
                        "wo-list-shared-2",
                        "wo-list-own-1",
                        "wo-list-shared-1",
                        "wo-list-own-0",
                        "wo-list-shared-0");
        assertThat(pages(ada)).hasSize(6).noneMatch(id -> id.contains("own"));
        assertThat(pages(admin)).hasSize(9);
        JsonNode numbered =
                ben.get("/v1/workflows?q=wo-list-&page=2&page_size=4").json();
        assertThat(numbered.path("total").intValue()).isEqualTo(6);
        assertThat(ids(numbered)).containsExactly("wo-list-own-0", "wo-list-shared-0");
    }

    private static List<String> pages(Http caller) {
        List<String> ids = new ArrayList<>();
        String cursor = "";
        while (cursor != null) {
            JsonNode page =
                    caller.get("/v1/workflows?q=wo-list-&limit=2" + cursor).json();
            ids.addAll(ids(page));
            cursor = page.path("next_cursor").isNull()
                    ? null
                    : "&cursor=" + page.path("next_cursor").textValue();
        }
        return ids;
    }

    @Test
    void what_is_shared_is_read_and_run_by_all_but_changed_by_its_owner() {
        ada.put("wo-shared", document("wo-shared", "shared"));

        JsonNode info = ben.get("/v1/workflows/wo-shared").json();
        assertThat(info.path("owner").textValue()).isEqualTo("ada-of-workflows");
        assertThat(info.path("visibility").textValue()).isEqualTo("shared");
        for (String path : List.of("/revisions", "/revisions/1", "/diagram", "/stats")) {
            assertThat(ben.get("/v1/workflows/wo-shared" + path).status())
                    .as(path)
                    .isEqualTo(200);
        }
        JsonNode execution = ben.runToEnd("wo-shared", "{}");
        assertThat(execution.path("user_id").textValue()).isEqualTo("ben-of-workflows");

        assertProblem(ben.send("PUT", "/v1/workflows/wo-shared", document("x", "private"), YAML), 403, "not-owner");
        assertProblem(ben.post("/v1/workflows/upsert", "{\"project_id\":\"wo-shared\"}"), 403, "not-owner");
        assertProblem(ben.send("DELETE", "/v1/workflows/wo-shared", ""), 403, "not-owner");
        assertProblem(
                ben.send("POST", "/v1/workflows", document("wo-shared", "private"), YAML), 409, "workflow-exists");
        assertThat(ada.get("/v1/workflows/wo-shared").json()).isEqualTo(info);
        assertThat(ada.send("DELETE", "/v1/workflows/wo-shared", "").status()).isEqualTo(204);
    }

    @Test
    void an_id_that_somebody_has_is_taken_for_all_and_nothing_more_is_told() {
        String document = document("wo-taken", "private");
        ada.put("wo-taken", document);

        Reply taken = ben.send("POST", "/v1/workflows", document, YAML);
        assertProblem(taken, 409, "workflow-exists");
        assertThat(withoutRequestId(taken))
                .isEqualTo(withoutRequestId(ada.send("POST", "/v1/workflows", document, YAML)));
        assertProblem(ben.post("/v1/workflows/upsert", "{\"project_id\":\"wo-taken\"}"), 409, "workflow-exists");
        String path = "/v1/workflows/wo-taken";
        assertProblem(ben.send("PUT", path, document, YAML), 404, "workflow-not-found");
        for (String header : List.of("If-Match", "If-None-Match")) {
            Reply put = ben.send("PUT", path, document, "Content-Type", "application/yaml", header, "*");
            assertProblem(put, 404, "workflow-not-found");
        }
        assertProblem(ben.send("DELETE", path, "", "If-Match", "\"stale\""), 404, "workflow-not-found");
        assertThat(ada.get(path).json().path("revision").intValue()).isEqualTo(1);
    }

    @Test
    void who_may_see_changes_with_the_document_at_once() {
        ada.put("wo-changing", document("wo-changing", "private"));
        String hidden = ada.get("/v1/workflows/wo-changing").header("ETag");
        assertThat(ben.post("/v1/workflows/wo-changing/run", "{}").status()).isEqualTo(404);

        ada.put("wo-changing", document("wo-changing", "shared"));

        Reply seen = ben.get("/v1/workflows/wo-changing", "If-None-Match", hidden);
        assertThat(seen.status()).isEqualTo(200);
        assertThat(ben.post("/v1/workflows/wo-changing/run", "{}").status()).isEqualTo(202);

        ada.put("wo-changing", document("wo-changing", "private"));

        assertThat(ben.get("/v1/workflows/wo-changing", "If-None-Match", seen.header("ETag"))
                        .status())
                .isEqualTo(404);
        assertThat(ben.post("/v1/workflows/wo-changing/run", "{}").status()).isEqualTo(404);
    }

    @Test
    void who_may_see_stays_when_an_upsert_says_nothing_of_it() {
        ada.put("wo-upserted", document("wo-upserted", "shared"));

        JsonNode kept = ada.post("/v1/workflows/upsert", "{\"project_id\":\"wo-upserted\",\"name\":\"other\"}")
                .json();
        assertThat(kept.at("/workflow/visibility").textValue()).isEqualTo("shared");

        JsonNode defined = ada.post("/v1/workflows/upsert", """
                        {"project_id": "wo-upserted", "definition":
                         {"name": "wo-upserted", "states": {"initial": "done", "done": {"type": "terminal"}}}}
                        """).json();
        assertThat(defined.at("/workflow/visibility").textValue()).isEqualTo("private");
    }

    @Test
    void an_admin_sees_and_changes_everything_and_it_stays_its_owners() {
        ada.put("wo-managed", document("wo-managed", "private"));

        admin.put("wo-managed", document("wo-managed", "private") + "# changed\n");

        JsonNode info = ada.get("/v1/workflows/wo-managed").json();
        assertThat(info.path("revision").intValue()).isEqualTo(2);
        assertThat(info.path("owner").textValue()).isEqualTo("ada-of-workflows");
        assertThat(admin.send("DELETE", "/v1/workflows/wo-managed", "").status())
                .isEqualTo(204);
    }

    @Test
    void an_id_whose_workflow_was_deleted_is_free_for_anybody() {
        ada.put("wo-reused", document("wo-reused", "shared"));
        ada.send("DELETE", "/v1/workflows/wo-reused", "");

        ben.put("wo-reused", document("wo-reused", "private"));

        assertThat(ada.get("/v1/workflows/wo-reused").status()).isEqualTo(404);
        assertThat(ben.get("/v1/workflows/wo-reused/revisions").json().path("items"))
                .hasSize(1);
    }

    @Test
    void a_warning_does_not_tell_what_workflows_of_others_call() {
        ada.put("wo-secret-caller", """
                name: wo-secret-caller
                states:
                  initial: call
                  call: {type: call_workflow, workflow: wo-circle, on_success: done}
                  done: {type: terminal}
                """);
        String circle = """
                name: wo-circle
                states:
                  initial: call
                  call: {type: call_workflow, workflow: wo-secret-caller, on_success: done}
                  done: {type: terminal}
                """;

        assertThat(ada.send("POST", "/v1/workflows/validate", circle, YAML).body())
                .contains("closes the circle");
        assertThat(ben.send("POST", "/v1/workflows/validate", circle, YAML)
                        .json()
                        .path("warnings"))
                .isEmpty();
    }

    @Test
    void another_word_for_who_may_see_is_refused_with_its_line() {
        JsonNode errors = ada.send("POST", "/v1/workflows", document("wo-wrong", "public"), YAML)
                .json()
                .path("errors");

        assertThat(errors).hasSize(1);
        assertThat(errors.at("/0/line").intValue()).isEqualTo(2);
        assertThat(errors.at("/0/message").textValue()).contains("private, shared");
    }
}
