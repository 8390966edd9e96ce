package dev.millrace.execution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.millrace.testing.Http;
import dev.millrace.testing.TestServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfEnvironmentVariable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** With {@code engine.run_as} commands have the rights of that user and no others. Needs root. */
class RunAsIT {
    @TempDir
    private static Path folder;

    private static TestServer server = unstarted();

    private final Http http = server.http();

    @SuppressWarnings("NullAway") // started before all tests
    private static TestServer unstarted() {
        return null;
    }

    @BeforeAll
    static void start() throws IOException {
        assumeTrue("root".equals(System.getProperty("user.name")), "only root can start commands as another user");
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx--x--x"));
        file("secret", "rw-------", "for root");
        file("public", "rw-r--r--", "for all");
        file("own.sh", "rw-------", "echo for root");
        file("show.sh", "rw-r--r--", "#!/bin/sh\nstat -c '%U %a' \"$0\"; echo \"$0\"; id -un; echo {{.inputs.x}}");
        Path data = Files.createDirectory(folder.resolve("data"));
        server = TestServer.start(
                data,
                Map.of("ENGINE_RUN_AS", "nobody", "ENGINE_ENV_ALLOWED", "STAGE", "STAGE", "test", "PRIVATE", "x"));
        server.http()
                .send("PUT", "/v1/admin/secrets/RUN_AS", "{\"value\":\"x-y-z-1\"}", "Content-Type", "application/json");
    }

    @AfterAll
    static void stop() {
        if (server != null) {
            server.close();
        }
    }

    private static Path file(String name, String permissions, String text) throws IOException {
        Path file = Files.writeString(folder.resolve(name), text);
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
    }

    private JsonNode run(String name, String step, String inputs) {
        http.put(name, """
                name: %s
                env: [STAGE, PRIVATE]
                states:
                  initial: act
                  act: {%s, on_success: done}
                  done: {type: terminal}
                """.formatted(name, step.replace("FOLDER", folder.toString())));
        return http.runToEnd(name, inputs);
    }

    private String output(String name, String command) {
        JsonNode execution = run(name, "type: step, command: " + quoted(command), "{}");
        assertThat(execution.path("status").textValue())
                .as(execution.toString())
                .isEqualTo("completed");
        return execution.at("/steps/0/output").textValue();
    }

    private static String quoted(String text) {
        return "'" + text.replace("'", "''") + "'";
    }

    @Test
    void a_command_is_that_user_through_and_through() {
        assertThat(
                        output(
                                "as-user",
                                "id -u; id -g; id -G; grep -E '^(CapEff|CapPrm|CapAmb|NoNewPrivs)' /proc/self/status; stat -c '%U %a' ."))
                .isEqualTo(
                        "65534\n65534\n65534\nCapPrm:\t0000000000000000\nCapEff:\t0000000000000000\nCapAmb:\t0000000000000000\nNoNewPrivs:\t1\nnobody 700\n");
    }

    @Test
    void its_environment_is_clean_and_that_users() {
        String names =
                output("as-environment", "env | sed 's/=.*//' | sort | grep -vE '^(_|PWD|OLDPWD|SHLVL|LANG|TZ)$'");

        assertThat(names.lines())
                .containsExactly(
                        "HOME",
                        "LOGNAME",
                        "MILLRACE_EXECUTION",
                        "MILLRACE_NODE",
                        "MILLRACE_SERVER",
                        "MILLRACE_STEP",
                        "PATH",
                        "STAGE",
                        "USER");
        assertThat(output("as-home", "echo $HOME $USER $LOGNAME $STAGE"))
                .isEqualTo("/nonexistent nobody nobody test\n");
    }

    @Test
    void inputs_arrive_as_they_are_and_count_only_with_that_users_rights() throws IOException {
        String odd = "a'b\"c$(id)`id`\\\n\t$HOME;exit";
        Path modules = Files.createDirectory(folder.resolve("modules"));
        String inputs = new ObjectMapper()
                .writeValueAsString(
                        Map.of("odd", odd, "GCONV_PATH", modules.toString(), "long_one", "x".repeat(90_000)));

        JsonNode execution = run(
                "as-inputs",
                "type: step, command: 'printf \"%s|%s|%s\" \"$odd\" \"$GCONV_PATH\" \"${#long_one}\"'",
                inputs);

        assertThat(execution.at("/steps/0/output").textValue()).isEqualTo(odd + "|" + modules + "|90000");
    }

    @DisabledIfEnvironmentVariable(
            named = "MILLRACE_TEST_DATABASE",
            matches = "mysql",
            disabledReason = "there is no file of the database")
    @ParameterizedTest
    @CsvSource({
        "data/millrace.db",
        "data/millrace.db-wal",
        "data/admin.key",
        "data/secrets.key",
        "data/work",
        "secret",
    })
    void what_the_server_keeps_is_out_of_its_reach(String file) {
        assertThat(folder.resolve(file)).exists();
        JsonNode execution = run(
                "as-thief-" + file.replaceAll("\\W", "-"),
                "type: step, command: 'cat FOLDER/%1$s || ls FOLDER/%1$s/; echo x >> FOLDER/%1$s'".formatted(file),
                "{}");

        assertThat(execution.path("status").textValue()).isEqualTo("failed");
        assertThat(execution.at("/steps/0/output").textValue()).isEmpty();
    }

