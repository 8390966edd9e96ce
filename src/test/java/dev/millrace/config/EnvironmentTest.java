package dev.millrace.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EnvironmentTest {
    @TempDir
    private Path folder;

    private String value(Environment environment, String name) {
        return environment.get(name).map(Environment.Variable::value).orElse("not set");
    }

    @Test
    void a_local_file_wins_over_the_common_one_and_that_over_the_defaults_and_the_process_over_all()
            throws IOException {
        Files.writeString(folder.resolve(".env.default"), "A=default\nB=default\nC=default\nD=default\n");
        Files.writeString(folder.resolve(".env"), "B=common\nC=common\nD=common\n");
        Files.writeString(folder.resolve(".env.local"), "C=local\nD=local\n");

        Environment environment = Environment.of(Map.of("D", "process", "A", ""), folder);

        assertThat(value(environment, "A")).isEqualTo("default");
        assertThat(value(environment, "B")).isEqualTo("common");
        assertThat(value(environment, "C")).isEqualTo("local");
        assertThat(value(environment, "D")).isEqualTo("process");
        assertThat(environment.get("E")).isEmpty();
        assertThat(environment.problems()).isEmpty();
    }

    @Test
    void a_variable_tells_where_it_was_set() throws IOException {
        Files.writeString(folder.resolve(".env"), "\n# comment\nA=1\n");

        Environment environment = Environment.of(Map.of("B", "2"), folder);

        assertThat(environment.get("A").orElseThrow().origin()).isEqualTo(folder.resolve(".env") + " line 3");
        assertThat(environment.get("B").orElseThrow().origin()).isEqualTo("environment variable B");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            A=plain                    | plain
            A = spaced out             | spaced out
            export A=exported          | exported
            A=value # comment          | value
            A=with#hash                | with#hash
            A='single # "quoted"'      | single # "quoted"
            A="double # 'quoted'" # c  | double # 'quoted'
            A="say \\"hi\\" \\\\o"     | say "hi" \\o
            A=$B ${C}                  | $B ${C}
            A=                         | not set
            A=''                       | not set
            A=# nothing                | not set
            """)
    void values_are_read_with_quotes_and_comments(String line, String value) throws IOException {
        Files.writeString(folder.resolve(".env"), line + "\n");

        Environment environment = Environment.of(Map.of(), folder);

        assertThat(environment.problems()).isEmpty();
        assertThat(value(environment, "A")).isEqualTo(value);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            secret
            1A=secret
            A='secret
            A="secret
            A-B=secret
            """)
    void a_line_that_is_no_variable_is_told_without_its_text(String line) throws IOException {
        Files.writeString(folder.resolve(".env"), "B=1\n" + line + "\n");

        Environment environment = Environment.of(Map.of(), folder);

        assertThat(environment.problems())
                .singleElement()
                .asString()
                .contains(".env line 2", "NAME=value")
                .doesNotContain("secret");
    }
}
