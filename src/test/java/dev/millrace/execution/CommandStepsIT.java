package dev.millrace.execution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.testing.Http;
import dev.millrace.testing.Http.Reply;
import dev.millrace.testing.TestServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** With {@code engine.command_steps: false} nothing leads to the server's machine, not even what was stored before. */
class CommandStepsIT {
    private static final Map<String, String> BEFORE = Map.of(
            "command", "type: step, command: 'touch FOLDER/command', on_success: done",
            "script", "type: step, script_file: FOLDER/script.sh, on_success: done",
            "desktop",
                    "type: operation, operation: notify.send, inputs: {backend: desktop, message: x}, on_success: done",
            "reading", "type: operation, operation: set, inputs: {a: '{{readFile .inputs.who}}'}, on_success: done",
            "calling", "type: call_workflow, workflow: command, on_success: done",
            "asking", "type: call_workflow, workflow: checking, inputs: {who: /etc/hostname}, on_success: done",
            "repeating",
                    "type: while, while: 'true', max_iterations: 3, body: [do], on_complete: done}\n  do: {type: step, command: 'touch FOLDER/repeating'",
            "hook", "type: operation, operation: set, hooks: {pre: [{command: 'touch FOLDER/hook'}]}, on_success: done",
            "retrying",
                    "type: step, command: 'touch FOLDER/retrying', retry: {max_attempts: 50, initial_delay: 1m}, on_success: done");

    @TempDir
    private static Path folder;

    private static TestServer server = unstarted();
    private static String interrupted = "";

    private final Http http = server.http();

    @SuppressWarnings("NullAway") // started before all tests
    private static TestServer unstarted() {
        return null;
    }

    @BeforeAll
    static void storeAndRestart() throws Exception {
        Path data = Files.createDirectories(folder.resolve("data"));
        Path workflows = Files.createDirectories(folder.resolve("data/workflows"));
        Files.writeString(folder.resolve("script.sh"), "touch " + folder + "/script");
        Files.writeString(
                workflows.resolve("in-folder.yaml"),
                document("in-folder", "type: step, command: date, on_success: done"));
        try (TestServer before = TestServer.start(data)) {
            BEFORE.forEach((name, step) -> before.http().put(name, document(name, step)));
            before.http().put("checking", """
                    name: checking
                    inputs: {who: {type: string, required: true, validation: {file_exists: true}}}
                    states: {initial: done, done: {type: terminal}}
                    """);
            before.http().put("starting", """
                    name: starting
                    hooks: {workflow_start: [{command: "touch %s/starting"}]}
                    states: {initial: done, done: {type: terminal}}
                    """.formatted(folder));
            before.http()
                    .put(
                            "sleeping",
                            document(
                                    "sleeping",
                                    "type: step, command: 'echo x >> FOLDER/sleeping; sleep 60', on_success: done"));
            interrupted = before.http().run("sleeping", "{}");
            await().until(() -> Files.exists(folder.resolve("sleeping")));
            before.kill();
        }
        server = TestServer.start(data, Map.of("ENGINE_COMMAND_STEPS", "false"));
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static String document(String name, String step) {
        return """
                name: %s
                inputs: {who: {type: string, default: nobody}}
                states:
                  initial: act
                  act: {%s}
                  done: {type: terminal}
                """.formatted(name, step.replace("FOLDER", folder.toString()));
    }

    private static void assertFailed(JsonNode execution, String code, String message) {
        assertThat(execution.at("/error/code").textValue())
                .as(execution.toString())
                .isEqualTo(code);
        assertThat(execution.at("/error/message").textValue()).contains(message);
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrder("data", "script.sh", "sleeping");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            command   | command-steps-disabled | step `act` runs a program on the server's machine
            script    | command-steps-disabled | (the setting engine.command_steps is false)
            desktop   | command-steps-disabled | (the setting engine.command_steps is false)
            retrying  | command-steps-disabled | (the setting engine.command_steps is false)
            reading   | template-error         | readFile: /etc/hostname may not be used by workflows
            calling   | call-failed            | runs a program on the server's machine
            asking    | invalid-inputs         | engine.command_steps is false, so that no workflow may look for the file
            repeating | command-steps-disabled | (the setting engine.command_steps is false)
            starting  | hook-failed            | the server's machine may not be used by workflows
            """)
    void what_was_stored_before_starts_and_reads_nothing(String workflow, String code, String message) {
        assertFailed(http.runToEnd(workflow, "{\"who\": \"/etc/hostname\"}"), code, message);
    }

    @Test
    void a_hook_that_only_warns_starts_nothing_either() {
        JsonNode execution = http.runToEnd("hook", "{}");

        assertThat(execution.path("status").textValue()).isEqualTo("completed");
        assertThat(folder.resolve("hook")).doesNotExist();
        assertThat(http.get(
                                "/v1/executions/"
                                        + execution.path("execution_id").textValue() + "/logs",
                                "Accept",
                                "text/plain")
                        .body())
                .contains("engine.command_steps is false");
    }

    @Test
    void an_input_that_must_name_a_file_is_refused_whether_it_is_there_or_not() {
        for (String path : new String[] {"/etc/hostname", "/no/such/file"}) {
            Reply reply = http.post("/v1/workflows/checking/run", "{\"inputs\":{\"who\":\"%s\"}}".formatted(path));

            assertThat(reply.status()).isEqualTo(422);
            assertThat(reply.body()).contains("engine.command_steps is false", path);
        }
    }

    @Test
    void a_run_that_was_interrupted_does_not_go_on_with_its_command() throws IOException {
        JsonNode execution = http.awaitEnd(interrupted);

        assertFailed(execution, "command-steps-disabled", "step `act` runs a program");
        assertThat(Files.readAllLines(folder.resolve("sleeping"))).hasSize(1);
        assertThat(http.post("/v1/executions/" + interrupted + "/resume", "{}").status())
                .isEqualTo(202);
        assertFailed(http.awaitEnd(interrupted), "command-steps-disabled", "step `act` runs a program");
    }

    @Test
    void new_uploads_are_refused_with_every_use_and_the_setting() {
        String document = document("late", "type: step, command: 'cat {{readFile `x`}}', on_success: done");

        Reply refused = http.send("PUT", "/v1/workflows/late", document, "Content-Type", "application/yaml");
        JsonNode validation = http.send("POST", "/v1/workflows/validate", document, "Content-Type", "application/yaml")
                .json();

        assertThat(refused.status()).isEqualTo(422);
        assertThat(refused.json().path("errors")).hasSize(2);
        for (JsonNode error : refused.json().path("errors")) {
            assertThat(error.path("line").intValue()).isEqualTo(5);
            assertThat(error.path("message").textValue()).contains("step `act`", "the setting engine.command_steps");
        }
        assertThat(validation.path("valid").booleanValue()).isFalse();
        assertThat(validation.path("errors")).isEqualTo(refused.json().path("errors"));
    }

    @Test
    void a_workflow_of_the_folder_is_shown_as_invalid_and_does_not_run() {
        JsonNode workflow = http.get("/v1/workflows/in-folder").json();

        assertThat(workflow.path("valid").booleanValue()).isFalse();
        assertThat(workflow.at("/errors/0/message").textValue()).contains("engine.command_steps");
        assertThat(http.post("/v1/workflows/in-folder/run", "{}").status()).isEqualTo(422);
    }

    @Test
    void everything_else_runs_as_before() {
        http.put(
                "still",
                document("still", "type: operation, operation: set, inputs: {a: '{{.inputs.who}}'}, on_success: done"));

        assertThat(http.runToEnd("still", "{}").path("status").textValue()).isEqualTo("completed");
    }
}
