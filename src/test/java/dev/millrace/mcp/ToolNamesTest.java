package dev.millrace.mcp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.workflow.WorkflowDirectory.Offer;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;

class ToolNamesTest {
    private static final Set<String> TAKEN = Set.of("execution_get");

    private static String name(String id, String englishName) {
        Optional<String> english = Optional.of(englishName).filter(name -> !name.isEmpty());
        return ToolNames.of(new Offer(id, id, english, "", Map.of(), null), TAKEN);
    }

    @Test
    void an_id_that_models_can_take_is_the_name() {
        assertThat(name("Deploy-2_all", "")).isEqualTo("Deploy-2_all");
    }

    @Test
    void an_english_name_that_says_the_same_changes_nothing() {
        assertThat(name("invoice-export", "Invoice Export")).isEqualTo("invoice-export");
    }

    @Test
    void other_names_are_made_of_words_and_a_mark() {
        assertThat(name("a.b", "")).matches("a_b_x[0-9a-f]{8}");
        assertThat(name("p-17", "Invoice export!")).matches("invoice_export_x[0-9a-f]{8}");
        assertThat(name("execution_get", "")).matches("execution_get_x[0-9a-f]{8}");
        assertThat(name("p.17", "発票")).matches("workflow_x[0-9a-f]{8}");
        assertThat(name("x".repeat(100), "")).hasSize(64);
    }

    @Property
    void names_are_legal_and_those_of_two_workflows_differ(
            @ForAll @StringLength(min = 1, max = 100) @CharRange(from = 'a', to = 'c') @CharRange(from = '.', to = '.')
                    String id,
            @ForAll @StringLength(max = 80) String english) {
        String name = name(id, english);
        assertThat(name).matches("[A-Za-z0-9_-]{1,64}");
        assertThat(name(id + ".", english)).isNotEqualTo(name);
    }

    @Property
    void nobody_can_take_the_name_that_was_made_for_another_workflow(
            @ForAll @StringLength(min = 1, max = 80) String english) {
        String made = name("p.17", english);
        assertThat(name(made, "")).isNotEqualTo(made);
    }
}
