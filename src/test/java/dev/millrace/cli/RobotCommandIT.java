package dev.millrace.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.testing.Http;
import dev.millrace.testing.TestServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code millrace robot}, as a process of its own. */
class RobotCommandIT {
    @TempDir
    private Path folder;

    /** A user with a remote workflow of which nobody else knows. */
    private record Owner(TestServer server, String workflow, String key, Http http) {
        static Owner on(TestServer server) {
            String user = "robot-command-" + System.nanoTime();
            String wish = """
                    {"name": "test", "user_id": "%s", "scopes": ["workflows:write", "executions:write", "robots:connect"]}
                    """.formatted(user);
            String key =
                    server.http().post("/v1/api-keys", wish).json().path("key").textValue();
            Http http = server.http().as(key);
            assertThat(http.post("/v1/workflows/upsert", "{\"project_id\":\"%s\"}".formatted(user))
                            .status())
                    .isEqualTo(200);
            return new Owner(server, user, key, http);
        }

        String state(String execution) {
            return http.get("/v1/executions/" + execution).json().path("status").asText();
        }
    }

    private Program robot(Owner owner, String name, String... arguments) {
        String[] all = new String[arguments.length + 5];
        System.arraycopy(new String[] {"robot", "--server", owner.http().base(), "--name", name}, 0, all, 0, 5);
        System.arraycopy(arguments, 0, all, 5, arguments.length);
        return Program.start(folder, Map.of("MILLRACE_TOKEN", owner.key()), all);
    }

    /** Ends a robot, unless it has ended. */
    private static void leave(Program robot) throws Exception {
        robot.interrupt();
        assertThat(robot.end().status()).isZero();
    }

    @Test
    void a_shell_command_does_runs_tells_its_log_and_gives_back_what_it_writes() throws Exception {
        Owner owner = Owner.on(TestServer.shared());
        String command = """
                test -z "$MILLRACE_TOKEN" || exit 9
                echo "all: $(cat)"
                echo "who: $INPUT_WHO_ELSE" >&2
                case "$INPUT_WHO_ELSE" in
                  file) echo '{"from": "file"}' > "$MILLRACE_OUTPUTS";;
                  fail) echo 'no such door' >&2; exit 7;;
                esac
                echo "{\\"from\\": \\"line\\"}"
                """;
        Program robot = robot(owner, "shell", "--run", command, "--capacity", "2");

        JsonNode line = owner.http().runToEnd(owner.workflow(), "{\"who-else\":\"Ada\"}");
        assertThat(line.path("status").asText()).as(line.toString()).isEqualTo("completed");
        assertThat(line.path("outputs").toString()).isEqualTo("{\"from\":\"line\"}");
        assertThat(owner.http()
                        .get("/v1/executions/" + line.path("execution_id").asText() + "/logs", "Accept", "text/plain")
                        .body())
                .contains("all: {\"who-else\":\"Ada\"}\n", "who: Ada\n");

        JsonNode file = owner.http().runToEnd(owner.workflow(), "{\"who-else\":\"file\"}");
        assertThat(file.path("outputs").toString()).isEqualTo("{\"from\":\"file\"}");

        JsonNode failed = owner.http().runToEnd(owner.workflow(), "{\"who-else\":\"fail\"}");
        assertThat(failed.at("/steps/0/exit_code").asInt()).isEqualTo(7);
        assertThat(failed.at("/error/message").asText()).contains("no such door");
        leave(robot);
    }

    @Test
    void cancelling_ends_everything_that_the_command_has_started() throws Exception {
        Owner owner = Owner.on(TestServer.shared());
        Path pids = folder.resolve("pids");
        Program robot = robot(
                owner, "group", "--run", "sleep 300 & echo $! > %1$s.tmp; mv %1$s.tmp %1$s; sleep 300".formatted(pids));
        String id = owner.http().run(owner.workflow(), "{}");
        await().atMost(Duration.ofSeconds(30)).until(() -> Files.exists(pids));
        long child = Long.parseLong(Files.readString(pids).strip());
        assertThat(ProcessHandle.of(child)).isPresent();

        owner.http().post("/v1/executions/" + id + "/cancel", "{}");

        assertThat(owner.http().awaitEnd(id).path("status").asText()).isEqualTo("cancelled");
        await().until(() -> ProcessHandle.of(child).isEmpty());
        leave(robot);
    }

