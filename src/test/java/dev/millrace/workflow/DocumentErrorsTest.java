package dev.millrace.workflow;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What is refused outside of the states. */
class DocumentErrorsTest {
    private static final String STATES = "states: {initial: end, end: {type: terminal}}\n";
    private static final String NAME = "name: w\n";

    private static Arguments refused(String source, String path, int line, String message) {
        return Arguments.of(source, path, line, message);
    }

    static Stream<Arguments> whole() {
        return Stream.of(
                refused("", "", 1, "the document is empty"),
                refused("just text", "", 1, "a workflow is a map, not `just text`"),
                refused("[a]", "", 1, "a workflow is a map, not a list"),
                refused("~", "", 1, "a workflow is a map, not nothing"),
                refused("name: [", "", 1, "not valid YAML"),
                refused(STATES, "", 1, "the workflow has no `name`"),
                refused("name: ''\n" + STATES, "/name", 1, "name of the workflow is empty"),
                refused("name: [a]\n" + STATES, "/name", 1, "name of the workflow must be text, not a list"),
                refused(NAME, "", 1, "the workflow has no `states`"),
                refused(NAME + "states: []\n", "/states", 2, "states of the workflow must be a map, not a list"),
                refused(NAME + STATES + "variabels: {a: b}\n", "/variabels", 3, "unknown key `variabels`"),
                refused(NAME + STATES + "output: {}\n", "/output", 3, "did you mean `outputs`?"),
                refused(NAME + STATES + "tags: a\n", "/tags", 3, "tags of the workflow must be a list of text"),
                refused(NAME + STATES + "env: [{a: b}]\n", "/env/0", 3, "has a map in it"),
                refused(NAME + STATES + "concurrency: 0\n", "/concurrency", 3, "an integer from 1 up"),
                refused(NAME + STATES + "visibility: public\n", "/visibility", 3, "one of private, shared"),
                refused(NAME + STATES + "on_interrupt: x\n", "/on_interrupt", 3, "one of rerun, fail"),
                refused(NAME + STATES + "hooks: {workflow_begin: []}\n", "/hooks/workflow_begin", 3, "unknown key"),
                refused(NAME + STATES + "hooks: {workflow_end: [log]}\n", "/hooks/workflow_end/0", 3, "must be a map"),
                refused(NAME + STATES + "outputs: {a: '{{'}\n", "/outputs/a", 3, "is no valid template"),
                refused(
                        NAME + STATES + "outputs: [{name: a, from: '1 +'}]\n",
                        "/outputs/0/from",
                        3,
                        "no valid condition"),
                refused(NAME + STATES + "outputs: x\n", "/outputs", 3, "must be a map or a list"));
    }

    static Stream<Arguments> states() {
        return Stream.of(
                refused(NAME + "states:\n  end: {type: terminal}\n", "/states", 2, "has no `initial`"),
                refused(
                        NAME + "states: {initial: edn, end: {type: terminal}}\n",
                        "/states/initial",
                        2,
                        "leads to `edn`, which is no state, did you mean `end`?"),
                refused(
                        NAME + "states: {initial: a, a: {type: step, command: x, on_success: a}}\n",
                        "/states",
                        2,
                        "there is no terminal"),
                refused(
                        NAME + "states: {initial: end, end: {type: terminal}, '': {type: terminal}}\n",
                        "/states/",
                        2,
                        "a state needs a name"),
                refused(
                        NAME + "states:\n  initial: end\n  end: {type: terminal}\n  end: {type: terminal}\n",
                        "/states/end",
                        5,
                        "the key `end` is written twice; it is on line 4 already"));
    }

    static Stream<Arguments> inputs() {
        return Stream.of(
                withInputs("inputs: text", "/inputs", 1, "inputs must be a list or a map, not `text`"),
                withInputs("inputs: [text]", "/inputs/0", 1, "must be a map, not `text`"),
                withInputs("inputs: [{type: string}]", "/inputs/0", 1, "has no `name`"),
                withInputs("inputs: [{name: a}, {name: a}]", "/inputs/1/name", 1, "declared twice"),
                withInputs(
                        "inputs:\n  a: {type: text}",
                        "/inputs/a/type",
                        2,
                        "type of input `a` must be one of string, integer, number, boolean, array, object, not `text`"),
                withInputs("inputs: {a: {typ: string}}", "/inputs/a/typ", 1, "did you mean `type`?"),
                withInputs("inputs: {a: {required: perhaps}}", "/inputs/a/required", 1, "true or false"),
                withInputs(
                        "inputs: {a: {validation: {pattern: '['}}}",
                        "/inputs/a/validation/pattern",
                        1,
                        "is no valid regular expression"),
                withInputs("inputs: {a: {validation: {min: low}}}", "/inputs/a/validation/min", 1, "must be a number"),
                withInputs(
                        "inputs: {a: {validation: {min: 9, max: 1}}}", "/inputs/a/validation/min", 1, "above its max"),
                withInputs("inputs: {a: {validation: {minimum: 9}}}", "/inputs/a/validation/minimum", 1, "unknown key"),
                withInputs("inputs: {a: {validation: {enum: x}}}", "/inputs/a/validation/enum", 1, "a list of text"),
                withInputs("inputs: {a: string}", "/inputs/a", 1, "input `a` must be a map, not `string`"));
    }

    private static Arguments withInputs(String inputs, String path, int line, String message) {
        return refused(inputs + "\n" + NAME + STATES, path, line, message);
    }

    @ParameterizedTest
    @MethodSource({"whole", "states", "inputs"})
    void refuses(String source, String path, int line, String message) {
        assertThat(Documents.errors(source)).anySatisfy(error -> {
            assertThat(error.path()).isEqualTo(path);
            assertThat(error.line()).isEqualTo(line);
            assertThat(error.message()).contains(message);
        });
    }
}
