package dev.millrace.diagram;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.millrace.diagram.Diagram.Edge;
import dev.millrace.diagram.Diagram.Kind;
import dev.millrace.diagram.Diagram.Node;
import dev.millrace.workflow.Reading;
import dev.millrace.workflow.Workflow;
import dev.millrace.workflow.WorkflowReader;
import java.util.List;
import org.junit.jupiter.api.Test;

class DiagramTest {
    static final String EVERYTHING = """
            name: everything
            states:
              initial: fetch
              fetch: {type: step, command: "git clone x\\nmake", on_success: checks, on_failure: {message: "no source"}}
              checks: {type: parallel, parallel: [lint, scan], max_concurrent: 1, on_success: build, on_failure: broken}
              lint: {type: step, script_file: lint.sh, on_success: build, on_failure: {message: "never followed"}}
              scan: {type: call_workflow, workflow: scanner}
              build:
                type: step
                command: make
                transitions: [{when: 'states.build.ExitCode == 2', goto: fetch}, {when: 'states.build.ExitCode == 3', goto: build}]
                on_success: each
                on_failure: each
              each: {type: for_each, items: [a, b], body: [deploy, verify], on_complete: poll, on_failure: broken}
              deploy: {type: step, command: "deploy {{.loop.Item}}", on_success: each}
              verify: {type: operation, operation: set, inputs: {a: b}}
              poll: {type: while, while: 'states.look.ExitCode != 0', body: [look], on_complete: done}
              look: {type: step, command: look, continue_on_error: true, on_success: poll, on_failure: broken}
              done: {type: terminal, message: fine}
              broken: {type: terminal, status: failure, message: "it broke"}
            """;

    static Workflow workflow(String source) {
        Reading reading = WorkflowReader.read(source);
        assertThat(reading).isInstanceOf(Reading.Accepted.class);
        return ((Reading.Accepted) reading).workflow();
    }

    private static List<String> edges(Diagram diagram) {
        return diagram.edges().stream()
                .map(edge -> name(diagram, edge.from()) + " -" + edge.label() + "> " + name(diagram, edge.to()))
                .toList();
    }

    private static String name(Diagram diagram, int node) {
        return diagram.nodes().get(node).name();
    }

    @Test
    void everyTypeOfStepIsANodeThatSaysWhatItDoes() {
        assertThat(DiagramBuilder.of(workflow(EVERYTHING)).nodes())
                .extracting(Node::name, Node::kind, Node::detail)
                .containsExactly(
                        tuple("", Kind.START, ""),
                        tuple("fetch", Kind.COMMAND, "git clone x"),
                        tuple("checks", Kind.PARALLEL, "all succeed, 1 at a time"),
                        tuple("lint", Kind.COMMAND, "lint.sh"),
                        tuple("scan", Kind.CALL, "scanner"),
                        tuple("build", Kind.COMMAND, "make"),
                        tuple("each", Kind.FOR_EACH, "2 items"),
                        tuple("deploy", Kind.COMMAND, "deploy {{.loop.Item}}"),
                        tuple("verify", Kind.OPERATION, "set"),
                        tuple("poll", Kind.WHILE, "states.look.ExitCode != 0"),
                        tuple("look", Kind.COMMAND, "look"),
                        tuple("done", Kind.SUCCESS, "fine"),
                        tuple("broken", Kind.FAILURE, "it broke"),
                        tuple("no source", Kind.FAILURE, ""));
    }

    @Test
    void edgesAreTheWaysThatARunCanTake() {
        assertThat(edges(DiagramBuilder.of(workflow(EVERYTHING))))
                .containsExactlyInAnyOrder(
                        " -> fetch",
                        "fetch -success> checks",
                        "fetch -failure> no source",
                        "checks -branch> lint",
                        "checks -branch> scan",
                        "checks -success> build",
                        "checks -failure> broken",
                        "build -states.build.ExitCode == 2> fetch",
                        "build -states.build.ExitCode == 3> build",
                        "build -success, failure> each",
                        "each -body> deploy",
                        "each -complete> poll",
                        "each -failure> broken",
                        "deploy -success> verify",
                        "verify -again> each",
                        "poll -body> look",
                        "poll -complete> done",
                        "look -success or failure> poll");
    }

    @Test
    void aBranchThatIsAlsoAStepOfItsOwnLeadsOn() {
        Diagram diagram = DiagramBuilder.of(workflow("""
                name: w
                states:
                  initial: all
                  all: {type: parallel, parallel: [one, two], on_success: one}
                  one: {type: step, command: x, on_success: done}
                  two: {type: step, command: x, on_success: done}
                  done: {type: terminal}
                """));

        assertThat(edges(diagram)).contains("one -success> done").doesNotContain("two -success> done");
    }

    @Test
    void longTextsAreCutAndLinesAreJoined() {
        Diagram diagram = DiagramBuilder.of(workflow("""
                name: w
                states:
                  initial: %s
                  %s: {type: step, command: x, transitions: [{when: 'inputs.a == "%s"', goto: done}], on_success: done}
                  done: {type: terminal, message: "one\\n\\u0007two"}
                """.formatted("s".repeat(99), "s".repeat(99), "x".repeat(99))));

        assertThat(diagram.nodes().get(1).name()).hasSize(48).endsWith("…");
        assertThat(diagram.nodes().get(2).detail()).isEqualTo("one two");
        assertThat(diagram.edges()).extracting(Edge::label).allSatisfy(label -> assertThat(label.length())
                .isLessThanOrEqualTo(48));
    }
}
