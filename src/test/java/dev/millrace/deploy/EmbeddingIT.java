package dev.millrace.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.testing.Ended;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Programs that have a server in their own process. */
@Tag("long")
class EmbeddingIT {
    private static final Path JAVA = Path.of(System.getProperty("java.home"), "bin");
    private static final String JAR = System.getProperty("millrace.jar", "target/quarkus-app/quarkus-run.jar");

    @TempDir
    private Path folder;

    private Ended run(String program, String... arguments) {
        return Ended.of(
                folder,
                Map.of("TMPDIR", folder.toString()),
                Stream.concat(Stream.of(JAVA.resolve(program).toString()), Stream.of(arguments))
                        .toList());
    }

    private Ended runJava(String name, String source) throws IOException {
        Files.writeString(folder.resolve(name + ".java"), source);
        Ended compiled = run("javac", "-cp", JAR, name + ".java");
        assertThat(compiled.status()).as(compiled.printed()).isZero();
        return run(
                "java",
                "--enable-native-access=ALL-UNNAMED",
                "-Djava.io.tmpdir=" + folder,
                "-cp",
                JAR + ":" + folder,
                name);
    }

    @Test
    void the_program_of_the_documentation_starts_a_server_calls_it_and_ends() throws IOException {
        Matcher program = Pattern.compile("```java\n(import .*?)```", Pattern.DOTALL)
                .matcher(Files.readString(DeployTools.ROOT.resolve("docs/embedding.md")));
        assertThat(program.find()).isTrue();

        Ended ended = runJava("Embedding", program.group(1));

        assertThat(ended.printed()).contains("{\"items\":[]");
        assertThat(ended.status()).isZero();
    }

    @Test
    void a_wrong_setting_and_a_second_start_are_told() throws IOException {
        Ended ended = runJava("Wrong", """
                import dev.millrace.cli.EmbeddedServer;
                import java.util.Map;

                public class Wrong {
                    public static void main(String[] arguments) {
                        tryWith("api.prot", "0");
                        tryWith("api.port", "0");
                        tryWith("api.port", "0");
                    }

                    private static void tryWith(String key, String value) {
                        try (EmbeddedServer server = EmbeddedServer.start(Map.of(key, value, "data_dir", "data"))) {
                            System.out.println("started");
                        } catch (RuntimeException e) {
                            System.out.println(e.getMessage());
                        }
                    }
                }
                """);

        List<String> said = ended.printed()
                .lines()
                .filter(line -> line.matches("started|unknown setting.*|This process has had.*"))
                .toList();
        assertThat(said).hasSize(3);
        assertThat(said.get(0)).startsWith("unknown setting `api.prot`");
        assertThat(said.get(1)).isEqualTo("started");
        assertThat(said.get(2)).startsWith("This process has had its server");
        assertThat(ended.status()).isZero();
    }
}
