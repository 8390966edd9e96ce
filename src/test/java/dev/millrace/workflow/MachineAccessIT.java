package dev.millrace.workflow;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.testing.Http;
import dev.millrace.testing.Http.Reply;
import dev.millrace.testing.TestServer;
import org.junit.jupiter.api.Test;

/** What runs on the server's machine is uploaded by callers with the scope {@code commands} only. */
class MachineAccessIT {
    private static final String HARMLESS = """
            name: %s
            states:
              initial: note
              note: {type: operation, operation: set, inputs: {a: "{{.inputs.b}}"}, on_success: done}
              done: {type: terminal}
            """;

    private static final String REACHING = """
            name: %s
            states:
              initial: look
              look: {type: operation, operation: set, inputs: {a: "{{readFile `/etc/hostname`}}"}, on_success: build}
              build: {type: step, command: date, on_success: done}
              done: {type: terminal}
            """;

    private final Http admin = TestServer.shared().http();
    private final Http writer = withScopes("\"workflows:write\"");

    private Http withScopes(String scopes) {
        Reply key = admin.post("/v1/api-keys", "{\"name\":\"machine-access\",\"scopes\":[%s]}".formatted(scopes));
        assertThat(key.status()).as(key.body()).isEqualTo(201);
        return TestServer.shared().http().as(key.json().path("key").textValue());
    }

    private static Reply put(Http as, String id, String document) {
        return as.send("PUT", "/v1/workflows/" + id, document.formatted(id), "Content-Type", "application/yaml");
    }

    private static void assertRefused(Reply reply) {
        assertThat(reply.status()).as(reply.body()).isEqualTo(403);
        JsonNode problem = reply.json();
        assertThat(problem.path("code").textValue()).isEqualTo("scope-missing");
        assertThat(problem.at("/details/scope").textValue()).isEqualTo("commands");
        assertThat(problem.path("errors")).hasSize(2);
        assertThat(problem.at("/errors/0/message").textValue())
                .contains("step `look` reads a file", "scope `commands`");
        assertThat(problem.at("/errors/1/message").textValue())
                .isEqualTo("command of step `build` runs a command on the server's machine,"
                        + " for which an upload needs the scope `commands`");
        assertThat(problem.at("/errors/1/path").textValue()).isEqualTo("/states/build/command");
    }

    @Test
    void no_way_to_upload_goes_around_the_scope() {
        String document = REACHING.formatted("machine-none");
        String json = "{\"name\":\"machine-none\",\"states\":{\"initial\":\"look\",\"look\":{\"type\":\"operation\","
                + "\"operation\":\"set\",\"inputs\":{\"a\":\"{{readFile `/etc/hostname`}}\"},\"on_success\":\"build\"},"
                + "\"build\":{\"type\":\"step\",\"command\":\"date\",\"on_success\":\"done\"},"
                + "\"done\":{\"type\":\"terminal\"}}}";
        String quoted = "\"" + document.replace("\"", "\\\"").replace("\n", "\\n") + "\"";
        String form = "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"w.yaml\"\r\n"
                + "Content-Type: application/yaml\r\n\r\n" + document + "\r\n--b--\r\n";

        assertRefused(writer.send("POST", "/v1/workflows", document, "Content-Type", "application/yaml"));
        assertRefused(writer.send("POST", "/v1/workflows", json, "Content-Type", "application/json"));
        assertRefused(writer.send("POST", "/v1/workflows", form, "Content-Type", "multipart/form-data; boundary=b"));
        assertRefused(put(writer, "machine-none", REACHING));
        assertRefused(writer.post(
                "/v1/workflows/upsert", "{\"project_id\":\"machine-none\",\"definition\":%s}".formatted(quoted)));
        assertRefused(writer.post(
                "/v1/workflows/upsert", "{\"project_id\":\"machine-none\",\"definition\":%s}".formatted(json)));
        assertThat(admin.get("/v1/workflows/machine-none").status()).isEqualTo(404);
    }

    @Test
    void each_use_is_told_with_its_line() {
        JsonNode errors = put(writer, "machine-lines", REACHING).json().path("errors");

        assertThat(errors.path(0).path("line").intValue()).isEqualTo(4);
        assertThat(errors.path(1).path("line").intValue()).isEqualTo(5);
    }

    @Test
    void what_does_not_reach_the_machine_needs_no_such_scope() {
        assertThat(put(writer, "machine-harmless", HARMLESS).status()).isIn(200, 201);
    }

    @Test
    void the_scope_is_needed_even_where_nothing_would_change() {
        Http commander = withScopes("\"workflows:write\",\"commands\"");
        assertThat(put(commander, "machine-same", REACHING).status()).isIn(200, 201);
        assertThat(put(commander, "machine-same", REACHING).status()).isEqualTo(200);

        assertRefused(put(writer, "machine-same", REACHING));
        assertThat(put(commander, "machine-same", REACHING)
                        .json()
                        .path("revision")
                        .intValue())
                .isEqualTo(1);
    }

    @Test
    void validation_warns_who_could_not_upload_it() {
        JsonNode validation = validate(writer);
        assertThat(validation.path("valid").booleanValue()).isTrue();
        assertThat(validation.path("warnings")).hasSize(2);
        assertThat(validation.at("/warnings/1/message").textValue()).contains("needs the scope `commands`");
        assertThat(validation.at("/warnings/1/line").intValue()).isEqualTo(5);

        assertThat(validate(admin).path("warnings")).isEmpty();
    }

    private static JsonNode validate(Http as) {
        return as.send(
                        "POST",
                        "/v1/workflows/validate",
                        REACHING.formatted("machine-validate"),
                        "Content-Type",
                        "application/yaml")
                .json();
    }
}
