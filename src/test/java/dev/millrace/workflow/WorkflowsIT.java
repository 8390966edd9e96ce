package dev.millrace.workflow;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.testing.Http;
import dev.millrace.testing.Http.Reply;
import dev.millrace.testing.TestServer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Uploading, reading and listing workflows over HTTP. */
class WorkflowsIT {
    private static final String YAML = "application/yaml";

    private final Http http = TestServer.shared().http();

    private static String workflow(String name, String text) {
        return """
                name: %s
                description: says something
                tags: [demo, "50%%"]
                inputs:
                  - {name: who, type: string, required: true, validation: {pattern: "^[a-z]+$"}}
                states:
                  initial: say
                  say: {type: step, command: "echo %s", on_success: done}
                  done: {type: terminal}
                """.formatted(name, text);
    }

    private Reply upload(String yaml) {
        return http.send("POST", "/v1/workflows", yaml, "Content-Type", YAML);
    }

    @Test
    void an_upload_is_stored_and_read_back_as_it_came() {
        String source = workflow("read-back", "one") + "# a comment stays\n";

        Reply created = upload(source);

        assertThat(created.status()).isEqualTo(201);
        assertThat(created.header("Location")).endsWith("/v1/workflows/read-back");
        assertThat(http.get("/workflows/read-back", "Accept", YAML).body()).isEqualTo(source);
        JsonNode info = http.get("/v1/workflows/read-back").json();
        assertThat(info.path("id").textValue()).isEqualTo("read-back");
        assertThat(info.path("project_id").textValue()).isEqualTo("read-back");
        assertThat(info.path("kind").textValue()).isEqualTo("local");
        assertThat(info.at("/inputs/0/validation/pattern").textValue()).isEqualTo("^[a-z]+$");
    }

    @Test
    void json_and_multipart_uploads_are_taken_too() {
        String json = """
                {"name": "from-json", "states": {"initial": "done", "done": {"type": "terminal"}}}
                """;
        assertThat(http.post("/v1/workflows", json).status()).isEqualTo(201);

        String form = "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"w.yaml\"\r\n"
                + "Content-Type: application/yaml\r\n\r\n" + workflow("from-form", "x") + "\r\n--b--\r\n";
        Reply uploaded = http.send("POST", "/v1/workflows", form, "Content-Type", "multipart/form-data; boundary=b");
        assertThat(uploaded.status()).as(uploaded.body()).isEqualTo(201);
    }

    @Test
    void a_name_is_taken_without_regard_to_case() {
        assertThat(upload(workflow("Taken-Name", "x")).status()).isEqualTo(201);

        Reply again = upload(workflow("taken-name", "x"));

        assertThat(again.status()).isEqualTo(409);
        assertThat(again.json().path("code").textValue()).isEqualTo("workflow-exists");
        assertThat(http.get("/v1/workflows/TAKEN-NAME").status()).isEqualTo(200);
    }

    @Test
    void every_error_of_a_document_is_told_with_its_line() {
        Reply refused = upload("""
                name: broken
                states:
                  initial: one
                  one: {type: step, comand: "x", on_success: nowhere}
                  done: {type: terminal}
                """);

        assertThat(refused.status()).isEqualTo(422);
        assertThat(refused.header("Content-Type")).startsWith("application/problem+json");
        JsonNode problem = refused.json();
        assertThat(problem.path("code").textValue()).isEqualTo("invalid-workflow");
        assertThat(problem.path("errors").size()).isGreaterThanOrEqualTo(2);
        assertThat(problem.path("errors").findValuesAsText("line")).contains("4");
        assertThat(problem.path("errors").toString()).contains("comand", "did you mean", "nowhere");
        assertThat(http.get("/v1/workflows/broken").status()).isEqualTo(404);
    }

    @Test
    void validation_stores_nothing() {
        Reply valid =
                http.send("POST", "/v1/workflows/validate", workflow("only-validated", "x"), "Content-Type", YAML);
        assertThat(valid.json().path("valid").booleanValue()).isTrue();
        assertThat(http.get("/v1/workflows/only-validated").status()).isEqualTo(404);

        Reply invalid = http.send("POST", "/v1/workflows/validate", "name: x", "Content-Type", YAML);
        assertThat(invalid.status()).isEqualTo(200);
        assertThat(invalid.json().path("valid").booleanValue()).isFalse();
        assertThat(invalid.json().path("errors").isEmpty()).isFalse();
    }

    @Test
    void a_changed_definition_is_a_new_revision_and_the_same_one_is_not() {
        http.put("revised", workflow("revised", "one"));
        http.put("revised", workflow("revised", "one"));
        assertThat(http.get("/v1/workflows/revised").json().path("revision").intValue())
                .isEqualTo(1);

        http.put("revised", workflow("revised", "two"));

        assertThat(http.get("/v1/workflows/revised").json().path("revision").intValue())
                .isEqualTo(2);
        assertThat(http.get("/v1/workflows/revised/revisions")
                        .json()
                        .path("items")
                        .size())
                .isEqualTo(2);
        assertThat(http.get("/v1/workflows/revised/revisions/1")
                        .json()
                        .path("source")
                        .textValue())
                .contains("echo one");
        assertThat(http.get("/v1/workflows/revised/revisions/9").status()).isEqualTo(404);
    }

