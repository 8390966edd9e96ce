package dev.millrace.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The image's steps, its user, its entry point and its health check, without an engine for containers. */
@Tag("long")
class InstallationIT {
    @Test
    void what_the_dockerfile_does_gives_a_server_that_needs_nothing_writable_but_its_data()
            throws IOException, InterruptedException {
        try (Installation installation = new Installation()) {
            installation.layOut();
            Map<String, String> files = installation.files();
            assertThat(files.keySet()).anyMatch(file -> file.endsWith("/app.aot"));

            // It ends when its cache cannot be used.
            Process server = installation.start("-XX:AOTMode=on -Xlog:class+load:file="
                    + installation.data().resolve("classes"));
            try {
                installation.http().put("contained", """
                        name: contained
                        states:
                          initial: who
                          who: {type: step, command: "id -u", on_success: done}
                          done: {type: terminal}
                        """);
                JsonNode execution = installation.http().runToEnd("contained", "{}");
                assertThat(execution.path("status").asText()).isEqualTo("completed");
                if (Installation.asRoot()) {
                    assertThat(execution
                                    .path("steps")
                                    .path(0)
                                    .path("output")
                                    .asText()
                                    .strip())
                            .isEqualTo("10001");
                }
                // From the cache, not from the jar.
                assertThat(DeployTools.read(installation.data().resolve("classes")))
                        .containsPattern("dev\\.millrace\\.cli\\.Millrace source: shared objects file");
                // As JSON, which is a setting of the image's file.
                assertThat(installation.log()).contains("{\"time\"");
                assertThat(Files.exists(installation.data().resolve("logs"))).isFalse();
                assertThat(installation.stop(server)).isIn(0, 143);
            } finally {
                server.destroyForcibly().onExit().join();
            }
            assertThat(installation.files()).isEqualTo(files);
        }
    }
}
