package dev.millrace.docs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.session.Browsers;
import dev.millrace.testing.TestServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * The commands of the README and of docs, run as they are written in a folder where a fresh server has its data: each
 * document's in a shell of its own.
 */
@Tag("long")
class DocumentedCommandsIT {
    private static final Path ROOT = Path.of("").toAbsolutePath();

    /** As they are for a reader. */
    private static final Map<String, String> LIMITS =
            Map.of("API_RATE_LIMIT_REQUESTS_PER_MINUTE", "6000", "API_RATE_LIMIT_STARTS_PER_MINUTE", "3000");

    @TempDir
    private static Path folder;

    private static ServiceStub service;
    private static TestServer server;

    @BeforeAll
    static void start() throws IOException {
        Browsers.requireChromium();
        service = new ServiceStub();
        server = TestServer.start(
                folder.resolve("data"),
                LIMITS,
                "--workflows",
                Files.createDirectories(folder.resolve("workflows")).toString());
        Files.createSymbolicLink(folder.resolve("millrace"), ROOT.resolve("millrace"));
    }

    @AfterAll
    static void stop() {
        if (server != null) {
            server.close();
            service.close();
        }
    }

    private static Stream<Commands> documents() {
        return Document.forUsers().stream().map(Commands::new);
    }

    @TestFactory
    Stream<DynamicTest> commands() {
        return documents()
                .filter(commands -> commands.count() > 0)
                .map(commands -> DynamicTest.dynamicTest(
                        "%s (%d blocks)".formatted(commands.document(), commands.count()), () -> run(commands)));
    }

    @Test
    void what_is_not_run_says_why() {
        documents()
                .flatMap(commands -> commands.left().stream().map(left -> "%s, line %d is not run: %s"
                        .formatted(commands.document(), left.line(), left.reason())))
                .forEach(System.out::println);
        assertThat(documents().mapToLong(Commands::count).sum()).isGreaterThan(30);
    }

    @Test
    void a_command_that_fails_is_found_with_its_line() throws Exception {
        Path file = Files.writeString(folder.resolve("page.md"), """
                ```sh
                TOKEN=$(cat data/admin.key)
                echo one
                ```

                <!-- answered with 404 -->
                ```sh
                curl -H "Authorization: Bearer $TOKEN" localhost:8080/workflows/none
                ```

                <!-- not run: it would fail -->
                ```sh
                false
                ```

                ```sh
                curl -H "Authorization: Bearer $TOKEN" localhost:8080/workflows/none | cat
                ```
                """);
        Commands commands = new Commands(Document.read(file));
        assertThat(commands.left()).containsExactly(new Commands.Left(12, "it would fail"));
        assertThat(output(bash(commands.script())))
                .contains("one\n", "workflow-not-found", "in line 16 ended with status 22");
    }

    private static void run(Commands commands) throws Exception {
        Process shell = bash(commands.script());
        String output = output(shell);
        assertThat(shell.waitFor()).as(output).isZero();
    }

    private static String output(Process shell) throws Exception {
        Path output = folder.resolve("output");
        if (!shell.waitFor(3, TimeUnit.MINUTES)) {
            shell.descendants().forEach(ProcessHandle::destroyForcibly);
            shell.destroyForcibly().waitFor();
            return Files.readString(output) + "\nand it did not end";
        }
        return Files.readString(output);
    }

    /** A shell as a reader has it, but that the server listens on another port, and what is elsewhere is here. */
    private static Process bash(String script) throws IOException {
        String here = script.replace("localhost:8080", address())
                .replace("127.0.0.1:8080", address())
                .replace("https://example.com/", "http://" + service.address() + "/");
        Path file = Files.writeString(folder.resolve("commands"), here);
        ProcessBuilder builder = new ProcessBuilder(List.of("bash", file.toString()))
                .directory(folder.toFile())
                .redirectInput(Path.of("/dev/null").toFile())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("output").toFile());
        Map<String, String> environment = builder.environment();
        environment.put("PATH", folder + ":" + environment.get("PATH"));
        environment.put("MILLRACE_SERVER", server.http().base());
        return builder.start();
    }

    private static String address() {
        return "127.0.0.1:" + server.port();
    }
}
