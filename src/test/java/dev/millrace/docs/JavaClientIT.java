package dev.millrace.docs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import dev.millrace.testing.TestServer;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** The Java client, built and tested against a started server, and the program that its documentation shows. */
@Tag("long")
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class JavaClientIT {
    private static final Path CLIENT = Path.of("client").toAbsolutePath();

    @TempDir
    private Path folder;

    /** What the client uses, at run time; the server's tests have it, too. */
    private static final List<Class<?>> LIBRARIES =
            List.of(JsonProperty.class, JsonFactory.class, ObjectMapper.class, JavaTimeModule.class, NullMarked.class);

    @Test
    @Order(1)
    void its_tests_pass_against_a_server() throws Exception {
        String output = run(
                List.of("./mvnw", "-B", "-ntp", "-f", CLIENT.resolve("pom.xml").toString(), "verify"), Path.of(""));
        assertThat(output)
                .contains("BUILD SUCCESS")
                .containsPattern("Tests run: \\d+, Failures: 0, Errors: 0, Skipped: 0.*LiveServerTest");
    }

    @Test
    @Order(2)
    void the_documented_program_prints_what_the_document_says() throws Exception {
        List<Document.Block> blocks =
                Document.read(Path.of("docs/java-client.md")).blocks();
        Path program = Files.writeString(folder.resolve("Example.java"), block(blocks, "java"));
        String output = run(List.of(java(), "-cp", classPath(), program.toString()), folder);
        assertThat(output).isEqualTo(block(blocks, "text"));
    }

    private static String block(List<Document.Block> blocks, String language) {
        return blocks.stream()
                .filter(block -> block.language().equals(language))
                .findFirst()
                .orElseThrow()
                .text();
    }

    private static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    private static String classPath() throws URISyntaxException {
        Stream.Builder<Path> entries = Stream.builder();
        entries.add(CLIENT.resolve("target/classes"));
        for (Class<?> library : LIBRARIES) {
            entries.add(Path.of(
                    library.getProtectionDomain().getCodeSource().getLocation().toURI()));
        }
        return entries.build().map(Path::toString).collect(Collectors.joining(":"));
    }

    private static String run(List<String> command, Path directory) throws Exception {
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(directory.toAbsolutePath().toFile())
                .redirectErrorStream(true);
        builder.environment().put("MILLRACE_SERVER", TestServer.shared().http().base());
        builder.environment().put("MILLRACE_TOKEN", TestServer.shared().key().orElseThrow());
        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
        return output;
    }
}
