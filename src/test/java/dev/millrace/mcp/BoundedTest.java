package dev.millrace.mcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.http.ProblemException;
import org.junit.jupiter.api.Test;

class BoundedTest {
    private static ObjectNode list(int size, String text) {
        ObjectNode object = JsonNodeFactory.instance.objectNode();
        ArrayNode list = object.putArray("list");
        for (int i = 0; i < size; i++) {
            list.add(text);
        }
        return object;
    }

    @Test
    void what_is_short_stays_as_it_is() {
        ObjectNode whole = list(3, "text");
        assertThat(Bounded.json(whole)).isEqualTo(whole);
    }

    @Test
    void texts_are_cut_the_more_the_more_there_are() {
        JsonNode cut = Bounded.json(list(500, "y".repeat(20_000)));
        assertThat(cut.toString().length()).isLessThanOrEqualTo(Bounded.LONGEST);
        assertThat(cut.at("/list/499").textValue()).startsWith("yyy").endsWith("… (cut here; it has 20000 characters)");
    }

    @Test
    void what_is_too_long_in_its_parts_is_refused() {
        assertThatThrownBy(() -> Bounded.json(list(100_000, "text")))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("over REST");
    }
}
