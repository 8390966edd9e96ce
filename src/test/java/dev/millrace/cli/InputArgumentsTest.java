package dev.millrace.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class InputArgumentsTest {
    @TempDir
    private Path folder;

    @Test
    void values_are_texts_with_whatever_is_in_them() {
        assertThat(InputArguments.parse(List.of("port=80", "query=a=b", "empty=", "at=@@home")))
                .hasToString("{\"port\":\"80\",\"query\":\"a=b\",\"empty\":\"\",\"at\":\"@home\"}");
    }

    @Test
    void a_value_can_be_read_from_a_file() throws IOException {
        Path notes = Files.writeString(folder.resolve("notes"), "first\nsecond ü\n");

        assertThat(InputArguments.parse(List.of("notes=@" + notes))
                        .path("notes")
                        .textValue())
                .isEqualTo("first\nsecond ü\n");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            port              | name=value, or as name=@file; `port` is neither
            =80               | `=80` is neither
            file=@/no/such    | The input `file` is to be read from /no/such, but there is no such file
            """)
    void what_is_no_input_is_said_so(String argument, String message) {
        assertThatThrownBy(() -> InputArguments.parse(List.of(argument)))
                .isInstanceOfSatisfying(
                        CommandException.class, e -> assertThat(e.exitStatus()).isEqualTo(ExitStatus.WRONG_USE))
                .hasMessageContaining(message);
    }

    @Test
    void an_input_that_comes_twice_and_a_file_that_is_no_text_are_refused() throws IOException {
        assertThatThrownBy(() -> InputArguments.parse(List.of("a=1", "a=2")))
                .hasMessageContaining("`a` is given twice");
        Path binary = Files.write(folder.resolve("binary"), new byte[] {(byte) 0xff, (byte) 0xfe});
        assertThatThrownBy(() -> InputArguments.parse(List.of("a=@" + binary))).hasMessageContaining("not UTF-8 text");
    }
}
