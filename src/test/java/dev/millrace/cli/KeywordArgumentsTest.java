package dev.millrace.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.testing.Http;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KeywordArgumentsTest {
    private static final List<String> NAMES = List.of("element", "text", "index");

    private static String params(String... typed) {
        return KeywordArguments.of(List.of(typed)).params("enter_text", NAMES).toString();
    }

    @Test
    void values_are_given_by_their_place_or_by_their_name() {
        assertThat(params("Name", "Ada")).isEqualTo("[\"Name\",\"Ada\"]");
        assertThat(Http.parse(params("Name", "--text=a=b", "--index=1")))
                .isEqualTo(Http.parse("{\"element\":\"Name\",\"text\":\"a=b\",\"index\":\"1\"}"));
    }

    @Test
    void lists_and_names_that_come_again_are_fallbacks() {
        assertThat(params("[\"id=a\",\"text=b\"]", "x")).isEqualTo("[[\"id=a\",\"text=b\"],\"x\"]");
        assertThat(Http.parse(params("--element=a", "--element=b", "--element=c", "--text=x")))
                .isEqualTo(Http.parse("{\"element\":[\"a\",\"b\",\"c\"],\"text\":\"x\"}"));
        assertThat(params("[1]", "[\"not closed\"")).isEqualTo("[\"[1]\",\"[\\\"not closed\\\"\"]");
    }

    @Test
    void what_cannot_be_meant_is_refused() {
        assertThatThrownBy(() -> params("--silent")).hasMessageContaining("--name=value");
        assertThatThrownBy(() -> params("a", "--element=b")).hasMessageContaining("`element` is given twice");
        assertThatThrownBy(() -> params("a", "b", "c", "d", "--event=1")).hasMessageContaining("3 parameters");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "a  b c          | a,b,c",
                "a 'b c' \"d e\" | a,b c,d e",
                "a 'b\\c' b\\ c  | a,b\\c,b c",
                "'' x            | ,x",
                "say \"it's\"    | say,it's",
                "a'b'c           | abc",
            })
    void a_line_is_cut_as_a_shell_does(String line, String words) {
        assertThat(String.join(",", Words.of(line))).isEqualTo(words);
    }

    @Test
    void a_quote_that_is_not_closed_is_told() {
        assertThatThrownBy(() -> Words.of("say \"what")).hasMessageContaining("is not closed");
    }
}
