package dev.millrace.workflow;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.re2j.Pattern;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class InputDeclarationTest {
    private static final String STATES = "\nname: w\nstates: {initial: end, end: {type: terminal}}\n";

    private static Map<String, Input> inputs(String source) {
        return Documents.accepted(source + STATES).inputs();
    }

    @Test
    void areAListOrAMap() {
        String list = "inputs: [{name: b, type: string, required: true}, {name: a, type: integer, default: 3}]";
        String map = "inputs:\n  b: {type: string, required: yes}\n  a: {type: integer, default: 3}";
        assertThat(inputs(list)).isEqualTo(inputs(map));
        assertThat(inputs(map).keySet()).containsExactly("b", "a");
    }

    @Test
    void haveRules() {
        Input input = inputs("""
                        inputs:
                          a:
                            description: which one
                            default: [1, {k: v}]
                            validation: {pattern: "^a", enum: [ab, 7], min: 1, max: 2.5, file_exists: true, file_extension: [.go]}
                        """).get("a");
        assertThat(input)
                .isEqualTo(new Input(
                        "a",
                        Input.Type.ANY,
                        "which one",
                        false,
                        Optional.of(List.of(1L, Map.of("k", "v"))),
                        new Input.Rules(
                                Optional.of(Pattern.compile("^a")),
                                List.of("ab", "7"),
                                Optional.of(new BigDecimal("1")),
                                Optional.of(new BigDecimal("2.5")),
                                true,
                                List.of(".go"))));
    }

    @Test
    void mayBeNamesOnly() {
        assertThat(inputs("inputs:\n  a:\n  b: {}").values())
                .extracting(Input::type)
                .containsOnly(Input.Type.ANY);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "inputs: {a: {type: integer, default: many}}; /inputs/a/default; value `many` is not of type integer",
                "inputs: {a: {default: x, validation: {enum: [y]}}}; /inputs/a/default; value `x` is none of y",
                "inputs: {a: {type: string, validation: {min: 3}}}; /inputs/a/validation/min; has no effect on type string",
                "inputs: {a: {type: integer, validation: {pattern: x}}}; /inputs/a/validation/pattern; has no effect on type integer",
                "inputs: {a: {type: array, validation: {enum: [x]}}}; /inputs/a/validation/enum; has no effect on type array"
            })
    void areWarnedOfWhenTheyCannotMeanWhatTheySay(String source, String path, String message) {
        assertThat(Documents.warnings(source + STATES)).singleElement().satisfies(warning -> {
            assertThat(warning.path()).isEqualTo(path);
            assertThat(warning.message()).contains(message);
        });
    }
}
