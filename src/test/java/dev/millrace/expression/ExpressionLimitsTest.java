package dev.millrace.expression;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Sources that are too long, too deep or never end are refused with a reason. */
class ExpressionLimitsTest {
    private static final Scope EMPTY = Scope.of(Map.of());

    @ParameterizedTest
    @ValueSource(
            strings = {
                "(",
                "!",
                "-",
                "not ",
                "[",
                "{a:",
                "a?b:",
                "a.b",
                "1+",
                "1 or ",
                "a[",
                "a ?: ",
                "1**",
                "let x = 1; ",
                "all(a,{",
                "if a {",
                "1 < ",
                "a | len() ",
                "a ?? ",
                ".a",
                "[1][0]"
            })
    void deepConditionsAreRefusedAndNeverOverflowTheStack(String piece) {
        for (int length : new int[] {60_000, 100_000}) {
            String source = piece.repeat(length / piece.length());

            assertThatThrownBy(() -> Condition.parse(source)).isInstanceOf(ExpressionException.class);
        }
    }

    @Test
    void aLongChainOfOperatorsIsRefusedWithTheLimit() {
        assertThatThrownBy(() -> Condition.parse("1" + "+1".repeat(1000)))
                .hasMessageContaining("more than 400 operations");
        assertThat(Condition.parse("true" + " and true".repeat(390)).test(EMPTY))
                .isTrue();
    }

    @Test
    void theHighestTreeThatParsesCanBeEvaluatedAndPrinted() {
        Condition condition = Condition.parse("(".repeat(140) + "1" + " + 1)".repeat(140) + " + 1".repeat(250));

        assertThat(condition.evaluate(EMPTY)).isEqualTo(391L);
        assertThat(Condition.parse("-".repeat(140) + "1").evaluate(EMPTY)).isEqualTo(1L);
        assertThat(condition.toString()).startsWith("1 + 1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{{(", "{{if 1}}", "{{range 1}}", "{{with 1}}{{else}}", "{{block \"a\" .}}", "(", "{{/*"})
    void deepTemplatesAreRefusedAndNeverOverflowTheStack(String piece) {
        assertThatThrownBy(() -> Template.parse("{{print " + piece.repeat(100_000 / piece.length())))
                .isInstanceOf(ExpressionException.class);
        assertThatThrownBy(() -> Template.parse(
                        piece.equals("(") ? "{{" + piece.repeat(100_000) : piece.repeat(100_000 / piece.length())))
                .isInstanceOf(ExpressionException.class);
    }

    @Test
    void aLongChainOfElseIfIsNotDeep() {
        String source = "{{if eq 1 2}}x" + "{{else if eq 1 2}}y".repeat(5000) + "{{else}}z{{end}}";

        assertThat(Template.parse(source).render(EMPTY)).isEqualTo("z");
    }

    @Test
    void longSourcesAreRefused() {
        assertThatThrownBy(() -> Template.parse("a".repeat(1024 * 1024 + 1))).hasMessageContaining("1048576");
        assertThatThrownBy(() -> Condition.parse("a".repeat(64 * 1024 + 1))).hasMessageContaining("65536");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            quoteCharacter = '^',
            value = {
                "{{range 1000000000}}{{end}} ~ more than 1000000 steps",
                "{{range 1000}}{{range 1000}}{{range 1000}}{{end}}{{end}}{{end}} ~ more than 1000000 steps",
                "{{range 100000}}{{printf \"%100d\" 1}}{{end}} ~ limit of 4194304 characters",
                "{{$x := \"ab\"}}{{range 60}}{{$x = print $x $x}}{{end}} ~ limit of 4194304 characters",
                "{{$x := \"ab\"}}{{range 60}}{{$x = printf \"%s%s\" $x $x}}{{end}} ~ limit of 4194304 characters",
                "{{range 1000000}}{{$x := printf \"%1000000d\" 1}}{{end}} ~ more than 1000000 steps",
                "{{define \"t\"}}{{template \"t\"}}{{template \"t\"}}{{end}}{{template \"t\"}} ~ more than 400 deep",
            })
    void endlessTemplatesEndWithTheLimitTheyReach(String source, String message) {
        assertThatThrownBy(() -> Template.parse(source).render(EMPTY))
                .isInstanceOf(ExpressionException.class)
                .hasMessageContaining(message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            quoteCharacter = '^',
            value = {
                "all(1..9999, {all(1..9999, {true})}) ~ more than 1000000 steps",
                "len(repeat(\"ab\", 10000000)) ~ limit of 4194304 characters",
                "len(repeat(\"ab\", 9000000000000000000)) ~ limit of 4194304 characters",
                "len(reduce(1..60, #acc + #acc, \"ab\")) ~ limit of 4194304 characters",
                "len(replace(repeat(\"a\", 100000), \"a\", repeat(\"b\", 1000))) ~ limit of 4194304 characters",
                "reduce(1..60, [#acc, #acc], 1) ~ more than 1000000 steps",
                "reduce(1..60, [#acc, #acc], 1) == reduce(1..60, [#acc, #acc], 1) ~ more than 1000000 steps",
                "toJSON(reduce(1..9999, [#acc], 1)) ~ nested more than 500 deep",
                "flatten(reduce(1..9999, [#acc], 1)) ~ nested more than 500 deep",
                "string(reduce(1..9999, [#acc], 1)) ~ nested more than 500 deep",
                "reduce(1..9999, [#acc], 1) ~ nested more than 500 deep",
                "fromJSON(repeat(\"[\", 100000)) ~ not valid JSON",
                "len(uniq(1..99999)) ~ more than 1000000 steps",
                "\"a\" matches (\"((a{99}){99}){99}\" + \"\") ~ pattern is too large",
                "\"a\" matches repeat(\"(\", 2000) ~ nested more than 100 deep",
                "\"a\" matches repeat(\"a\", 5000) ~ at most 4096",
                "repeat(\"a\", 4000000) contains (repeat(\"a\", 2000000) + \"b\") ~ more than 1000000 steps",
                "let x = repeat(\"a\", 4000000); let y = x + \"\"; all(1..99999, {x <= y}) ~ more than 1000000 steps",
                "repeat(\"a\", 4000000) matches (\"(a|b|ab)*c(x{1000})\" + \"\") ~ more than 1000000 steps",
            })
    void endlessConditionsEndWithTheLimitTheyReach(String source, String message) {
        assertThatThrownBy(() -> Condition.parse(source).evaluate(EMPTY))
                .isInstanceOf(ExpressionException.class)
                .hasMessageContaining(message);
    }

    @Test
    void sourcesThatAreLongButFlatParseQuickly() {
        assertThat(Condition.parse("1 < " + "2 <= ".repeat(390) + "2").test(EMPTY))
                .isTrue();
        assertThatThrownBy(() -> Template.parse(numbered("{{$a%d := 1}}", 2_000)))
                .hasMessageContaining("more than 1000 variables");
    }

    private static String numbered(String piece, int count) {
        return IntStream.range(0, count).mapToObj(piece::formatted).collect(Collectors.joining());
    }

    @Test
    void limitsCanBeSet() {
        assertThatThrownBy(() -> Template.parse("{{range 99}}a{{end}}").render(EMPTY, new Limits(50, 50)))
                .hasMessageContaining("more than 50 steps");
        assertThatThrownBy(() -> Template.parse("{{range 99}}a{{end}}").render(EMPTY, new Limits(5000, 50)))
                .hasMessageContaining("limit of 50 characters");
        assertThatThrownBy(() -> new Limits(0, 1)).isInstanceOf(IllegalArgumentException.class);
    }
}