    @Test
    void so_is_the_servers_own_environment() {
        JsonNode execution =
                run("as-environ", "type: step, command: 'cat /proc/%d/environ'".formatted(server.pid()), "{}");

        assertThat(execution.at("/steps/0/stderr").textValue()).contains("Permission denied");
    }

    @Test
    void a_script_file_can_be_read_by_that_user_and_nobody_else_and_goes_after_use() {
        String[] lines = run("as-script", "type: step, script_file: FOLDER/show.sh", "{\"x\": \"y\"}")
                .at("/steps/0/output")
                .textValue()
                .split("\n");

        assertThat(lines).hasSize(4);
        assertThat(lines[0]).isEqualTo("nobody 700");
        assertThat(Path.of(lines[1])).doesNotExist();
        assertThat(lines[2]).isEqualTo("nobody");
        assertThat(lines[3]).isEqualTo("y");
    }

    @Test
    void a_command_too_long_for_an_argument_runs_too() {
        assertThat(output("as-long", "id -un # " + "x".repeat(200_000))).isEqualTo("nobody\n");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '^', textBlock = """
            read   | type: operation, operation: set, inputs: {a: '{{readFile "FOLDER/secret"}}'} | may not be read by the user of engine.run_as
            self   | type: operation, operation: set, inputs: {a: '{{readFile "FOLDER/data/admin.key"}}'} | may not be read by the user
            none   | type: operation, operation: set, inputs: {a: '{{readFile "FOLDER/none"}}'} | does not exist, or not for the user
            folder | type: operation, operation: set, inputs: {a: '{{readFile "/etc"}}'} | is no regular file
            script | type: step, script_file: FOLDER/own.sh                               | own.sh may not be read by the user
            dir    | type: step, command: id, dir: /root                                  | cd: can't cd to /root
            hook   | type: operation, operation: set, hooks: {pre: [{command: cat FOLDER/secret}]}, inputs: {a: '{{readFile "FOLDER/secret"}}'} | may not be read
            """)
    void files_are_read_with_that_users_rights(String name, String step, String message) {
        JsonNode execution = run("as-" + name, step, "{}");

        assertThat(execution.path("status").textValue()).isEqualTo("failed");
        assertThat(execution.toString()).contains(message).doesNotContain("for root");
    }

    @Test
    void a_file_that_the_user_may_read_is_read() {
        JsonNode execution = run(
                "as-reader",
                "type: operation, operation: set, inputs: {a: '{{readFile \"FOLDER/public\"}}', me: '{{.context.User}}'}",
                "{}");

        assertThat(execution.at("/steps/0/outputs/a").textValue()).isEqualTo("for all");
        assertThat(execution.at("/steps/0/outputs/me").textValue()).isEqualTo("nobody");
    }

    @Test
    void an_input_can_name_only_a_file_that_the_user_can_find() {
        http.put("as-check", """
                name: as-check
                inputs: {f: {type: string, required: true, validation: {file_exists: true}}}
                states: {initial: done, done: {type: terminal}}
                """);

        String body = "{\"inputs\":{\"f\":\"%s\"}}";
        assertThat(http.post("/v1/workflows/as-check/run", body.formatted(folder.resolve("public")))
                        .status())
                .isEqualTo(202);
        assertThat(http.post("/v1/workflows/as-check/run", body.formatted("/root/."))
                        .status())
                .isEqualTo(422);
    }

    @Test
    void a_cancelled_command_ends_with_all_that_it_started_even_in_another_session() {
        http.put("as-cancel", """
                name: as-cancel
                states:
                  initial: act
                  act: {type: step, command: "setsid sleep 98761 & sleep 98762", on_success: done}
                  done: {type: terminal}
                """);
        String id = http.run("as-cancel", "{}");
        await().until(() -> sleepers() == 2);

        http.post("/v1/executions/" + id + "/cancel", "");

        assertThat(http.awaitEnd(id).path("status").textValue()).isEqualTo("cancelled");
        await().until(() -> sleepers() == 0);
    }

    private static long sleepers() {
        return ProcessHandle.allProcesses()
                .filter(process -> process.info().commandLine().orElse("").matches("\\S*sleep 9876[12]"))
                .count();
    }

    @Test
    void what_it_leaves_is_removed_and_nothing_else() throws IOException {
        Path kept = file("kept", "rw-rw-rw-", "kept");
        output(
                "as-litter",
                "mkdir -p a/b && ln -s " + folder + " a/link && ln -s " + kept
                        + " file && touch a/b/c && chmod 0 a/b && chmod 500 a");

        assertThat(kept).hasContent("kept");
        await().untilAsserted(() -> {
            try (Stream<Path> left = Files.list(folder.resolve("data/work"))) {
                assertThat(left.map(path -> path.getFileName().toString()))
                        .noneMatch(name -> name.startsWith("as-litter"));
            }
        });
    }

    @Test
    void a_folder_that_the_user_cannot_reach_stops_the_start(@TempDir Path closed) {
        assertThatThrownBy(() -> TestServer.start(closed, Map.of("ENGINE_RUN_AS", "nobody")))
                .hasStackTraceContaining("the user nobody (engine.run_as) cannot reach")
                .hasStackTraceContaining("chmod o+x");
    }
}
