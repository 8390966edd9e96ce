package dev.millrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class ServerArgumentsTest {
    private static ServerArguments described(String... options) {
        ServerOptions read = new ServerOptions();
        new CommandLine(read).parseArgs(options);
        return read.arguments();
    }

    private static String[] line(String... options) {
        return Stream.concat(Stream.of(ServerCommand.NAME), Stream.of(options)).toArray(String[]::new);
    }

    @Test
    void the_plain_form_says_what_the_described_one_does_for_every_option_there_is() {
        List<String> names = CommandLine.Model.CommandSpec.forAnnotatedObject(new ServerOptions()).options().stream()
                .map(CommandLine.Model.OptionSpec::longestName)
                .toList();
        String[] all =
                names.stream().flatMap(name -> Stream.of(name, "of" + name)).toArray(String[]::new);

        assertThat(ServerArguments.plain(line(all))).contains(described(all));
        for (String name : names) {
            assertThat(ServerArguments.plain(line(name, "7"))).contains(described(name, "7"));
        }
        assertThat(ServerArguments.plain(line())).contains(described());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "run",
                "--help",
                "server --help",
                "server --port",
                "server --port=1",
                "server --prot 1",
                "server --port 1 --port 2",
                "server --config a --config b",
                "server --port --help",
                "server 1 --port"
            })
    void any_other_form_is_left_to_the_described_one(String line) {
        assertThat(ServerArguments.plain(line.isEmpty() ? new String[0] : line.split(" ")))
                .isEmpty();
    }
}
