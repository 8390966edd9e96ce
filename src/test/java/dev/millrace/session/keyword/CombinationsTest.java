package dev.millrace.session.keyword;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.session.error.SessionException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class CombinationsTest {
    private final Variables variables = new Variables();

    private List<List<@Nullable Object>> combinations(String keyword, Object given) {
        return new Combinations(KeywordTable.get().find(keyword), variables).of(given);
    }

    private List<String> shown(String keyword, Object given) {
        List<String> shown = new ArrayList<>();
        for (List<@Nullable Object> values : combinations(keyword, given)) {
            shown.add(String.join(",", Sensitive.shown(values).subList(0, 2)));
        }
        return shown;
    }

    @Test
    void fallbacks_are_combined_so_that_the_last_changes_fastest() {
        assertThat(shown("press_element", List.of(List.of("a", "b"), List.of(1, 2))))
                .containsExactly("a,1", "a,2", "b,1", "b,2");
        assertThat(shown("Press  Element", Map.of("element", "a"))).containsExactly("a,1");
    }

    @Test
    void a_list_for_a_parameter_that_is_one_is_no_fallback() {
        assertThat(combinations("get_interactive_elements", Map.of("filter_config", List.of("buttons", "inputs"))))
                .containsExactly(List.of(List.of("buttons", "inputs")));
    }

    @Test
    void the_rest_of_a_loop_is_one_list_and_keeps_its_names() {
        assertThat(combinations("run_loop", List.of("module", "${a}", "x|y")))
                .containsExactly(List.of("module", List.of("${a}", "x|y")));
    }

    @Test
    void names_stand_for_values_and_for_their_fallbacks() {
        variables.set("${button}", List.of("id=a", "id=b"));
        variables.set("n", "3");

        assertThat(shown("press_element", List.of("${button}", "${n}"))).containsExactly("id=a,3", "id=b,3");
        assertThat(shown("enter_text", List.of("x", "no. ${n}!"))).containsExactly("x,no. 3!");
    }

    @Test
    void what_is_sensitive_is_not_shown() {
        assertThat(shown("enter_text", List.of("x", "@:secret"))).containsExactly("x,@:***");
    }

    @Test
    void too_many_or_unfit_values_are_refused() {
        List<Integer> many = Collections.nCopies(9, 1);
        for (Object given : List.of(
                List.of(Collections.nCopies(9, "a"), many),
                List.of(),
                List.of("a", "one"),
                List.of("a", 1.5),
                List.of("${nobody}"),
                Map.of("elment", "a"),
                Map.of("element", List.of()),
                Map.of("element", Map.of()),
                "a")) {
            assertThatThrownBy(() -> combinations("press_element", given))
                    .as(given.toString())
                    .isInstanceOf(SessionException.class);
        }
    }

    @Test
    void signatures_are_those_of_the_contract() {
        assertThat(KeywordTable.get().find("press_element").signature())
                .isEqualTo("press_element(element, repeat=\"1\", offset_x=\"0\", offset_y=\"0\", index=\"0\","
                        + " aoi_x=\"0\", aoi_y=\"0\", aoi_width=\"100\", aoi_height=\"100\", event_name=null)");
        assertThat(KeywordTable.get().find("enter_text").signature())
                .isEqualTo("enter_text(element, text, aoi_x=\"0\", aoi_y=\"0\", aoi_width=\"100\","
                        + " aoi_height=\"100\", event_name=null, index=\"0\")");
        assertThat(KeywordTable.get().find("assert_presence").signature())
                .isEqualTo(
                        "assert_presence(elements, timeout_str=\"30\", rule=\"any\", event_name=null, fail=\"true\")");
        assertThat(KeywordTable.get().entries()).hasSize(49);
    }
}
