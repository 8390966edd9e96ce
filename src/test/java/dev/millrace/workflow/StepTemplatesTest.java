package dev.millrace.workflow;

import static dev.millrace.workflow.Documents.withStates;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.workflow.Step.Program.Shell;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class StepTemplatesTest {
    private static final String GREET = """
            name: greet
            parameters:
              - {name: who, required: true, description: whom}
              - {name: greeting, default: hello}
            states:
              initial: greet
              greet:
                type: command
                command: "echo {{parameters.greeting}}, {{ .parameters.who }} {{.inputs.x}}"
                timeout: 3s
                hooks: {pre: [{log: "greeting {{parameters.who}}"}]}
              done: {type: terminal}
            """;

    private static Reading read(String states, Map<String, String> templates) {
        return WorkflowReader.read(withStates(states), Surroundings.among(StepTemplates.of(templates)));
    }

    private static Step.Command start(String states, Map<String, String> templates) {
        Reading reading = read(states, templates);
        assertThat(reading).isInstanceOf(Reading.Accepted.class);
        return (Step.Command) ((Reading.Accepted) reading).workflow().step("start");
    }

    private static String command(Step.Command step) {
        return ((Shell) step.program()).command().toString();
    }

    private static String template(String state) {
        return "states: {t: %s}\n".formatted(state);
    }

    @Test
    void parametersAreFilledIntoAllTexts() {
        Step.Command step =
                start("start: {use_template: greet, parameters: {who: Ada}, on_success: done}", Map.of("greet", GREET));

        assertThat(command(step)).isEqualTo("echo hello, Ada {{.inputs.x}}");
        assertThat(step.common().timeout()).contains(Duration.ofSeconds(3));
        assertThat(step.common().hooks().pre())
                .extracting(hook -> ((Workflow.Hook.Log) hook).message().toString())
                .containsExactly("greeting Ada");
        assertThat(step.common().routes().onSuccess()).contains("done");
    }

    @Test
    void parametersCanStandForNumbersAndDurations() {
        Step.Command step =
                start("start: {use_template: t, parameters: {n: 4, time: 5s}, on_success: done}", Map.of("t", """
                        parameters: [{name: n}, {name: time}]
                        states:
                          t: {type: step, command: x, timeout: "{{parameters.time}}", retry: {max_attempts: "{{parameters.n}}"}}
                        """));

        assertThat(step.common().timeout()).contains(Duration.ofSeconds(5));
        assertThat(step.common().retry().orElseThrow().maxAttempts()).isEqualTo(4);
    }

    @Test
    void whatTheStepSaysGoesBeforeTheTemplateButForThePlaceholders() {
        Step.Command step = start(
                "start: {type: operation, command: placeholder, use_template: greet, parameters: {who: Ada}, timeout: 9s, on_success: done}",
                Map.of("greet", GREET));

        assertThat(command(step)).startsWith("echo hello, Ada");
        assertThat(step.common().timeout()).contains(Duration.ofSeconds(9));
    }

    @Test
    void aValueIsTakenAsItIs() {
        Step.Command step = start(
                "start: {use_template: greet, parameters: {who: '{{.inputs.y}}', greeting: $1}, on_success: done}",
                Map.of("greet", GREET));

        assertThat(command(step)).isEqualTo("echo $1, {{.inputs.y}} {{.inputs.x}}");
    }

    @Test
    void aValueIsNotLookedThroughForParameters() {
        Reading reading = read(
                "start: {use_template: greet, parameters: {who: '{{.parameters.greeting}}'}, on_success: done}",
                Map.of("greet", GREET));

        assertThat(reading).isInstanceOf(Reading.Refused.class);
        assertThat(((Reading.Refused) reading).errors())
                .extracting(Problem::message)
                .anyMatch(message -> message.contains("`parameters`"));
    }

    @Test
    void templatesCanUseTemplates() {
        Step.Command step = start(
                "start: {use_template: outer, parameters: {name: Ada}, on_success: done}",
                Map.of("greet", GREET, "outer", """
                        parameters: [{name: name, required: true}]
                        states:
                          only: {use_template: greet, parameters: {who: "dear {{parameters.name}}"}, timeout: 7s}
                        """));

        assertThat(command(step)).isEqualTo("echo hello, dear Ada {{.inputs.x}}");
        assertThat(step.common().timeout()).contains(Duration.ofSeconds(7));
    }

    @Test
    void whereAStepLeadsIsForTheStepToSay() {
        Reading reading = read(
                "start: {use_template: t, on_success: done}",
                Map.of("t", template("{type: step, command: x, on_success: broken, on_failure: gone}")));

        assertThat(reading).isInstanceOf(Reading.Accepted.class);
        assertThat(reading.warnings())
                .extracting(Problem::message)
                .contains(
                        "on_failure of step template `t` has no effect: where step `start` leads is for the step to say");
    }

    @Test
    void theTemplatesThatWereUsedMakeTheReadingRepeatable() {
        Map<String, String> templates = new HashMap<>(Map.of("greet", GREET, "other", "never read"));
        String states = "start: {use_template: greet, parameters: {who: Ada}, on_success: done}";
        Reading.Accepted first = (Reading.Accepted) read(states, templates);

        templates.put("greet", GREET.replace("echo", "shout"));

        assertThat(first.templates()).isEqualTo(Map.of("greet", GREET));
        assertThat(read(states, first.templates())).isEqualTo(first);
        assertThat(read(states, templates)).isNotEqualTo(first);
    }

    static Stream<Arguments> mistakes() {
        Map<String, String> greet = Map.of("greet", GREET);
        return Stream.of(
                mistake(
                        greet,
                        "{use_template: great, on_success: done}",
                        "use_template",
                        "uses the step template `great`, which does not exist, did you mean `greet`?"),
                mistake(greet, "{use_template: ../greet, on_success: done}", "use_template", "does not exist"),
                mistake(Map.of(), "{use_template: t, on_success: done}", "use_template", "there are none"),
                mistake(greet, "{use_template: [greet], on_success: done}", "use_template", "must be text"),
                mistake(
                        greet,
                        "{use_template: greet, on_success: done}",
                        "use_template",
                        "does not give the parameter `who`, which step template `greet` requires"),
                mistake(
                        greet,
                        "{use_template: greet, on_success: done, parameters: {who: x, greting: y}}",
                        "parameters/greting",
                        "step template `greet` has no parameter `greting`, did you mean `greeting`?"),
                mistake(
                        greet,
                        "{use_template: greet, on_success: done, parameters: {who: [x]}}",
                        "parameters/who",
                        "must be text"),
                mistake(
                        Map.of("t", template("{use_template: u}"), "u", template("{use_template: t}")),
                        "{use_template: t, on_success: done}",
                        "use_template",
                        "uses itself: t > u > t"),
                mistake(
                        Map.of("t", template("{type: step, command: '{{parameters.x}}'}")),
                        "{use_template: t, on_success: done}",
                        "use_template",
                        "speaks of the parameter `x`, which it does not declare"),
                mistake(
                        Map.of("t", "states: {t: {type: step, command: x}}\nnmae: t\n"),
                        "{use_template: t, on_success: done}",
                        "use_template",
                        "is not valid (its line 2, column 1): unknown key `nmae`"),
                mistake(Map.of("t", "- 1"), "{use_template: t, on_success: done}", "use_template", "not a list"),
                mistake(Map.of("t", "a: {"), "{use_template: t, on_success: done}", "use_template", "not valid YAML"),
                mistake(
                        Map.of("t", "states: {a: {type: step, command: x}, b: {type: step, command: y}}"),
                        "{use_template: t, on_success: done}",
                        "use_template",
                        "have one only, or call it `t`"),
                mistake(
                        Map.of("t", template("{type: step, command: '{{if}}'}")),
                        "{use_template: t, on_success: done}",
                        "command",
                        "command of step `start` is no valid template"),
                mistake(
                        Map.of(
                                "t",
                                "states:\n  t:\n    type: step\n    command: |\n      a\n      {{.states.nowhere.Output}}\n"),
                        "{use_template: t, on_success: done}",
                        "command",
                        "refers to `nowhere`, which is no state"));
    }

    private static Arguments mistake(Map<String, String> templates, String step, String key, String message) {
        return Arguments.of(templates, step, key, message);
    }

    @ParameterizedTest
    @MethodSource("mistakes")
    void mistakesAreToldWhereTheTemplateIsUsed(Map<String, String> templates, String step, String key, String message) {
        Reading reading = read("start: " + step, templates);

        assertThat(reading).isInstanceOf(Reading.Refused.class);
        assertThat(((Reading.Refused) reading).errors()).anySatisfy(error -> {
            assertThat(error.message()).contains(message);
            assertThat(error.path()).isEqualTo("/states/start/" + key);
            assertThat(error.line()).isEqualTo(Documents.FIRST_LINE);
            assertThat(error.column()).isPositive();
        });
    }

    @Test
    void templatesThatGrowTooLargeAreRefused() {
        String parameter = "x".repeat(500_000);
        String states = "start: {use_template: t, parameters: {x: %s}, on_success: done}".formatted(parameter);
        String many = "{{parameters.x}}".repeat(20);
        Reading reading = read(
                states,
                Map.of("t", "parameters: [{name: x}]\nstates: {t: {type: step, command: '%s'}}".formatted(many)));

        assertThat(((Reading.Refused) reading).errors())
                .extracting(Problem::message)
                .anyMatch(message -> message.contains("larger than the 4,194,304 characters allowed"));
    }

    @Test
    void templatesAreFilesInFoldersBesideTheWorkflows(@TempDir Path project) throws IOException {
        Path workflows = project.resolve("workflows");
        Path own = Files.createDirectories(workflows.resolve("templates"));
        Path awf = Files.createDirectories(project.resolve(".awf/templates"));
        Files.writeString(own.resolve("both.yaml"), "own");
        Files.writeString(awf.resolve("both.yaml"), "awf");
        Files.writeString(awf.resolve("theirs.yml"), "theirs");
        Files.writeString(awf.resolve(".hidden.yaml"), "hidden");
        Files.writeString(awf.resolve("note.txt"), "note");

        TemplateFolders templates = TemplateFolders.of(workflows);

        assertThat(templates.names()).containsExactly("both", "theirs");
        assertThat(templates.text("both")).contains("own");
        assertThat(templates.text("theirs")).contains("theirs");
        assertThat(templates.text("none")).isEmpty();
        assertThat(TemplateFolders.of(project.resolve(".awf/workflows")).text("both"))
                .contains("awf");
        assertThat(TemplateFolders.of(project.resolve("elsewhere/x")).names()).isEmpty();
    }

    @Test
    void otherTypesOfStepsCanComeFromTemplates() {
        Reading reading = read("""
                        start: {use_template: fan, parameters: {most: 2}, on_success: done, on_failure: broken}
                        one: {type: step, command: x}
                        two: {type: step, command: x}
                        """, Map.of("fan", """
                        parameters: [{name: most}]
                        states: {fan: {type: parallel, parallel: [one, two], max_concurrent: "{{parameters.most}}"}}
                        """));

        assertThat(reading).isInstanceOf(Reading.Accepted.class);
        Step.Parallel step =
                (Step.Parallel) ((Reading.Accepted) reading).workflow().step("start");
        assertThat(step.branches()).isEqualTo(List.of("one", "two"));
        assertThat(step.maxConcurrent()).isEqualTo(OptionalInt.of(2));
    }
}
