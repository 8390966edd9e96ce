package dev.millrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ValidateCommandTest {
    @TempDir
    private Path folder;

    @BeforeEach
    void write() throws IOException {
        Files.writeString(folder.resolve("good.yaml"), """
                name: good
                states: {initial: done, done: {type: terminal}}
                """);
        Files.writeString(folder.resolve("odd.yml"), """
                name: odd
                states:
                  initial: done
                  done: {type: terminal}
                  nobody_comes_here: {type: terminal}
                """);
        Files.writeString(folder.resolve("bad.yaml"), """
                name: bad
                states:
                  initial: start
                  start: {type: step, comand: "true", on_success: done}
                  done: {type: terminal}
                """);
        Files.writeString(folder.resolve("notes.txt"), "not a workflow");
    }

    private InProcess validate(String... arguments) {
        String[] all = new String[arguments.length + 1];
        all[0] = "validate";
        for (int i = 0; i < arguments.length; i++) {
            all[i + 1] = arguments[i].replace("FOLDER", folder.toString());
        }
        return InProcess.run(all);
    }

    @Test
    void an_error_is_told_with_file_line_column_and_suggestion() {
        InProcess invalid = validate("FOLDER/bad.yaml");

        assertThat(invalid.status()).isEqualTo(2);
        assertThat(invalid.out()).contains(folder + "/bad.yaml:4:23: error: ", "did you mean `command`?");
    }

    @Test
    void a_warning_does_not_fail_unless_it_is_asked_to() {
        InProcess lenient = validate("FOLDER/odd.yml", "FOLDER/good.yaml");
        assertThat(lenient.status()).isZero();
        assertThat(lenient.out()).contains("odd.yml:5:", ": warning: ", "odd.yml: valid", "good.yaml: valid");

        assertThat(validate("--strict", "FOLDER/odd.yml").status()).isEqualTo(2);
        assertThat(validate("--strict", "FOLDER/good.yaml").status()).isZero();
    }

    @Test
    void a_folder_stands_for_the_workflows_in_it() {
        InProcess all = validate("--json", "FOLDER");

        assertThat(all.status()).isEqualTo(2);
        JsonNode files = all.json().path("files");
        assertThat(files.findValuesAsText("file"))
                .map(file -> file.replaceAll(".*/", ""))
                .containsExactly("bad.yaml", "good.yaml", "odd.yml");
        assertThat(files.findValuesAsText("valid")).containsExactly("false", "true", "true");
        assertThat(files.at("/0/errors/0/line").asInt()).isEqualTo(4);
        assertThat(files.at("/2/warnings")).hasSize(1);
    }

    @Test
    void what_cannot_be_read_is_wrong_use() throws IOException {
        assertThat(validate("FOLDER/none.yaml").status()).isEqualTo(1);
        assertThat(validate("FOLDER/none.yaml").err()).contains("There is no file");
        Path empty = Files.createDirectory(folder.resolve("empty"));
        assertThat(InProcess.run("validate", empty.toString()).err()).contains("There is no workflow in");
    }

    @Test
    void a_run_of_an_invalid_file_ends_before_any_server_is_asked() {
        InProcess refused = InProcess.run("run", folder.resolve("bad.yaml").toString(), "--server", "127.0.0.1:1");

        assertThat(refused.status()).isEqualTo(2);
        assertThat(refused.out()).isEmpty();
        assertThat(refused.err()).contains("The workflow is not valid:", "bad.yaml:4:23: error: ");
    }
}
