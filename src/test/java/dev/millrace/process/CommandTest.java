package dev.millrace.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class CommandTest {
    @Test
    void anEmptyCommandIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Command(List.of(), Map.of(), null))
                .withMessage("the command is empty; name the program to run");
        assertThatIllegalArgumentException().isThrownBy(() -> new Command(List.of(""), Map.of(), null));
    }

    @Test
    void whatNoProgramCanBeGivenIsRefusedByName() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Command(List.of("echo", "a\0b"), Map.of(), null))
                .withMessageStartingWith("argument 1 of the command contains a NUL character");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Command(List.of("echo"), Map.of("A", "\0"), null))
                .withMessageStartingWith("the environment variable A contains a NUL");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Command(List.of("echo"), Map.of("A=B", "x"), null))
                .withMessageStartingWith("\"A=B\" cannot name an environment variable");
    }

    @Test
    void aScriptIsForTheShell() {
        assertThat(Command.shell("echo hi", Map.of(), null).argv()).containsExactly("/bin/sh", "-c", "echo hi");
    }

    @Test
    void limitsAreChecked() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Processes(0, Timeouts.DEFAULT))
                .withMessage("max_processes must be at least 1, not 0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Timeouts(Duration.ofSeconds(-1), Duration.ZERO, Duration.ZERO))
                .withMessageContaining("cannot be negative");
    }
}
