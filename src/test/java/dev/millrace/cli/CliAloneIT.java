package dev.millrace.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.millrace.testing.TestServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command line without a server: it runs the engine in its own process. */
class CliAloneIT {
    @TempDir
    private Path folder;

    private String file(String command) throws IOException {
        Files.writeString(folder.resolve("alone.yaml"), """
                name: alone
                states:
                  initial: work
                  work: {type: step, command: '%s', on_success: done}
                  done: {type: terminal}
                """.formatted(command));
        return "alone.yaml";
    }

    @Test
    void a_file_is_run_and_what_has_run_is_known_afterwards() throws Exception {
        Program.Ended run = Program.start(folder, Map.of(), "run", file("echo hello"), "--local")
                .end();
        assertThat(run.status()).as(run.err()).isZero();
        assertThat(run.out()).isEqualTo("hello\n");
        assertThat(run.err()).as("no log of the server").doesNotContain(" INFO ");

        Program.Ended status =
                Program.start(folder, Map.of(), "status", "--local", "--json").end();
        assertThat(status.json().path("items")).hasSize(1);
        assertThat(status.json().at("/items/0/status").textValue()).isEqualTo("completed");
    }

    @Test
    void beside_a_running_server_a_file_is_run_apart_and_nothing_else_is_possible() throws Exception {
        Map<String, String> environment =
                Map.of("DATA_DIR", TestServer.shared().dataDir().toString());

        InProcess list = InProcess.run(
                "list", "--local", "--data-dir", TestServer.shared().dataDir().toString());
        assertThat(list.status()).isEqualTo(4);
        assertThat(list.err()).contains("A server is running with the data directory", "--server");

        Program.Ended run = Program.start(folder, environment, "run", file("exit 5"), "--local", "--json")
                .end();
        assertThat(run.status()).isEqualTo(3);
        assertThat(run.json().at("/steps/0/exit_code").intValue()).isEqualTo(5);
        assertThat(run.err()).contains("kept apart");
        assertThat(TestServer.shared()
                        .http()
                        .get("/v1/executions?workflow=alone")
                        .json()
                        .path("items"))
                .isEmpty();
    }

    @Test
    void ctrl_c_cancels_the_execution_here_too() throws Exception {
        Program program = Program.start(folder, Map.of(), "run", file("echo begun; sleep 60"), "--local");
        await("the step").atMost(Duration.ofSeconds(30)).until(() -> program.out()
                .contains("begun"));

        program.interrupt();

        Program.Ended ended = program.end();
        assertThat(ended.status()).isEqualTo(130);
        assertThat(ended.err()).contains("cancelled in");
    }
}
