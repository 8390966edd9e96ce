package dev.millrace.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.millrace.testing.TestServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The program's command line. */
class MillraceIT {
    @TempDir
    private Path folder;

    private record Result(int status, String output) {}

    private Result run(String... arguments) throws InterruptedException {
        Program.Ended ended = Program.start(folder, Map.of(), arguments).end();
        return new Result(ended.status(), ended.out() + ended.err());
    }

    @Test
    void help_lists_the_commands_and_their_options() throws Exception {
        Result help = run("--help");
        assertThat(help.status()).isZero();
        assertThat(help.output()).contains("server", "--version");
        Result server = run("server", "--help");
        assertThat(server.status()).isZero();
        assertThat(server.output()).contains("--config", "--host", "--port", "--data-dir");
    }

    @Test
    void a_wrong_call_is_told_with_what_there_is() throws Exception {
        assertThat(run("serve").status()).isEqualTo(1);
        Result wrong = run("server", "--prot", "1");
        assertThat(wrong.status()).isEqualTo(1);
        assertThat(wrong.output()).contains("--prot", "--port");
    }

    @Test
    void settings_that_do_not_fit_stop_the_start_and_leave_nothing() throws Exception {
        Path file = Files.writeString(folder.resolve("millrace.yaml"), "api:\n  prot: 1\n");

        Result refused = run("server", "--config", file.toString());

        assertThat(refused.status()).isEqualTo(1);
        assertThat(refused.output()).contains("unknown setting `api.prot`", "line 2");
        assertThat(folder.resolve("data")).doesNotExist();
    }

    @Test
    void a_port_that_is_taken_is_said_so() throws Exception {
        String port = TestServer.shared().http().base().replaceAll(".*:", "");

        Result refused = run("server", "--port", port);

        assertThat(refused.status()).isEqualTo(4);
        assertThat(refused.output()).contains(port).doesNotContain("\tat ");
    }

    @Test
    void a_server_that_asks_nobody_listens_on_loopback_addresses_only() throws Exception {
        Path file = Files.writeString(folder.resolve("millrace.yaml"), "api:\n  auth: {type: none}\n  host: 0.0.0.0\n");

        Result refused = run("server", "--config", file.toString());

        assertThat(refused.status()).isEqualTo(1);
        assertThat(refused.output()).contains("api.host must be a loopback address", "line 3");
    }

    @Test
    void a_server_for_the_network_asks_for_keys_and_warns_when_they_travel_in_the_clear() {
        try (TestServer server = TestServer.start(folder.resolve("wide"), "--host", "0.0.0.0")) {
            assertThat(server.anonymous().get("/v1/workflows").status()).isEqualTo(401);
            assertThat(server.http().get("/v1/workflows").status()).isEqualTo(200);
            await().until(() -> server.log().contains("can be reached at 0.0.0.0 without encryption"));
            await().until(() -> server.log().contains("Millrace is at http://127.0.0.1:" + server.port()));
        }
    }

    @Test
    void the_first_start_shows_the_key_and_how_to_use_it_and_later_ones_where_it_is() throws Exception {
        Path data = folder.resolve("with a blank");
        String key;
        try (TestServer first = TestServer.start(data)) {
            key = first.key().orElseThrow();
            await().until(() -> first.log().contains("curl "));
            assertThat(first.log().lines().filter(line -> line.strip().equals(key)))
                    .hasSize(1);
            assertThat(first.pastedExample()).contains("\"user_id\":\"admin\"");
        }
        try (TestServer second = TestServer.start(data)) {
            await().until(() -> second.log().contains("The admin key is in " + data.resolve("admin.key") + "."));
            assertThat(second.log()).doesNotContain(key);
        }
    }
}
