package dev.millrace.expression;

import static dev.millrace.expression.ConditionTesting.evaluate;
import static dev.millrace.expression.ConditionTesting.test;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Operators, precedence, nil and errors of conditions. */
class ConditionTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "true",
                "not false",
                "!false",
                "true && not false || false",
                "true or false and false",
                "1 == 1.0 and 2 != 3 and \"1\" != 1 and nil == nil",
                "1 < 2 and 2 <= 2 and 3 > 2 and 3 >= 3 and \"a\" < \"b\"",
                "1 < 2 <= 2 < 3",
                "not (1 < 3 < 2)",
                "2 in [1, 2] and 3 not in [1, 2] and \"a\" in {a: 1}",
                "\"hello\" contains \"ell\" and \"hello\" not contains \"x\"",
                "\"hello\" startsWith \"he\" and \"hello\" endsWith \"lo\"",
                "\"v1.20\" matches \"^v\\\\d+\" and not (\"x\" matches `^\\d$`)",
                "[1, 2] contains 2",
                "1 + 2 * 3 == 7 and (1 + 2) * 3 == 9 and 2 ** 3 ** 2 == 512 and 2 ^ 2 == 4",
                "-2 ** 2 == -4 and 7 % 4 == 3 and 5 / 2 == 2.5 and 6 / 2 == 3",
                "\"a\" + \"b\" == \"ab\"",
                "1..3 == [1, 2, 3] and 3..1 == []",
                "(true ? 1 : 2) == 1 and (false ? 1 : true ? 2 : 3) == 2 and (false ?: true)",
                "(if 1 > 2 { 1 } else if 2 > 1 { 2 } else { 3 }) == 2",
                "nil ?? 1 == 1",
                "[1, 2, 3][-1] == 3 and [1, 2, 3][1:] == [2, 3] and [1, 2, 3][:-1] == [1, 2] and \"héllo\"[1:3] == \"él\"",
                "{a: {\"b\": 1}}.a[\"b\"] == 1 and {(\"a\" + \"b\"): 1}.ab == 1",
                "{a: [1, {b: 2}]} == {a: [1.0, {b: 2}]} and [1] != [2] and {a: 1} != {b: 1}",
                "let x = 2; let y = x * 3; y == 6",
                "0xff == 255 and 0b101 == 5 and 0o17 == 15 and 1_000 == 1e3 and .5 == 0.5",
                "'it\\'s' == \"it's\" and `a\\b` == \"a\\\\b\" and \"\\u00e9\" == 'é'",
                "1 /* one */ == 1 // the same",
                "\"a,b\" | split(\",\") | len() == 2",
                "inputs.n == 10 and inputs.n != \"10\" and inputs[\"ratio\"] > 1.4 and inputs.ready and inputs.word == \"ten\"",
                "states.build.Output == \"10\" and states[\"build-app\"].ExitCode == 0",
                "loop.Item == 2 and loop.Item + 1 == 3",
            })
    void holds(String source) {
        assertThat(test(source)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "states.later.ExitCode == 0",
                "states.later.ExitCode != 0",
                "states.later.ExitCode < 1",
                "not (states.later.ExitCode == 0)",
                "inputs.missing > 3",
                "inputs.missing contains \"x\"",
                "inputs.missing + 1 == 1",
                "inputs.missing",
                "missing.x.y == 1",
                "len(inputs.missing) == 0",
                "all(inputs.missing, {#})",
                "inputs.missing and true",
                "1 in inputs.missing",
            })
    void isFalseAsAWholeWhereAMissingValueIsNeeded(String source) {
        assertThat(test(source)).isFalse();
        assertThat(evaluate(source)).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "states.later?.ExitCode == nil",
                "states.later?.Response.body == nil",
                "(states.later?.ExitCode ?? 1) != 0",
                "(states?.build.ExitCode ?? 1) == 0",
                "env.NOT_SET == nil",
                "missing == nil",
                "inputs?.[\"x\"] == nil and inputs?[\"n\"] == 10",
                "(inputs.missing ?? \"x\") == \"x\"",
                "false and states.later.ExitCode == 0 or true",
            })
    void nilIsAValueWhereItIsAskedFor(String source) {
        assertThat(test(source)).isTrue();
    }

    @Test
    void anOptionalMemberOfAStateThatRanIsItsValue() {
        assertThat(evaluate("states.build?.Output")).isEqualTo("10");
        assertThat(evaluate("(states.build?.Output)[0:1]")).isEqualTo("1");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            quoteCharacter = '^',
            value = {
                "\"2\" - 1 == 1 ~ - does not work on string and int",
                "1 + \"2\" == 3 ~ + does not work on int and string",
                "loop.Text - 1 == 1 ~ - does not work on string and int",
                "1 matches \"x\" ~ matches needs a string, not int",
                "1 < \"2\" ~ cannot compare int with string",
                "nil < 1 ~ nil cannot be used here",
                "not 1 ~ not needs a bool, not int",
                "1 and true ~ and needs a bool, not int",
                "1 ? 2 : 3 ~ needs a bool, not int",
                "-\"a\" == 1 ~ - needs a number, not string",
                "all(1, {#}) ~ all needs a list, not int",
                "all([1], {#}) ~ must give a bool, not int",
                "1 in 2 ~ in needs a list or a map on its right, not int",
                "\"a\" in \"abc\" ~ write a contains b",
                "9223372036854775807 + 1 == 0 ~ integer overflow",
                "1 / 0 == 0 ~ division by zero",
                "1 % 0 == 0 ~ division by zero",
                "1.5 % 1 == 0 ~ % works on ints only",
                "10 ** 400 == 0 ~ too large",
                "[1][1] == 1 ~ index out of range: 1 of 1",
                "states.build.Output.x == 1 ~ cannot read \"x\" of string",
                "states.build.Output matches (\"[\" + \"\") ~ pattern \"[\" is not valid",
                "1..1000000 == [] ~ at most 100000 elements",
                "1 ~ must give a bool (true or false), not int",
                "states.build.ExitCode ~ must give a bool (true or false), not int",
                "nil ~ must give a bool (true or false), not nil",
                "\"yes\" ~ must give a bool (true or false), not string",
            })
    void failsWhereAValueIsOfTheWrongType(String source, String message) {
        assertThatThrownBy(() -> test(source))
                .isInstanceOf(ExpressionException.class)
                .hasMessageContaining(message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            quoteCharacter = '^',
            value = {
                "1 + ~ a value is missing",
                "^^ ~ a value is missing",
                "1 2 ~ unexpected \"2\"",
                "a = 1 ~ compare with ==",
                "(1 ~ expected \")\", not the end",
                "[1, 2 ~ expected \"]\"",
                "1) ~ unexpected \")\"",
                "\"abc ~ no closing \"",
                "a ? b ~ expected \":\"",
                "a. ~ expected a name after the dot",
                "lenn(x) ~ there is no function \"lenn\" (did you mean \"len\"?)",
                "now() ~ there is no function \"now\"",
                "len() ~ len takes 1 argument, but is given 0",
                "contains(\"a\") ~ contains takes 2 arguments, but is given 1",
                "filter([1]) ~ filter needs a closure",
                "# > 1 ~ only inside a closure",
                "all(x, {#foo}) ~ no #foo",
                "x matches \"(\" ~ is not valid",
                "let len = 1; len ~ already means something",
                "let x = 1 ~ expected \";\"",
                "a @ b ~ unexpected \"@\"",
                "'\\q' ~ unknown escape",
                "99999999999999999999 ~ does not fit 64 bits",
                "and ~ unexpected \"and\"",
                "1 | 2 ~ expected a function after |",
            })
    void refusesWhatIsNotWellFormed(String source, String message) {
        assertThatThrownBy(() -> Condition.parse(source))
                .isInstanceOf(ExpressionException.class)
                .hasMessageContaining(message);
    }

    @Test
    void errorsSayWhere() {
        assertThatThrownBy(() -> test("true and\n  \"2\" - 1 == 1"))
                .isInstanceOfSatisfying(ExpressionException.class, e -> {
                    assertThat(e.line()).isEqualTo(2);
                    assertThat(e.column()).isEqualTo(7);
                });
        assertThatThrownBy(() -> Condition.parse("x and y matches \"(\""))
                .isInstanceOfSatisfying(
                        ExpressionException.class, e -> assertThat(e.offset()).isEqualTo(16));
    }

    @Test
    void referencesArePathsFromTheRoot() {
        Condition condition =
                Condition.parse("states.a?.Output == inputs[\"x\"] and any(states.b.Outputs.list, {# > loop.Index})"
                        + " and (let y = env.Z; y == states[inputs.name].ExitCode)");

        assertThat(condition.references())
                .extracting(reference -> String.join(".", reference.path()))
                .containsExactlyInAnyOrder(
                        "states.a.Output",
                        "inputs.x",
                        "states.b.Outputs.list",
                        "loop.Index",
                        "env.Z",
                        "states",
                        "inputs.name");
        assertThat(condition.references().get(1).offset()).isEqualTo(20);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            quoteCharacter = '^',
            value = {
                "a&&(b||!c) ~ a and (b or not c)",
                "(-a)**b - (c - d) - e ~ (-a) ** b - (c - d) - e",
                "a?.b.c[\"d-e\"][1:] ~ a?.b.c[\"d-e\"][1:]",
                "(a?.b).c ~ (a?.b).c",
                "x not in [1,2.5,'s'] ~ not (x in [1, 2.5, \"s\"])",
                "xs | filter(.a > 1) | map({#index}) ~ map(filter(xs, {#.a > 1}), {#index})",
                "let x=1; x<2<=3 ? {a:x} : nil ~ let x = 1; x < 2 <= 3 ? {\"a\": x} : nil",
                "a ?: b ~ a ?: b",
                "(a == b) == (c < d) ~ a == b == (c < d)",
            })
    void printsBackToEqualSource(String source, String printed) {
        Condition condition = Condition.parse(source);

        assertThat(condition).hasToString(printed).isEqualTo(Condition.parse(printed));
    }
}
