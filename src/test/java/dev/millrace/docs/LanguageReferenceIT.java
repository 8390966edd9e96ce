package dev.millrace.docs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.testing.Http;
import dev.millrace.testing.Http.Reply;
import dev.millrace.testing.TestServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** The examples of docs/workflows.md, uploaded and run as they stand there. */
class LanguageReferenceIT {
    private static final Document REFERENCE = Document.read(Path.of("docs/workflows.md"));

    @TempDir
    private static Path folder;

    private static ServiceStub service;
    private static TestServer server;
    private static Http http;

    @BeforeAll
    static void start() throws IOException {
        Path workflows = folder.resolve("workflows");
        for (Map.Entry<String, String> file : LanguageExample.files(REFERENCE).entrySet()) {
            Path path = workflows.resolve(file.getKey());
            Files.createDirectories(path.getParent());
            Files.writeString(path, file.getValue());
        }
        service = new ServiceStub();
        server = TestServer.start(
                folder.resolve("data"),
                Map.of(
                        "HTTP_STEPS_ALLOW_PRIVATE_ADDRESSES", "true",
                        "GITHUB_TOKEN", "ghp_of-an-example",
                        "GITHUB_API_URL", "http://" + service.address() + "/"),
                "--workflows",
                workflows.toString());
        http = server.http();
    }

    @AfterAll
    static void stop() {
        server.close();
        service.close();
    }

    @TestFactory
    Stream<DynamicTest> examples() {
        return LanguageExample.of(REFERENCE).stream()
                .map(example -> DynamicTest.dynamicTest(
                        "%s (line %d)".formatted(example.name(), example.line()), () -> run(example)));
    }

    @Test
    void nearly_every_example_says_what_comes_of_it() {
        List<LanguageExample> examples = LanguageExample.of(REFERENCE);
        assertThat(examples)
                .hasSizeGreaterThan(30)
                .anyMatch(example -> example.runs().size() > 1);
        // The one without a run of its own is called by another.
        assertThat(examples).filteredOn(example -> example.runs().isEmpty()).hasSize(1);
    }

    @Test
    void what_an_execution_is_not_is_found() {
        JsonNode execution = Http.parse("""
                {"status": "failed", "outputs": {"a": 1}, "steps": [{"name": "s", "attempt": 1}, {"name": "s", "attempt": 2}]}
                """);
        assertThat(Difference.between(
                        Http.parse("{\"outputs\": {\"a\": 1}, \"steps\": {\"s\": {\"attempt\": 2}}}"), execution))
                .isEmpty();
        JsonNode wrong = Http.parse("""
                {"status": "completed", "outputs": {"a": "1", "b": 2}, "steps": {"s": {"attempt": 1}, "t": {"attempt": 1}}}
                """);
        assertThat(Difference.between(wrong, execution))
                .containsExactly(
                        "status is \"failed\", not \"completed\"",
                        "outputs.a is 1, not \"1\"",
                        "outputs.b is not there, not 2",
                        "steps.s.attempt is 2, not 1",
                        "steps.t is not there, not {\"attempt\":1}");
    }

    @Test
    void workflows_on_other_pages_are_valid() {
        List<Document.Block> workflows = Document.forUsers().stream()
                .filter(document -> !document.file().equals(REFERENCE.file()))
                .flatMap(document -> document.blocks().stream())
                .filter(block -> block.language().equals("yaml")
                        && block.text().startsWith("name: ")
                        && block.text().contains("\nstates:"))
                .toList();
        assertThat(workflows).hasSizeGreaterThan(1);
        assertThat(workflows).allSatisfy(block -> assertThat(
                        validation(block.text()).path("valid").asBoolean())
                .as(block.text())
                .isTrue());
    }

    private static JsonNode validation(String source) {
        return http.send("POST", "/v1/workflows/validate", source, "Content-Type", "application/yaml")
                .json();
    }

    private static void run(LanguageExample example) {
        String source =
                example.source().replace("localhost:8080", address()).replace("localhost:9000", service.address());
        Reply upload = http.send("PUT", "/v1/workflows/" + example.name(), source, "Content-Type", "application/yaml");
        if (upload.status() == 422) {
            assertThat(example.runs()).as(upload.body()).hasSize(1);
            says(upload, example.runs().getFirst().path("refused"));
            return;
        }
        assertThat(upload.status()).as(upload.body()).isEqualTo(201);
        for (JsonNode run : example.runs()) {
            says(upload, run.path("warnings"));
            grant(run.path("secrets"), example.name());
            run(example.name(), run);
        }
    }

    private static void run(String workflow, JsonNode run) {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        body.set("inputs", run.path("inputs").isMissingNode() ? body.objectNode() : run.path("inputs"));
        Reply accepted = http.post("/v1/workflows/" + workflow + "/run", body.toString());
        if (run.has("refused")) {
            assertThat(accepted.status()).as(accepted.body()).isEqualTo(422);
            says(accepted, run.path("refused"));
            return;
        }
        assertThat(accepted.status()).as(accepted.body()).isEqualTo(202);
        JsonNode execution = http.awaitEnd(accepted.json().path("execution_id").textValue());

        ObjectNode expected = JsonNodeFactory.instance.objectNode().put("status", "completed");
        run.path("result").properties().forEach(field -> expected.set(field.getKey(), field.getValue()));
        assertThat(Difference.between(expected, execution))
                .as(execution.toPrettyString())
                .isEmpty();
        if (run.has("log")) {
            String id = execution.path("execution_id").textValue();
            says(http.get("/v1/executions/" + id + "/logs", "Accept", "text/plain"), run.path("log"));
        }
    }

    private static void says(Reply reply, JsonNode texts) {
        texts.forEach(text -> assertThat(reply.body()).contains(text.textValue()));
    }

    private static void grant(JsonNode secrets, String workflow) {
        for (Map.Entry<String, JsonNode> secret : secrets.properties()) {
            ObjectNode grant = JsonNodeFactory.instance.objectNode();
            grant.set("value", secret.getValue());
            grant.putArray("workflows").add(workflow);
            Reply reply = http.send(
                    "PUT",
                    "/v1/admin/secrets/" + secret.getKey(),
                    grant.toString(),
                    "Content-Type",
                    "application/json");
            assertThat(reply.status()).as(reply.body()).isEqualTo(201);
        }
    }

    private static String address() {
        return "127.0.0.1:" + server.port();
    }
}
