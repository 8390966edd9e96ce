package dev.millrace.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class TerminalTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    private String err() {
        return err.toString(StandardCharsets.UTF_8);
    }

    @Test
    void a_note_begins_a_line_on_the_screen_that_both_streams_go_to() {
        Terminal terminal = new Terminal(out, err, true, true, false);

        terminal.text("half");
        terminal.note("one");
        terminal.text("whole\n");
        terminal.note("two");
        terminal.errorText("half");
        terminal.text("and its end\n");
        terminal.note("three");

        assertThat(err()).isEqualTo("\none\ntwo\nhalfthree\n");
    }

    @Test
    void where_the_streams_go_apart_each_has_lines_of_its_own() {
        Terminal terminal = new Terminal(out, err, true, false, false);

        terminal.text("half");
        terminal.note("one");
        terminal.errorText("half");
        terminal.note("two ✓");

        assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo("half");
        assertThat(err()).isEqualTo("one\nhalf\ntwo ✓\n");
    }

    @Test
    void an_output_that_nobody_reads_ends_the_program() {
        OutputStream broken = new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                throw new IOException("Broken pipe");
            }
        };

        assertThatThrownBy(() -> new Terminal(broken, err, false, false, false).line("x"))
                .isInstanceOfSatisfying(
                        CommandException.class, e -> assertThat(e.exitStatus()).isEqualTo(ExitStatus.SYSTEM_FAULT));
    }
}
