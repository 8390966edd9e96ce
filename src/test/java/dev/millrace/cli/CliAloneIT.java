package dev.millrace.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.millrace.testing.TestServer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
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
    void the_schema_can_be_looked_at_but_not_migrated_beside_a_server() {
        Map<String, String> embedded = Map.of("DATABASE_URL", "sqlite:" + folder.resolve("millrace.db"));
        try (TestServer _ = TestServer.start(folder, embedded)) {
            String data = folder.toString();

            InProcess status = InProcess.run("database", "status", "--data-dir", data);
            assertThat(status.status()).as(status.err()).isZero();
            assertThat(status.out()).containsPattern("(?m)^10 +applied +nodes$").doesNotContain("pending");
            assertThat(InProcess.run("database", "migrate", "--data-dir", data).err())
                    .contains("another server is running");
        }
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

    @Test
    void nobody_else_on_the_machine_is_let_in_and_no_key_is_made() throws Exception {
        Program program = Program.start(folder, Map.of(), "run", file("echo begun; sleep 60"), "--local");
        await("the step").atMost(Duration.ofSeconds(30)).until(() -> program.out()
                .contains("begun"));

        try (HttpClient other = HttpClient.newHttpClient()) {
            URI uri = URI.create("http://127.0.0.1:" + program.listeningPort() + "/v1/workflows");
            assertThat(other.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.discarding())
                            .statusCode())
                    .isEqualTo(401);
        }
        program.interrupt();

        assertThat(program.end().err()).doesNotContain("admin", "Millrace is at");
        assertThat(folder.resolve("data/millrace.db")).exists();
        assertThat(folder.resolve("data/admin.key")).doesNotExist();
    }

    @Test
    void nobody_else_is_let_in_whatever_the_settings_say() throws Exception {
        Map<String, String> open = Map.of("API_AUTH_TYPE", "none", "API_RATE_LIMIT_BURST", "1");

        Program.Ended run = Program.start(folder, open, "run", file("echo hello"), "--local", "--json")
                .end();

        assertThat(run.status()).as(run.err()).isZero();
    }
}
