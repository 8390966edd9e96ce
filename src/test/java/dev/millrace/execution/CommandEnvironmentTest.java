package dev.millrace.execution;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class CommandEnvironmentTest {
    private static final Map<String, String> SERVER =
            Map.of("PATH", "/bin", "TZ", "UTC", "SHARED", "s", "WANTED", "w", "BOTH", "b", "PASSWORD", "p");

    private static CommandEnvironment of(Map<String, Object> inputs) {
        return CommandEnvironment.of(SERVER, Set.of("SHARED", "BOTH"), List.of("WANTED", "BOTH"), inputs);
    }

    @Test
    void of_the_servers_variables_there_are_the_usual_ones_and_those_that_both_sides_name() {
        assertThat(of(Map.of()).inherited()).isEqualTo(Map.of("PATH", "/bin", "TZ", "UTC", "BOTH", "b"));
    }

    @Test
    void string_inputs_are_there_for_steps_only() {
        CommandEnvironment environment = of(Map.of("who", "me", "n", 5L, "BOTH", "mine", "not-a-name", "x"));

        assertThat(environment.whole()).isEqualTo(Map.of("PATH", "/bin", "TZ", "UTC", "BOTH", "mine", "who", "me"));
        assertThat(environment.inherited()).containsEntry("BOTH", "b").doesNotContainKey("who");
    }

    @Test
    void inputs_change_neither_how_a_shell_starts_nor_how_processes_are_found() {
        assertThat(of(Map.of("PATH", "x", "LD_PRELOAD", "x", "BASH_ENV", "x", "MILLRACE_NODE", "x"))
                        .whole())
                .isEqualTo(of(Map.of()).inherited());
    }
}
