package dev.millrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WrongUseTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            vaildate x           | there is no command `vaildate`, did you mean `validate`? | `millrace --help`
            zzz                  | there is no command `zzz`                                | `millrace --help`
            run x --detatch      | there is no option `--detatch`, did you mean `--detach`? | `millrace run --help`
            server --prot 1      | there is no option `--prot`, did you mean `--port`?      | `millrace server --help`
            show a b             | `b` is one argument too many                             | `millrace show --help`
            show                 | NAME                                                     | `millrace show --help`
            config               | `millrace config show`                                   | `millrace config --help`
            config shwo          | there is no command `shwo`, did you mean `show`?         | `millrace config --help`
            status -n many       | many                                                     | `millrace status --help`
            diagram x --format 3 | --format must be mermaid or dot or svg, not `3`          | `millrace diagram --help`
            """)
    void is_said_with_what_was_probably_meant_and_where_to_read_on(String line, String message, String help) {
        InProcess wrong = InProcess.run(line.split(" "));

        assertThat(wrong.status()).isEqualTo(1);
        assertThat(wrong.out()).isEmpty();
        assertThat(wrong.err()).startsWith("millrace: ").contains(message, help);
    }

    @Test
    void no_command_at_all_is_wrong_use_too() {
        assertThat(InProcess.run().status()).isEqualTo(1);
    }

    @Test
    void options_that_exclude_each_other_are_named() {
        assertThat(InProcess.run("list", "--local", "--server", "x").err()).contains("--server and --local exclude");
        assertThat(InProcess.run("list", "--token", "x", "--token-file", "y").err())
                .contains("--token and --token-file exclude");
        assertThat(InProcess.run("show", "x", "--json", "--source").err()).contains("--source and --json exclude");
    }

    @Test
    void a_token_that_cannot_be_one_is_refused_and_not_repeated() {
        assertThat(InProcess.run("list", "--token", "a secret").err())
                .contains("--token must hold an API key or a token")
                .doesNotContain("a secret");
        assertThat(InProcess.run("list", "--token-file", "/nowhere/token").err())
                .contains("/nowhere/token");
    }

    @ParameterizedTest
    @CsvSource({
        "run",
        "validate",
        "list",
        "show",
        "diagram",
        "status",
        "logs",
        "cancel",
        "server",
        "init",
        "config show",
        "completion"
    })
    void every_command_teaches_itself_with_examples(String command) {
        InProcess help = InProcess.run((command + " --help").split(" "));

        assertThat(help.status()).isZero();
        assertThat(help.err()).isEmpty();
        assertThat(help.out()).contains("Usage: millrace " + command, "Examples:", "millrace " + command);
    }
}
