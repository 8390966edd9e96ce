package dev.millrace.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.testing.TestServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The conformance cases, run by their own runner against a started server. */
class ConformanceIT {
    private static final Path FOLDER = Path.of("conformance");

    /** Those that others have written, and our own for the rules that these leave out. */
    private static final List<String> SETS = List.of("cases", "own");

    /** Agent steps are not there yet: their cases, named by their area, are left out. */
    private static final String NOT_YET = "agent-";

    @TempDir
    private Path folder;

    @Test
    void every_case_of_what_is_there_passes() throws Exception {
        Path settings =
                Files.writeString(folder.resolve("millrace.yaml"), "http_steps: {allow_private_addresses: true}\n");
        List<String> cases = cases();
        try (TestServer server = TestServer.start(folder.resolve("data"), "--config", settings.toString())) {
            List<String> command = new ArrayList<>(List.of(
                    "python3",
                    FOLDER.resolve("run.py").toString(),
                    "--base",
                    server.http().base(),
                    "--key",
                    server.key().orElseThrow()));
            command.addAll(cases);

            Process runner =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            String output = new String(runner.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

            assertThat(runner.waitFor()).as(output).isZero();
            assertThat(output).contains(cases.size() + " passed, 0 failed");
        }
    }

    private static List<String> cases() throws IOException {
        List<String> cases = new ArrayList<>();
        for (String set : SETS) {
            try (Stream<Path> files = Files.list(FOLDER.resolve(set))) {
                files.filter(file -> !file.getFileName().toString().startsWith(NOT_YET))
                        .map(Path::toString)
                        .sorted()
                        .forEach(cases::add);
            }
        }
        return cases;
    }
}