    @Test
    void an_interrupted_robot_lets_its_run_end_and_takes_no_other() throws Exception {
        Owner owner = Owner.on(TestServer.shared());
        Path begun = folder.resolve("begun");
        Path gate = folder.resolve("gate");
        Program robot = robot(
                owner,
                "leaving",
                "--run",
                "touch %s; while ! [ -f %s ]; do sleep 0.05; done; echo '{\"done\":true}'".formatted(begun, gate));
        String id = owner.http().run(owner.workflow(), "{}");
        await().atMost(Duration.ofSeconds(30)).until(() -> Files.exists(begun));
        robot.interrupt();
        await().until(() -> robot.err().contains("leaving when 1 runs"));
        await().until(() ->
                owner.http().get("/v1/robots").json().at("/items/0/capacity").asInt(1) == 0);
        String other = owner.http().run(owner.workflow(), "{}");
        Files.createFile(gate);

        assertThat(robot.end().status()).isZero();
        assertThat(owner.http().awaitEnd(id).at("/outputs/done").asBoolean()).isTrue();
        assertThat(owner.state(other)).isEqualTo("waiting");
        owner.http().post("/v1/executions/" + other + "/cancel", "{}");
    }

    @Test
    void a_robot_that_is_killed_is_missed_and_another_one_takes_over() throws Exception {
        try (TestServer server = TestServer.start(folder.resolve("data"), Map.of("ROBOTS_HEARTBEAT", "1s"))) {
            Owner owner = Owner.on(server);
            Path begun = folder.resolve("begun");
            Program first = robot(owner, "first", "--run", "echo $$ > %s; sleep 300".formatted(begun));
            String id = owner.http().run(owner.workflow(), "{}");
            await().atMost(Duration.ofSeconds(30)).until(() -> Files.exists(begun));
            first.kill();
            Program second = robot(owner, "second", "--run", "echo '{\"by\":\"second\"}'");

            JsonNode execution = owner.http().awaitEnd(id);

            assertThat(execution.at("/outputs/by").asText()).isEqualTo("second");
            assertThat(execution.path("steps").findValuesAsText("status")).containsExactly("interrupted", "completed");
            leave(second);
        }
    }

    @Test
    void workflows_in_files_do_runs_under_their_names() throws Exception {
        Owner owner = Owner.on(TestServer.shared());
        Path workflows = Files.createDirectory(folder.resolve("flows"));
        Files.writeString(workflows.resolve("greet.yaml"), """
                name: greet
                inputs: [{name: who, type: string, required: true}]
                outputs: {said: "{{.states.say.Output}}"}
                states:
                  initial: say
                  say: {type: step, command: "printf 'hello %s' \\"$who\\"", on_success: done}
                  done: {type: terminal}
                """);
        assertThat(owner.http()
                        .post("/v1/workflows/upsert", "{\"project_id\":\"greet\"}")
                        .status())
                .isIn(200, 201);
        Program robot = robot(owner, "flows", "--workflows", workflows.toString());

        JsonNode execution = owner.http().runToEnd("greet", "{\"who\":\"Ada\"}");

        assertThat(execution.at("/outputs/said").asText())
                .as(execution.toString())
                .isEqualTo("hello Ada");
        leave(robot);
    }

    @Test
    void a_robot_that_is_not_let_in_says_why() throws Exception {
        String address = TestServer.shared().http().base();
        Program stranger = Program.start(
                folder,
                Map.of("MILLRACE_TOKEN", "mr_wrong"),
                "robot",
                "--server",
                address,
                "--name",
                "x",
                "--run",
                ":");
        Program.Ended ended = stranger.end();
        assertThat(ended.status()).isEqualTo(1);
        assertThat(ended.err()).contains("robots:connect");
        Program wrong =
                Program.start(folder, Map.of(), List.of("robot", "--name", "x").toArray(String[]::new));
        assertThat(wrong.end().status()).isEqualTo(1);
    }
}
