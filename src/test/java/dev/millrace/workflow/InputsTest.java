package dev.millrace.workflow;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.re2j.Pattern;
import dev.millrace.workflow.Input.Rules;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class InputsTest {
    private static final FileCheck FILES = path ->
            path.indexOf('\0') < 0 && Files.exists(Path.of(path)) ? Optional.empty() : Optional.of("there is no file");

    private static Input input(Input.Type type) {
        return new Input("x", type, "", false, Optional.empty(), Rules.NONE);
    }

    private static Input required(Input.Type type) {
        return new Input("x", type, "", true, Optional.empty(), Rules.NONE);
    }

    private static Input withDefault(Input.Type type, Object value) {
        return new Input("x", type, "", false, Optional.of(value), Rules.NONE);
    }

    private static Input ruled(Input.Type type, Rules rules) {
        return new Input("x", type, "", true, Optional.empty(), rules);
    }

    private static Rules range(String min, String max) {
        return new Rules(
                Optional.empty(),
                List.of(),
                Optional.of(new BigDecimal(min)),
                Optional.of(new BigDecimal(max)),
                false,
                List.of());
    }

    private static Map<String, Input> declared(Input... inputs) {
        Map<String, Input> declared = new LinkedHashMap<>();
        Arrays.stream(inputs).forEach(input -> declared.put(input.name(), input));
        return declared;
    }

    private static Map<String, @Nullable Object> converted(Map<String, Input> declared, Map<String, ?> given) {
        Inputs inputs = Inputs.convert(declared, given, FILES);
        assertThat(inputs).isInstanceOf(Inputs.Converted.class);
        return ((Inputs.Converted) inputs).values();
    }

    private static List<String> problems(Input input, Map<String, ?> given) {
        Inputs inputs = Inputs.convert(declared(input), given, FILES);
        assertThat(inputs).isInstanceOf(Inputs.Refused.class);
        return ((Inputs.Refused) inputs)
                .problems().stream().map(Problem::message).toList();
    }

    static Stream<Arguments> conversions() {
        return Stream.of(
                Arguments.of(Input.Type.STRING, 12, "12"),
                Arguments.of(Input.Type.STRING, 1.5, "1.5"),
                Arguments.of(Input.Type.STRING, 1e21, "1000000000000000000000"),
                Arguments.of(Input.Type.STRING, 12.0, "12"),
                Arguments.of(Input.Type.STRING, true, "true"),
                Arguments.of(Input.Type.STRING, "", ""),
                Arguments.of(Input.Type.INTEGER, "7", 7L),
                Arguments.of(Input.Type.INTEGER, "-7", -7L),
                Arguments.of(Input.Type.INTEGER, 7, 7L),
                Arguments.of(Input.Type.INTEGER, 7.0, 7L),
                Arguments.of(Input.Type.INTEGER, BigInteger.TEN, 10L),
                Arguments.of(Input.Type.NUMBER, "7", 7L),
                Arguments.of(Input.Type.NUMBER, "2.5", 2.5),
                Arguments.of(Input.Type.NUMBER, new BigDecimal("2.5"), 2.5),
                Arguments.of(Input.Type.NUMBER, "1e3", 1000.0),
                Arguments.of(Input.Type.BOOLEAN, "YES", true),
                Arguments.of(Input.Type.BOOLEAN, "no", false),
                Arguments.of(Input.Type.BOOLEAN, 1, true),
                Arguments.of(Input.Type.BOOLEAN, "0", false),
                Arguments.of(Input.Type.BOOLEAN, true, true),
                Arguments.of(Input.Type.ARRAY, "[1, \"a\"]", List.of(1L, "a")),
                Arguments.of(Input.Type.ARRAY, List.of(1, 2), List.of(1L, 2L)),
                Arguments.of(Input.Type.OBJECT, "{\"a\": 1}", Map.of("a", 1L)),
                Arguments.of(Input.Type.OBJECT, Map.of("a", List.of(1)), Map.of("a", List.of(1L))),
                Arguments.of(Input.Type.ANY, "YES", "YES"),
                Arguments.of(Input.Type.ANY, 7, 7L));
    }

    @ParameterizedTest
    @MethodSource("conversions")
    void storesAValueAsItsDeclaredType(Input.Type type, Object given, Object stored) {
        assertThat(converted(declared(input(type)), Map.of("x", given))).containsExactly(Map.entry("x", stored));
    }

    static Stream<Arguments> wrongValues() {
        return Stream.of(
                Arguments.of(Input.Type.STRING, List.of("a")),
                Arguments.of(Input.Type.STRING, Map.of()),
                Arguments.of(Input.Type.INTEGER, "abc"),
                Arguments.of(Input.Type.INTEGER, "7.5"),
                Arguments.of(Input.Type.INTEGER, 7.5),
                Arguments.of(Input.Type.INTEGER, true),
                Arguments.of(Input.Type.INTEGER, "99999999999999999999"),
                Arguments.of(Input.Type.INTEGER, new BigInteger("99999999999999999999")),
                Arguments.of(Input.Type.NUMBER, "many"),
                Arguments.of(Input.Type.NUMBER, Double.NaN),
                Arguments.of(Input.Type.BOOLEAN, "maybe"),
                Arguments.of(Input.Type.BOOLEAN, 2),
                Arguments.of(Input.Type.BOOLEAN, List.of()),
                Arguments.of(Input.Type.ARRAY, "a,b"),
                Arguments.of(Input.Type.ARRAY, "{}"),
                Arguments.of(Input.Type.ARRAY, 1),
                Arguments.of(Input.Type.OBJECT, "[]"),
                Arguments.of(Input.Type.OBJECT, "{"));
    }

    @ParameterizedTest
    @MethodSource("wrongValues")
    void refusesAValueThatIsNotOfTheDeclaredType(Input.Type type, Object given) {
        assertThat(problems(input(type), Map.of("x", given)))
                .singleElement()
                .asString()
                .contains("is not of type " + type.word());
    }

    @Test
    void reportsAllProblemsAtOnceWithTheInputTheyBelongTo() {
        Input port = new Input("port", Input.Type.INTEGER, "", true, Optional.empty(), range("1024", "65535"));
        Input name = new Input("a/b", Input.Type.STRING, "", true, Optional.empty(), Rules.NONE);
        Inputs inputs = Inputs.convert(declared(port, name), Map.of("port", 80), FILES);
        assertThat(inputs)
                .isEqualTo(new Inputs.Refused(List.of(
                        new Problem("/inputs/port", 0, 0, "value 80 is below the minimum 1024"),
                        new Problem("/inputs/a~1b", 0, 0, "a value is required"))));
    }

    @Test
    void refusesARequiredInputThatIsMissingNullOrEmpty() {
        assertThat(problems(required(Input.Type.STRING), Map.of())).containsExactly("a value is required");
        assertThat(problems(required(Input.Type.STRING), Map.of("x", "")))
                .containsExactly("a value is required, but it is empty");
        assertThat(problems(required(Input.Type.STRING), Collections.singletonMap("x", null)))
                .containsExactly("a value is required, but it is empty");
    }

    @Test
    void usesAndConvertsADefault() {
        assertThat(converted(declared(withDefault(Input.Type.BOOLEAN, "no")), Map.of()))
                .containsEntry("x", false);
        assertThat(converted(declared(withDefault(Input.Type.INTEGER, 5L)), Map.of("x", "")))
                .containsEntry("x", 5L);
        assertThat(converted(declared(withDefault(Input.Type.STRING, "d")), Collections.singletonMap("x", null)))
                .containsEntry("x", "d");
        assertThat(converted(declared(withDefault(Input.Type.STRING, "d")), Map.of("x", "")))
                .containsEntry("x", "");
    }

    @Test
    void checksADefaultLikeAnyOtherValue() {
        Input input = new Input("x", Input.Type.INTEGER, "", false, Optional.of(0L), range("1", "9"));
        assertThat(problems(input, Map.of())).containsExactly("value 0 is below the minimum 1");
        assertThat(problems(withDefault(Input.Type.INTEGER, "many"), Map.of()))
                .containsExactly("value `many` is not of type integer");
    }

    @ParameterizedTest
    @MethodSource("allTypes")
    void makesAnOptionalInputWithoutValueTheEmptyTextAndLeavesItSo(Input.Type type) {
        Map<String, @Nullable Object> first = converted(declared(input(type)), Map.of());
        assertThat(first).containsExactly(Map.entry("x", ""));
        assertThat(converted(declared(input(type)), first)).isEqualTo(first);
    }

    static Stream<Input.Type> allTypes() {
        return Stream.of(Input.Type.values());
    }

    @Test
    void keepsInputsThatAreNotDeclaredAfterThoseThatAre() {
        Map<String, @Nullable Object> given = new HashMap<>();
        given.put("extra", 3);
        given.put("none", null);
        given.put("x", "v");
        Map<String, @Nullable Object> values = converted(declared(input(Input.Type.STRING)), given);
        assertThat(values).containsEntry("extra", 3L).containsEntry("none", null);
        assertThat(values.keySet()).startsWith("x");
    }

    @Test
    void searchesForThePatternAnywhereInTheText() {
        Rules rules = new Rules(
                Optional.of(Pattern.compile("[0-9]{3}")),
                List.of(),
                Optional.empty(),
                Optional.empty(),
                false,
                List.of());
        assertThat(converted(declared(ruled(Input.Type.STRING, rules)), Map.of("x", "ab123cd")))
                .containsEntry("x", "ab123cd");
        assertThat(problems(ruled(Input.Type.STRING, rules), Map.of("x", "ab12")))
                .containsExactly("value `ab12` does not match the pattern [0-9]{3}");
    }

    @Test
    void takesBoundsAsInclusive() {
        assertThat(converted(declared(ruled(Input.Type.INTEGER, range("1", "9"))), Map.of("x", "9")))
                .containsEntry("x", 9L);
        assertThat(converted(declared(ruled(Input.Type.INTEGER, range("1", "9"))), Map.of("x", 1)))
                .containsEntry("x", 1L);
        assertThat(problems(ruled(Input.Type.NUMBER, range("1", "9")), Map.of("x", 9.5)))
                .containsExactly("value 9.5 is above the maximum 9");
    }

    @Test
    void acceptsOnlyTheChoices() {
        Rules rules = new Rules(
                Optional.empty(), List.of("north", "2"), Optional.empty(), Optional.empty(), false, List.of());
        assertThat(problems(ruled(Input.Type.STRING, rules), Map.of("x", "east")))
                .containsExactly("value `east` is none of north, 2");
        assertThat(converted(declared(ruled(Input.Type.INTEGER, rules)), Map.of("x", 2)))
                .containsEntry("x", 2L);
    }

    @Test
    void looksForFilesAndTheirExtensions(@TempDir Path folder) {
        Rules rules = new Rules(
                Optional.empty(), List.of(), Optional.empty(), Optional.empty(), true, List.of(".go", ".java"));
        String missing = folder.resolve("a.txt").toString();
        assertThat(problems(ruled(Input.Type.STRING, rules), Map.of("x", missing)))
                .containsExactly(
                        "there is no file " + InputConversion.shown(missing),
                        "value " + InputConversion.shown(missing) + " does not end with .go or .java");
        assertThat(problems(ruled(Input.Type.STRING, rules), Map.of("x", "\0.go")))
                .hasSize(1);
        Rules exists = new Rules(Optional.empty(), List.of(), Optional.empty(), Optional.empty(), true, List.of());
        assertThat(converted(declared(ruled(Input.Type.STRING, exists)), Map.of("x", folder.toString())))
                .hasSize(1);
    }

    @Test
    void passesOverRulesThatDoNotFitTheType() {
        assertThat(converted(declared(ruled(Input.Type.STRING, range("5", "9"))), Map.of("x", "1")))
                .containsEntry("x", "1");
    }

    @Property(tries = 300)
    void neverThrowsAndGivesTheSameWhenRepeated(@ForAll Input.Type type, @ForAll String text) {
        Inputs first = Inputs.convert(declared(input(type)), Map.of("x", text), FILES);
        if (first instanceof Inputs.Converted(Map<String, @Nullable Object> values)) {
            assertThat(Inputs.convert(declared(input(type)), values, FILES)).isEqualTo(first);
        } else {
            assertThat(((Inputs.Refused) first).problems()).isNotEmpty();
        }
    }
}