    @Test
    void entity_tags_guard_against_lost_updates() {
        http.put("tagged", workflow("tagged", "one"));
        String tag = http.get("/v1/workflows/tagged").header("ETag");

        assertThat(http.get("/v1/workflows/tagged", "If-None-Match", tag).status())
                .isEqualTo(304);
        String changed = workflow("tagged", "two");
        assertThat(http.send("PUT", "/v1/workflows/tagged", changed, "Content-Type", YAML, "If-Match", "\"stale\"")
                        .status())
                .isEqualTo(412);
        assertThat(http.send("PUT", "/v1/workflows/tagged", changed, "Content-Type", YAML, "If-Match", tag)
                        .status())
                .isEqualTo(200);
        assertThat(http.send("DELETE", "/v1/workflows/tagged", "", "If-Match", tag)
                        .status())
                .isEqualTo(412);
        assertThat(http.send("PUT", "/v1/workflows/tagged", changed, "Content-Type", YAML, "If-None-Match", "*")
                        .status())
                .isEqualTo(412);
    }

    @Test
    void a_deleted_workflow_is_gone_and_its_executions_stay() {
        http.put("short-lived", workflow("short-lived", "x"));
        String execution = http.runToEnd("short-lived", "{\"who\":\"me\"}")
                .path("execution_id")
                .textValue();

        assertThat(http.send("DELETE", "/v1/workflows/short-lived", "").status())
                .isEqualTo(204);

        assertThat(http.get("/v1/workflows/short-lived").status()).isEqualTo(404);
        assertThat(http.send("DELETE", "/v1/workflows/short-lived", "").status())
                .isEqualTo(404);
        assertThat(http.get("/v1/executions/" + execution).json().path("status").textValue())
                .isEqualTo("completed");
    }

    @Test
    void lists_page_by_cursor_and_by_number_and_filter() {
        IntStream.range(0, 7).forEach(i -> http.put("listed-" + i, workflow("listed-" + i, "x")));

        JsonNode first = http.get("/v1/workflows?q=listed-&limit=3").json();
        JsonNode second = http.get("/v1/workflows?q=listed-&limit=3&cursor="
                        + first.path("next_cursor").textValue())
                .json();
        assertThat(first.path("items").findValuesAsText("id")).containsExactly("listed-6", "listed-5", "listed-4");
        assertThat(second.path("items").findValuesAsText("id")).containsExactly("listed-3", "listed-2", "listed-1");
        JsonNode numbered =
                http.get("/v1/workflows?q=listed-&page=3&page_size=3").json();
        assertThat(numbered.path("total").intValue()).isEqualTo(7);
        assertThat(numbered.path("items").findValuesAsText("id")).containsExactly("listed-0");
        assertThat(numbered.path("next_cursor").isNull()).isTrue();
        assertThat(http.get("/v1/workflows?tag=demo&q=listed-")
                        .json()
                        .path("items")
                        .size())
                .isEqualTo(7);
        assertThat(http.get("/v1/workflows?tag=dem&q=listed-")
                        .json()
                        .path("items")
                        .size())
                .isZero();
        assertThat(http.get("/v1/workflows?q=listed%25").json().path("items").size())
                .isZero();
        assertThat(http.get("/v1/workflows?kind=remote&q=listed-")
                        .json()
                        .path("items")
                        .size())
                .isZero();
        assertThat(http.get("/v1/workflows?kind=strange").status()).isEqualTo(422);
        assertThat(http.get("/v1/workflows?limit=201").status()).isEqualTo(422);
        assertThat(http.get("/v1/workflows?cursor=nonsense").status()).isEqualTo(422);
    }

    @Test
    void an_upsert_without_a_definition_makes_a_workflow_that_a_robot_runs() {
        String body = """
                {"project_id": "desk-robot", "name": "Desk", "english_name": "desk", "parameters": [{"name": "n"}]}
                """;
        JsonNode created = http.post("/v1/workflows/upsert", body).json();
        assertThat(created.path("action").textValue()).isEqualTo("created");
        assertThat(created.at("/workflow/kind").textValue()).isEqualTo("remote");
        assertThat(created.at("/workflow/parameters/0/name").textValue()).isEqualTo("n");

        JsonNode updated = http.post("/v1/workflows/upsert", "{\"project_id\":\"desk-robot\",\"version\":\"2\"}")
                .json();
        assertThat(updated.path("action").textValue()).isEqualTo("updated");
        assertThat(updated.at("/workflow/name").textValue()).isEqualTo("Desk");
        assertThat(updated.at("/workflow/version").textValue()).isEqualTo("2");

        JsonNode run = http.post("/v1/executions", "{\"project_id\":\"desk-robot\",\"params\":{\"n\":1}}")
                .json();
        assertThat(run.path("status").textValue()).isEqualTo("waiting");
        String id = run.path("execution_id").textValue();
        assertThat(http.post("/v1/executions/" + id + "/cancel", "").status()).isEqualTo(202);
        assertThat(http.awaitEnd(id).path("status").textValue()).isEqualTo("cancelled");
    }

    @Test
    void an_inactive_workflow_takes_no_runs() {
        http.put("sleeping", workflow("sleeping", "x"));
        http.post("/v1/workflows/upsert", "{\"project_id\":\"sleeping\",\"status\":\"inactive\"}");

        Reply refused = http.post("/v1/workflows/sleeping/run", "{\"inputs\":{\"who\":\"me\"}}");

        assertThat(refused.status()).isEqualTo(409);
        assertThat(refused.json().path("code").textValue()).isEqualTo("workflow-inactive");
    }

    @Test
    void ids_that_could_not_be_addressed_are_refused() {
        String document = workflow("fine", "x");
        assertThat(http.send("PUT", "/v1/workflows/upsert", document, "Content-Type", YAML)
                        .status())
                .isEqualTo(422);
        assertThat(http.send("PUT", "/v1/workflows/a%20b", document, "Content-Type", YAML)
                        .status())
                .isEqualTo(422);
        assertThat(http.send("PUT", "/v1/workflows/" + "x".repeat(101), document, "Content-Type", YAML)
                        .status())
                .isEqualTo(422);
    }
}
