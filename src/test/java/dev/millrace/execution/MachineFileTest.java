package dev.millrace.execution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MachineFileTest {
    @TempDir
    private Path folder;

    private static void assertRefused(Path file, String why) {
        assertThatThrownBy(() -> Machines.OPEN.read(file))
                .isInstanceOf(IOException.class)
                .hasMessage(why);
    }

    @Test
    void a_file_is_read_up_to_its_limit() throws IOException {
        String most = "x".repeat(1 << 20);

        assertThat(Machines.OPEN.read(Files.writeString(folder.resolve("most"), most)))
                .isEqualTo(most);
        assertRefused(Files.writeString(folder.resolve("more"), most + "x"), "is larger than 1 MiB");
    }

    @ParameterizedTest
    @CsvSource({
        "/dev/zero, is no regular file",
        "/etc, is no regular file",
        "/no/such/file, does not exist",
        "/etc/hostname/x, does not exist",
    })
    void what_is_no_file_or_never_ends_is_not_read(Path file, String why) {
        assertRefused(file, why);
    }

    @Test
    void a_pipe_that_nobody_writes_to_holds_nobody_up() throws Exception {
        Path pipe = folder.resolve("pipe");
        assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor())
                .isZero();

        assertRefused(pipe, "is no regular file");
    }

    @Test
    void a_file_that_is_no_text_is_refused() throws IOException {
        assertRefused(Files.write(folder.resolve("bytes"), new byte[] {(byte) 0xff, 0}), "is not UTF-8 text");
    }

    @Test
    void a_closed_machine_gives_no_file_and_does_not_tell_whether_there_is_one() throws IOException {
        Machine closed = Machines.with(Map.of("ENGINE_COMMAND_STEPS", "false"));
        Path file = Files.writeString(folder.resolve("file"), "x");

        assertThatThrownBy(() -> closed.read(file)).isInstanceOf(Machine.Closed.class);
        assertThat(closed.complaint(file.toString())).isPresent().isEqualTo(closed.complaint("/no/such/file"));
        assertThat(Machines.OPEN.complaint(file.toString())).isEmpty();
        assertThat(Machines.OPEN.complaint("no\0file")).contains("there is no file");
    }
}
