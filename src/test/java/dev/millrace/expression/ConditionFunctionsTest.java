package dev.millrace.expression;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The functions of conditions, with and without closures. */
class ConditionFunctionsTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            quoteCharacter = '^',
            value = {
                "len(\"hé😀\") ~ 3",
                "len([1, 2]) + len({a: 1}) ~ 3",
                "contains(\"hello\", \"ell\") ~ true",
                "contains([1, 2], 2) ~ true",
                "startsWith(\"ab\", \"a\") and has_prefix(\"ab\", \"a\") and hasPrefix(\"ab\", \"a\") ~ true",
                "endsWith(\"ab\", \"b\") and has_suffix(\"ab\", \"b\") and hasSuffix(\"ab\", \"b\") ~ true",
                "lower(\"ÄB\") + upper(\"c\") ~ ^\"äbC\"^",
                "trim(\" a \") + trim(\"xxaxx\", \"x\") ~ ^\"aa\"^",
                "trimPrefix(\"v1\", \"v\") + trimSuffix(\"a.go\", \".go\") ~ ^\"1a\"^",
                "split(\"a,b,c\", \",\") ~ [\"a\",\"b\",\"c\"]",
                "split(\"a,b,c\", \",\", 2) ~ [\"a\",\"b,c\"]",
                "split(\"abc\", \"\") ~ [\"a\",\"b\",\"c\"]",
                "join([\"a\", 1], \"-\") + join([\"x\", \"y\"]) ~ ^\"a-1xy\"^",
                "replace(\"aXbX\", \"X\", \"--\") ~ ^\"a--b--\"^",
                "repeat(\"ab\", 2) ~ ^\"abab\"^",
                "repeat(\"\", 9000000000) ~ ^\"\"^",
                "[indexOf(\"héllo\", \"l\"), lastIndexOf(\"héllo\", \"l\"), indexOf(\"a\", \"z\")] ~ [2,3,-1]",
                "[int(\"-7\"), int(7.9), int(3)] ~ [-7,7,3]",
                "[float(\"1.5\"), float(2)] ~ [1.5,2]",
                "string(1.0) + string(true) + string([1]) + string(\"a\") ~ ^\"1true[1]a\"^",
                "map([nil, true, 1, 1.5, \"a\", [], {}], {type(#)}) ~ [\"nil\",\"bool\",\"int\",\"float\",\"string\",\"list\",\"map\"]",
                "[abs(-2), abs(1.5), ceil(1.2), floor(-1.2), round(2.5), round(-2.5), round(3)] ~ [2,1.5,2,-2,3,-3,3]",
                "[min(3, 1, 2), max([3, 5]), mean(1, 2), median([3, 1, 2]), median(1, 2)] ~ [1,5,1.5,2,1.5]",
                "min([]) ~ null",
                "[first(list), last(list), first([])] ~ [3,2,null]",
                "[take(list, 2), take(list, 9), reverse(list), sort(list), sort(list, \"desc\")] ~ [[3,1],[3,1,2],[2,1,3],[1,2,3],[3,2,1]]",
                "uniq([1, 1.0, \"1\", [1], [1]]) ~ [1,\"1\",[1]]",
                "concat([1], [2, 3]) ~ [1,2,3]",
                "flatten([1, [2, [3]], []]) ~ [1,2,3]",
                "[keys({b: 1, a: 2}), values({b: 1, a: 2})] ~ [[\"a\",\"b\"],[2,1]]",
                "[get({a: 1}, \"a\"), get({a: 1}, \"b\"), get([5], 0), get([5], 3)] ~ [1,null,5,null]",
                "toJSON({b: [1, 1.0], a: nil}) ~ ^\"{\\\"a\\\":null,\\\"b\\\":[1,1]}\"^",
                "fromJSON(\"{\\\"a\\\": [1, 2.5, true, null]}\").a ~ [1,2.5,true,null]",
                "[all(list, # > 0), any(list, {# > 2}), none(list, {# > 2}), one(list, {# > 2})] ~ [true,true,false,true]",
                "[all([], {false}), any([], {true})] ~ [true,false]",
                "[filter(list, {# > 1}), map(list, # * 2), map(list, {#index})] ~ [[3,2],[6,2,4],[0,1,2]]",
                "[count(list, {# > 1}), count([true, false]), sum(list), sum(list, {# * 2})] ~ [2,1,6,12]",
                "[find(list, {# < 3}), findLast(list, {# < 3}), find(list, {# > 9})] ~ [1,2,null]",
                "[findIndex(list, {# < 3}), findLastIndex(list, {# < 3}), findIndex(list, {# > 9})] ~ [1,2,null]",
                "groupBy(list, {# > 1}) ~ {\"false\":[1],\"true\":[3,2]}",
                "sortBy([{n: 2}, {n: 1}], .n) ~ [{\"n\":1},{\"n\":2}]",
                "sortBy(list, {#}, \"desc\") ~ [3,2,1]",
                "[reduce(list, #acc + #), reduce(list, {#acc + #}, 10), reduce([], {#acc}, 0)] ~ [6,16,0]",
                "list | filter(# > 1) | map(# * 10) | sum() ~ 50",
                "map([[1, 2], [3]], {sum(map(#, {# + 1}))}) ~ [5,4]",
                "all([{a: 1}], {.a == 1 and #.a == 1}) ~ true",
                "let k = 2; map(list, {# * k}) ~ [6,2,4]",
                "reduce([[1, 2], [3]], {#acc + sum(#, {# + #acc})}, 0) ~ 9",
            })
    void givesItsResult(String source, String json) {
        assertThat(JsonText.of(ConditionTesting.evaluate(source), new Budget(Limits.DEFAULT)))
                .isEqualTo(json);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            quoteCharacter = '^',
            value = {
                "len(1) ~ len does not work on int",
                "lower(1) ~ lower needs a string, not int",
                "contains(1, 2) ~ contains needs a string, not int",
                "int(\"x\") ~ the string \"x\" is not an int",
                "int(\"1.5\") ~ is not an int",
                "int(1e300) ~ float is not an int",
                "float(\"NaN\") ~ is not a float",
                "abs(\"a\") ~ abs needs a number, not string",
                "abs(-9223372036854775807 - 1) ~ integer overflow",
                "max(1, \"a\") ~ max needs a number, not string",
                "max([\"a\"]) ~ max needs numbers, not string",
                "repeat(\"a\", -1) ~ at least 0",
                "repeat(\"a\", 1.5) ~ repeat needs an int, not float",
                "sort([1, \"a\"]) ~ cannot compare",
                "sort([1], \"up\") ~ must be \"asc\" or \"desc\"",
                "keys([1]) ~ keys needs a map, not list",
                "get(1, 2) ~ get does not read int of int",
                "fromJSON(\"{\") ~ not valid JSON",
                "fromJSON(\"1 2\") ~ not valid JSON",
                "sum([1, \"a\"]) ~ sum needs numbers, not string",
                "filter(1..3, {#}) ~ the closure of filter must give a bool, not int",
                "reduce([], {#acc}) ~ needs a first value",
                "map([1], {#acc}) ~ #acc is not defined here",
                "{(1): 2} ~ a key of a map must be a string, not int",
                "[1][\"a\"] ~ cannot read \"a\" of list",
                "[1][\"a\":] ~ a slice needs ints, not string",
                "(1)[0:] ~ cannot slice int",
            })
    void refusesWhatDoesNotSuitIt(String source, String message) {
        assertThatThrownBy(() -> ConditionTesting.evaluate(source))
                .isInstanceOf(ExpressionException.class)
                .hasMessageContaining(message);
    }
}
