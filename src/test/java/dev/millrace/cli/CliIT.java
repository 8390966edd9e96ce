package dev.millrace.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.testing.Http;
import dev.millrace.testing.TestServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command line against a server that is running. */
class CliIT {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private static final String KEY = TestServer.shared().key().orElseThrow();

    private final Http http = TestServer.shared().http();

    @TempDir
    private Path folder;

    private Program start(String... arguments) {
        return Program.start(folder, Map.of("MILLRACE_SERVER", http.base(), "MILLRACE_TOKEN", KEY), arguments);
    }

    /** What takes no signals and is over soon, need not have a process of its own. */
    private InProcess here(String... arguments) {
        return InProcess.run(Stream.concat(Stream.of(arguments), Stream.of("--server", http.base(), "--token", KEY))
                .toArray(String[]::new));
    }

    private String file(String name, String command) throws IOException {
        Files.writeString(folder.resolve(name + ".yaml"), """
                name: %s
                inputs: [{name: port, type: integer, default: 1, validation: {max: 9}}]
                outputs: {port: "{{.inputs.port}}"}
                states:
                  initial: work
                  work: {type: step, command: '%s', on_success: done, on_failure: {message: "work went wrong"}}
                  done: {type: terminal}
                """.formatted(name, command));
        return folder.resolve(name + ".yaml").toString();
    }

    private static String executionId(Program program) {
        return await("the execution's id")
                .atMost(PATIENCE)
                .until(
                        () -> program.err()
                                .lines()
                                .filter(line -> line.startsWith("execution "))
                                .findFirst()
                                .map(line -> line.substring("execution ".length()))
                                .orElse(""),
                        id -> !id.isEmpty());
    }

    @Test
    void a_file_is_stored_and_run_and_its_output_stays_apart() throws Exception {
        String file = file("cli-file", "echo to out; echo to err >&2");

        Program.Ended first = start("run", file, "-i", "port=7").end();

        assertThat(first.status()).as(first.err()).isZero();
        assertThat(first.out()).isEqualTo("to out\n");
        assertThat(first.err()).contains("as the workflow `cli-file`", "to err\n", "completed in", "output port: 7");

        assertThat(here("run", file, "--detach").err())
                .as("the same definition")
                .isEmpty();

        file("cli-file", "echo changed");
        assertThat(here("run", file, "--detach").err()).contains("as revision 2 of the workflow `cli-file`");
    }

    @Test
    void a_failure_is_told_by_the_exit_status_and_the_document() throws Exception {
        http.put("cli-fails", Files.readString(Path.of(file("cli-fails", "echo some; exit 3"))));

        Program.Ended failed = start("run", "cli-fails", "--json").end();

        assertThat(failed.status()).isEqualTo(3);
        assertThat(failed.json().path("status").textValue()).isEqualTo("failed");
        assertThat(failed.json().at("/error/message").textValue()).isEqualTo("work went wrong");
        assertThat(failed.json().at("/steps/0/output").textValue()).isEqualTo("some\n");
    }

    @Test
    void what_the_server_refuses_is_said_in_its_words() throws Exception {
        http.put("cli-picky", Files.readString(Path.of(file("cli-picky", "true"))));

        InProcess input = here("run", "cli-picky", "-i", "port=80");
        assertThat(input.status()).isEqualTo(1);
        assertThat(input.out()).isEmpty();
        assertThat(input.err()).contains("The inputs are not valid:", "port: ", "80", "9");

        InProcess name = here("show", "cli-no-such");
        assertThat(name.status()).isEqualTo(1);
        assertThat(name.err()).contains("There is no workflow `cli-no-such`.");
    }

    @Test
    void an_execution_can_be_left_to_the_server_looked_at_followed_and_cancelled() throws Exception {
        String file = file("cli-long", "echo begun; sleep 60");
        String id = here("run", file, "--detach").out().strip();

        Program follower = start("logs", "-f", "--json", id);
        await("the log").atMost(PATIENCE).until(() -> follower.out().contains("begun"));
        JsonNode entry = Http.parse(follower.out().lines().findFirst().orElseThrow());
        assertThat(entry.path("step").textValue()).isEqualTo("work");
        assertThat(entry.path("stream").textValue()).isEqualTo("stdout");

        InProcess status = here("status", id);
        assertThat(status.status()).isZero();
        assertThat(status.out()).containsPattern("status +running").containsPattern("work +running +1");

        InProcess cancelled = here("cancel", id, "--json");
        assertThat(cancelled.status()).isZero();
        assertThat(cancelled.json().path("status").textValue()).isEqualTo("cancelled");
        assertThat(follower.end().status()).as("it ends with the execution").isZero();

        InProcess again = here("cancel", id);
        assertThat(again.status()).isEqualTo(1);
        assertThat(again.err()).contains("has ended already");
        assertThat(here("logs", id).out()).isEqualTo("begun\n");
    }

