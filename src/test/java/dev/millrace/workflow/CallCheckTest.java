package dev.millrace.workflow;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class CallCheckTest {
    private static String document(String called) {
        return """
                name: a
                states:
                  initial: call
                  call:
                    type: call_workflow
                    workflow: %s
                    on_success: done
                  done: {type: terminal}
                """.formatted(called);
    }

    private static List<Problem> warnings(String called, Optional<String> id, Map<String, List<String>> stored) {
        Reading reading = WorkflowReader.read(
                document(called),
                new Surroundings(
                        id, StepTemplates.NONE, workflow -> stored.getOrDefault(workflow, List.of()), _ -> true));
        assertThat(reading).isInstanceOf(Reading.Accepted.class);
        return reading.warnings();
    }

    @Test
    void aCallOfItselfIsACircle() {
        assertThat(warnings("A", Optional.empty(), Map.of())).singleElement().satisfies(warning -> {
            assertThat(warning.message()).isEqualTo("step `call` calls the workflow that it is in: such a call fails");
            assertThat(warning.path()).isEqualTo("/states/call/workflow");
            assertThat(warning.line()).isEqualTo(6);
        });
    }

    @Test
    void theShortestWayRoundIsTold() {
        Map<String, List<String>> stored =
                Map.of("b", List.of("x", "c", "d"), "c", List.of("d"), "d", List.of("e", "a"), "x", List.of("x"));

        assertThat(warnings("b", Optional.empty(), stored))
                .singleElement()
                .satisfies(warning -> assertThat(warning.message()).contains("(a > b > d > a)"));
    }

    @Test
    void theIdCountsAndNotTheName() {
        assertThat(warnings("b", Optional.of("B"), Map.of())).hasSize(1);
        assertThat(warnings("a", Optional.of("b"), Map.of())).isEmpty();
    }

    @Test
    void circlesOfOthersAreNotItsOwn() {
        assertThat(warnings("b", Optional.empty(), Map.of("b", List.of("c"), "c", List.of("b", "nowhere"))))
                .isEmpty();
    }
}
