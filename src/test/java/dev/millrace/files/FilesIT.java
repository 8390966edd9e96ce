package dev.millrace.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.testing.Http;
import dev.millrace.testing.Http.Reply;
import dev.millrace.testing.TestServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Workflows from a folder of files, over a real server. */
class FilesIT {
    @TempDir
    static Path home;

    private static Path folder;
    private static TestServer server;
    private static Http http;

    @BeforeAll
    static void start() throws IOException {
        folder = Files.createDirectories(home.resolve("workflows"));
        Files.createDirectory(folder.resolve("templates"));
        Files.createDirectory(folder.resolve("sub.yaml"));
        Files.writeString(folder.resolve("steady.yaml"), workflow("from the start"));
        Files.writeString(folder.resolve("wrong-from-the-start.yml"), "name: x\nstates: {initial: a}\n");
        Files.writeString(folder.resolve("no id.yaml"), workflow("x"));
        Files.writeString(folder.resolve("notes.txt"), "no workflow");
        server = TestServer.start(home);
        http = server.http();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static String workflow(String text) {
        return """
                name: any name
                states:
                  initial: say
                  say: {type: step, command: "echo %s", on_success: done}
                  done: {type: terminal}
                """.formatted(text);
    }

    /** Writes a file as editors do: beside, and then over it. */
    private static void write(String name, String text) throws IOException {
        Path beside = Files.writeString(folder.resolve("." + name + ".swp"), text);
        Files.move(beside, folder.resolve(name), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private Reply awaitReply(String path, Predicate<Reply> condition) {
        return await(path)
                .atMost(Duration.ofSeconds(30))
                .pollInterval(Duration.ofMillis(30))
                .until(() -> http.get(path), condition);
    }

    private JsonNode awaitRevision(String id, int revision) {
        return awaitReply(
                        "/v1/workflows/" + id,
                        reply -> reply.json().path("revision").asInt(-1) == revision)
                .json();
    }

    private String output(String id) {
        return http.runToEnd(id, "{}").path("steps").path(0).path("output").textValue();
    }

    @Test
    void files_are_workflows_from_the_start() {
        JsonNode info = http.get("/v1/workflows/steady").json();

        assertThat(info.path("origin").toString()).isEqualTo("{\"kind\":\"file\",\"path\":\"steady.yaml\"}");
        assertThat(info.path("valid").booleanValue()).isTrue();
        assertThat(info.path("name").textValue()).isEqualTo("any name");
        assertThat(output("steady")).isEqualTo("from the start\n");
        assertThat(http.get("/v1/workflows/sub").status()).isEqualTo(404);
        assertThat(server.log()).contains("no id.yaml is ignored: the file's name without its extension");
    }

    @Test
    void files_are_everybodys_to_run_and_nobodys_to_change() throws IOException {
        Http ada = server.user("ada");
        Http ben = server.user("ben");
        write("common.yaml", workflow("common"));
        assertThat(awaitRevision("common", 1).path("owner").isNull()).isTrue();

        String own = "/v1/executions/"
                + ada.runToEnd("common", "{}").path("execution_id").textValue();
        assertThat(ada.get(own).status()).isEqualTo(200);
        assertThat(ben.get(own).status()).isEqualTo(404);
        assertThat(ben.get("/v1/workflows?q=common").json().path("items")).hasSize(1);
        String[] yaml = {"Content-Type", "application/yaml"};
        for (Http user : List.of(ada, server.http())) {
            assertThat(user.send("PUT", "/v1/workflows/common", workflow("changed"), yaml)
                            .status())
                    .isEqualTo(409);
            assertThat(user.send("DELETE", "/v1/workflows/common", "").status()).isEqualTo(409);
        }

        write("common.yaml", "visibility: shared\n" + workflow("common"));
        awaitRevision("common", 2);
        ben.put("calls-common", """
                name: calls-common
                visibility: shared
                states:
                  initial: call
                  call: {type: call_workflow, workflow: common, on_success: done}
                  done: {type: terminal}
                """);
        JsonNode called = ben.runToEnd("calls-common", "{}");
        assertThat(called.path("status").textValue()).isEqualTo("completed");
        String shared = called.at("/steps/0/response/execution_id").textValue();
        assertThat(ada.get("/v1/executions/" + shared).status()).isEqualTo(200);
    }

    @Test
    void a_file_that_was_never_valid_is_shown_with_its_errors() {
        JsonNode info = http.get("/v1/workflows/wrong-from-the-start").json();

        assertThat(info.path("valid").booleanValue()).isFalse();
        assertThat(info.path("revision").intValue()).isZero();
        assertThat(info.path("errors").path(0).path("line").intValue()).isEqualTo(2);
        Reply run = http.post("/v1/workflows/wrong-from-the-start/run", "{}");
        assertThat(run.status()).isEqualTo(422);
        assertThat(run.json().path("code").textValue()).isEqualTo("invalid-workflow");
        assertThat(run.json().path("errors")).isEqualTo(info.path("errors"));
        assertThat(http.get("/v1/workflows/wrong-from-the-start/diagram").status())
                .isEqualTo(406);
        assertThat(server.log()).contains("wrong-from-the-start.yml:2:");
    }

    @Test
    void a_changed_file_is_a_new_revision_and_the_same_content_is_none() throws IOException {
        write("changing.yaml", workflow("one"));
        awaitRevision("changing", 1);
        assertThat(output("changing")).isEqualTo("one\n");

        write("changing.yaml", workflow("two"));
        awaitRevision("changing", 2);
        assertThat(output("changing")).isEqualTo("two\n");

        write("changing.yaml", workflow("two"));
        write("after-changing.yaml", workflow("x"));
        awaitRevision("after-changing", 1);
        awaitRevision("changing", 2);
    }

    @Test
    void a_file_that_breaks_runs_nothing_until_it_is_mended() throws IOException {
        write("breaking.yaml", workflow("fine"));
        awaitRevision("breaking", 1);

        write("breaking.yaml", workflow("fine").replace("on_success", "on_succes"));
        JsonNode broken = awaitReply(
                        "/v1/workflows/breaking",
                        reply -> !reply.json().path("valid").asBoolean(true))
                .json();

        assertThat(broken.path("revision").intValue()).isEqualTo(1);
        assertThat(broken.path("errors").path(0).path("line").intValue()).isEqualTo(4);
        assertThat(http.post("/v1/workflows/breaking/run", "{}").status()).isEqualTo(422);
        assertThat(http.post("/v1/workflows/breaking/run", "{\"revision\":1}").status())
                .isEqualTo(202);
        JsonNode list = http.get("/v1/workflows?q=breaking").json().path("items");
        assertThat(list.path(0).path("valid").asBoolean(true)).isFalse();

        write("breaking.yaml", workflow("fine again"));
        assertThat(awaitRevision("breaking", 2).has("errors")).isFalse();
        assertThat(output("breaking")).isEqualTo("fine again\n");
    }

    @Test
    void a_workflow_goes_with_its_file_and_comes_back_with_it() throws IOException {
        write("going.yaml", workflow("here"));
        awaitRevision("going", 1);
        String execution = http.runToEnd("going", "{}").path("execution_id").textValue();

        Files.delete(folder.resolve("going.yaml"));
        awaitReply("/v1/workflows/going", reply -> reply.status() == 404);

        assertThat(http.post("/v1/workflows/going/run", "{}").status()).isEqualTo(404);
        assertThat(http.get("/v1/workflows?q=going").json().path("items")).isEmpty();
        assertThat(http.get("/v1/executions/" + execution).json().path("status").textValue())
                .isEqualTo("completed");

        write("going.yaml", workflow("here"));
        awaitRevision("going", 1);
        write("going.yaml", workflow("here again"));
        awaitRevision("going", 2);
        assertThat(http.get("/v1/workflows/going/revisions").json().path("items"))
                .hasSize(2);
    }

    @Test
    void what_comes_from_a_file_cannot_be_changed_over_the_api() {
        String path = "/v1/workflows/steady";
        String document = workflow("other").replace("any name", "steady");
        String upsert = "{\"project_id\":\"STEADY\",\"status\":\"inactive\"}";

        for (Reply reply : new Reply[] {
            http.send("PUT", path, document, "Content-Type", "application/yaml"),
            http.send("POST", "/v1/workflows", document, "Content-Type", "application/yaml"),
            http.post("/v1/workflows/upsert", upsert),
            http.send("DELETE", path, "")
        }) {
            assertThat(reply.status()).isEqualTo(409);
            assertThat(reply.json().path("code").textValue()).isEqualTo("workflow-from-file");
            assertThat(reply.json().path("detail").textValue()).contains("`steady.yaml`");
        }
        http.put("steady", workflow("from the start"));
        assertThat(http.get(path).json().path("revision").intValue()).isEqualTo(1);
    }

    @Test
    void a_file_never_touches_what_was_uploaded() throws IOException {
        http.put("uploaded", workflow("uploaded"));

        write("Uploaded.yaml", workflow("file"));
        JsonNode origin = awaitReply(
                        "/v1/workflows/uploaded",
                        reply -> reply.json().path("origin").has("ignored_file"))
                .json()
                .path("origin");

        assertThat(origin.toString()).isEqualTo("{\"kind\":\"api\",\"ignored_file\":\"Uploaded.yaml\"}");
        assertThat(output("uploaded")).isEqualTo("uploaded\n");
        assertThat(server.log()).contains("Uploaded.yaml is ignored: a workflow `uploaded` was uploaded");

        assertThat(http.send("DELETE", "/v1/workflows/uploaded", "").status()).isEqualTo(204);
        awaitReply(
                "/v1/workflows/uploaded",
                reply -> reply.json().path("origin").path("kind").asText().equals("file"));
        assertThat(output("uploaded")).isEqualTo("file\n");
    }

    @Test
    void an_upload_can_take_the_place_of_a_file_that_is_gone() throws IOException {
        write("replaced.yaml", workflow("file"));
        awaitRevision("replaced", 1);
        Files.delete(folder.resolve("replaced.yaml"));
        awaitReply("/v1/workflows/replaced", reply -> reply.status() == 404);

        http.put("replaced", workflow("upload"));

        assertThat(output("replaced")).isEqualTo("upload\n");
        assertThat(http.get("/v1/workflows/replaced")
                        .json()
                        .path("origin")
                        .path("kind")
                        .textValue())
                .isEqualTo("api");
    }

    @Test
    void the_second_of_two_files_for_an_id_is_ignored() throws IOException {
        write("twice.yaml", workflow("first"));
        write("twice.yml", workflow("second"));

        JsonNode info = awaitReply(
                        "/v1/workflows/twice",
                        reply -> reply.json().path("origin").has("ignored_file"))
                .json();

        assertThat(info.path("origin").path("path").textValue()).isEqualTo("twice.yaml");
        Files.delete(folder.resolve("twice.yaml"));
        awaitReply(
                "/v1/workflows/twice",
                reply -> reply.json().path("origin").toString().equals("{\"kind\":\"file\",\"path\":\"twice.yml\"}"));
        assertThat(output("twice")).isEqualTo("second\n");
    }

    @Test
    void scripts_are_looked_for_beside_the_file() throws IOException {
        Files.createDirectories(folder.resolve("scripts"));
        Files.writeString(folder.resolve("scripts/hello.sh"), "echo hello from $(basename $PWD)\n");
        write("scripted.yaml", workflow("x").replace("command: \"echo x\"", "script_file: scripts/hello.sh"));
        awaitRevision("scripted", 1);

        JsonNode execution = http.runToEnd("scripted", "{}");

        assertThat(execution.path("steps").path(0).path("output").textValue())
                .isEqualTo("hello from " + execution.path("execution_id").textValue() + "\n");
    }

    @Test
    void a_changed_template_is_a_new_revision_of_the_files_that_use_it() throws IOException {
        String using = """
                name: using
                states:
                  initial: say
                  say: {use_template: shout, parameters: {what: hey}, on_success: done}
                  done: {type: terminal}
                """;
        String template =
                "parameters: [{name: what, required: true}]\nstates: {say: {type: step, command: 'echo %s'}}\n";
        Files.writeString(folder.resolve("templates/shout.yaml"), template.formatted("{{parameters.what}}!"));
        write("using.yaml", using);
        awaitRevision("using", 1);
        assertThat(output("using")).isEqualTo("hey!\n");
        http.put("using-too", using);

        Files.writeString(folder.resolve("templates/shout.yaml"), template.formatted("{{parameters.what}}!!"));
        awaitRevision("using", 2);

        assertThat(output("using")).isEqualTo("hey!!\n");
        assertThat(output("using-too")).isEqualTo("hey!\n");
        assertThat(http.get("/v1/workflows/using", "Accept", "application/yaml").body())
                .isEqualTo(using);
        http.put("using-too", using);
        assertThat(http.get("/v1/workflows/using-too").json().path("revision").intValue())
                .isEqualTo(2);
    }

    @Test
    void calls_that_come_back_are_warned_of() throws IOException {
        String calling = """
                name: %s
                states:
                  initial: call
                  call: {type: call_workflow, workflow: %s, on_success: done, on_failure: done}
                  done: {type: terminal}
                """;
        write("circle-a.yaml", calling.formatted("circle-a", "circle-b"));
        awaitRevision("circle-a", 1);

        Reply reply = http.send(
                "PUT",
                "/v1/workflows/circle-b",
                calling.formatted("circle-b", "circle-a"),
                "Content-Type",
                "application/yaml");

        assertThat(reply.status()).isEqualTo(201);
        assertThat(reply.json().path("warnings").path(0).path("message").textValue())
                .contains("circle-b > circle-a > circle-b");
        JsonNode validated = http.send(
                        "POST",
                        "/v1/workflows/validate",
                        calling.formatted("circle-b", "circle-b"),
                        "Content-Type",
                        "application/yaml")
                .json();
        assertThat(validated.path("warnings").path(0).path("line").intValue()).isEqualTo(4);
    }

    @Test
    void a_restart_finds_what_has_happened_to_the_folder(@TempDir Path other) throws IOException, InterruptedException {
        Path files = Files.createDirectories(other.resolve("elsewhere"));
        Files.createDirectories(files.resolve("templates"));
        String using = workflow("x").replace("type: step, command: \"echo x\"", "use_template: t");
        Files.writeString(files.resolve("templates/t.yaml"), "states: {t: {type: step, command: echo kept}}\n");
        Files.writeString(files.resolve("same.yaml"), workflow("same"));
        Files.writeString(files.resolve("changed.yaml"), workflow("before"));
        Files.writeString(files.resolve("gone.yaml"), workflow("gone"));
        try (TestServer first = TestServer.start(other, "--workflows", files.toString())) {
            first.http().put("uses-template", using);
            first.terminate();
        }
        Files.writeString(files.resolve("changed.yaml"), workflow("after"));
        Files.delete(files.resolve("gone.yaml"));
        Files.delete(files.resolve("templates/t.yaml"));

        try (TestServer second = TestServer.start(other, "--workflows", files.toString())) {
            Http client = second.http();
            assertThat(client.get("/v1/workflows/same").json().path("revision").intValue())
                    .isEqualTo(1);
            assertThat(client.get("/v1/workflows/changed")
                            .json()
                            .path("revision")
                            .intValue())
                    .isEqualTo(2);
            assertThat(client.get("/v1/workflows/gone").status()).isEqualTo(404);
            assertThat(client.runToEnd("uses-template", "{}")
                            .path("steps")
                            .path(0)
                            .path("output")
                            .textValue())
                    .isEqualTo("kept\n");
            second.terminate();
        }
    }
}