    @Test
    void ctrl_c_cancels_the_execution_and_waits_for_its_end() throws Exception {
        Program program = start("run", file("cli-interrupted", "echo begun; sleep 60"));
        String id = executionId(program);
        await("the step").atMost(PATIENCE).until(() -> program.out().contains("begun"));

        program.interrupt();

        Program.Ended ended = program.end();
        assertThat(ended.status()).isEqualTo(130);
        assertThat(ended.err()).contains("cancelling", "cancelled in");
        assertThat(http.get("/v1/executions/" + id).json().path("status").textValue())
                .isEqualTo("cancelled");
    }

    @Test
    void a_second_ctrl_c_leaves_at_once() throws Exception {
        Program program = start("run", file("cli-stubborn", "trap \"\" TERM; echo begun; while :; do sleep 0.1; done"));
        String id = executionId(program);
        await("the step").atMost(PATIENCE).until(() -> program.out().contains("begun"));

        program.interrupt();
        await("the first").atMost(PATIENCE).until(() -> program.err().contains("cancelling"));
        program.interrupt();

        assertThat(program.end().status()).isEqualTo(130);
        assertThat(http.get("/v1/executions/" + id).json().path("status").textValue())
                .isEqualTo("running");
        assertThat(http.awaitEnd(id).path("status").textValue()).isEqualTo("cancelled");
    }

    @Test
    void workflows_are_listed_and_shown() throws Exception {
        String source = Files.readString(Path.of(file("cli-shown", "true")));
        http.put("cli-shown", source);

        assertThat(here("list", "--json").json().path("items").findValuesAsText("id"))
                .contains("cli-shown");
        assertThat(here("show", "cli-shown").out()).containsPattern("port +integer +no +1 +max 9");
        assertThat(here("show", "cli-shown", "--source").out()).isEqualTo(source);
        assertThat(here("diagram", "cli-shown").out()).contains("work", "done");
    }

    @Test
    void a_command_that_is_not_let_in_says_what_to_do() throws Exception {
        InProcess nobody = InProcess.run("list", "--server", http.base(), "--data-dir", folder.toString());
        assertThat(nobody.status()).isEqualTo(1);
        assertThat(nobody.out()).isEmpty();
        assertThat(nobody.err()).contains("MILLRACE_TOKEN", "--token-file", "admin.key", "--data-dir");

        String mistyped = KEY.substring(0, KEY.length() - 1) + "x";
        InProcess wrong = InProcess.run("list", "--server", http.base(), "--token", mistyped);
        assertThat(wrong.status()).isEqualTo(1);
        assertThat(wrong.err()).contains("checksum", "MILLRACE_TOKEN").doesNotContain(mistyped);

        String reader = http.post("/v1/api-keys", "{\"name\":\"cli\",\"scopes\":[\"workflows:read\"]}")
                .json()
                .path("key")
                .textValue();
        InProcess weak = InProcess.run("cancel", "some", "--server", http.base(), "--token", reader);
        assertThat(weak.status()).isEqualTo(1);
        assertThat(weak.err()).contains("`executions:write`", "--token-file");
    }

    @Test
    void a_key_comes_from_a_file_or_from_the_data_of_a_server_on_this_machine() throws Exception {
        Path file = Files.writeString(folder.resolve("token"), KEY + "\n");
        String[] list = {"list", "--server", http.base()};
        assertThat(InProcess.run(with(list, "--token-file", file.toString())).status())
                .isZero();

        String data = TestServer.shared().dataDir().toString();
        assertThat(InProcess.run(with(list, "--data-dir", data)).status()).isZero();
        assertThat(InProcess.run(with(list, "--data-dir", data, "--token", "mr_typo"))
                        .status())
                .isEqualTo(1);
    }

    @Test
    void the_key_of_a_server_that_does_not_run_is_shown_to_nobody() throws Exception {
        Files.writeString(folder.resolve("admin.key"), KEY);
        Files.createFile(folder.resolve("lock"));

        try (ServerStub stub =
                new ServerStub(exchange -> ServerStub.answer(exchange, 200, "application/json", "{\"items\":[]}"))) {
            InProcess.run("list", "--server", stub.address(), "--data-dir", folder.toString());

            assertThat(stub.headers("Authorization")).containsExactly("null");
        }
    }

    private static String[] with(String[] command, String... more) {
        return Stream.of(command, more).flatMap(Stream::of).toArray(String[]::new);
    }
}
