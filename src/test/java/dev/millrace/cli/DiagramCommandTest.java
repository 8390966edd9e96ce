package dev.millrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DiagramCommandTest {
    @TempDir
    private Path folder;

    private String file(String yaml) throws IOException {
        return Files.writeString(folder.resolve("drawn.yaml"), yaml).toString();
    }

    private String valid() throws IOException {
        return file("name: drawn\nstates: {initial: goal, goal: {type: terminal}}\n");
    }

    @ParameterizedTest
    @CsvSource({"mermaid, flowchart", "dot, digraph", "svg, <svg"})
    void a_file_is_drawn_without_a_server(String format, String mark) throws IOException {
        InProcess drawn = InProcess.run("diagram", valid(), "--format", format, "--server", "127.0.0.1:1");

        assertThat(drawn.status()).as(drawn.err()).isZero();
        assertThat(drawn.out()).contains(mark, "goal").endsWith("\n");
    }

    @Test
    void as_json_the_diagram_is_a_text_in_a_document() throws IOException {
        InProcess drawn = InProcess.run("diagram", "--json", valid());

        assertThat(drawn.json().path("format").textValue()).isEqualTo("mermaid");
        assertThat(drawn.json().path("diagram").textValue()).contains("goal");
    }

    @Test
    void a_file_that_is_no_workflow_is_told_what_is_wrong() throws IOException {
        InProcess refused = InProcess.run("diagram", file("name: drawn\n"));

        assertThat(refused.status()).isEqualTo(2);
        assertThat(refused.err()).contains("drawn.yaml:1:1: error: ", "states");
    }
}
