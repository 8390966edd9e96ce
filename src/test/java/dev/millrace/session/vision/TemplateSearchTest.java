package dev.millrace.session.vision;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.Color;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TemplateSearchTest {
    private static final Color RED = new Color(0xd03030);

    /** As bright as the red. */
    private static final Color GREEN = new Color(0x138713);

    private static List<Box> find(Picture page, Picture image) {
        return new TemplateSearch(Layers.of(page), Layers.of(image)).find();
    }

    private static Picture sign(Color color, char kind) {
        return new Drawing(1).sign(100, 100, color, kind).part(96, 96, 72, 72);
    }

    private static Picture button(String text) {
        return new Drawing(1).button(100, 100, text).part(95, 95, 100, 42);
    }

    @Test
    void an_image_is_found_where_it_is() {
        Picture page = new Drawing(1)
                .spots()
                .sign(613, 207, RED, 'x')
                .sign(313, 207, RED, '+')
                .picture();
        assertThat(find(page, sign(RED, 'x'))).containsExactly(new Box(609, 203, 72, 72));
    }

    @Test
    void all_places_are_told_from_top_to_bottom_and_from_left_to_right() {
        Picture page = new Drawing(1)
                .sign(501, 90, RED, '-')
                .sign(37, 90, RED, '-')
                .sign(333, 12, RED, '-')
                .picture();
        assertThat(find(page, sign(RED, '-')))
                .containsExactly(new Box(329, 8, 72, 72), new Box(33, 86, 72, 72), new Box(497, 86, 72, 72));
    }

    @Test
    void another_sign_of_the_same_form_is_not_it() {
        Picture page = new Drawing(1)
                .spots()
                .sign(100, 100, RED, '+')
                .sign(300, 100, RED, '-')
                .picture();
        assertThat(find(page, sign(RED, 'x'))).isEmpty();
    }

    @Test
    void the_same_sign_in_another_color_is_not_it() {
        Picture page = new Drawing(1).spots().sign(100, 100, GREEN, 'x').picture();
        assertThat(find(page, sign(RED, 'x'))).isEmpty();
    }

    @Test
    void a_button_with_another_word_is_not_it() {
        Picture page = new Drawing(1)
                .spots()
                .button(100, 100, "Send")
                .button(300, 100, "Same")
                .button(500, 100, "Cave")
                .button(700, 100, "Sale")
                .picture();
        assertThat(find(page, button("Save"))).isEmpty();
        assertThat(find(page, button("Same"))).containsExactly(new Box(295, 95, 100, 42));
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.85, 0.9, 0.95, 1.05, 1.1, 1.2})
    void an_image_of_a_slightly_other_size_is_found(double scale) {
        Picture page = new Drawing(scale)
                .spots()
                .sign(600, 200, RED, 'x')
                .sign(300, 200, RED, '+')
                .picture();
        assertThat(find(page, sign(RED, 'x'))).singleElement().satisfies(box -> {
            assertThat((double) box.middleX()).isBetween(632 * scale - 3, 632 * scale + 3);
            assertThat((double) box.middleY()).isBetween(232 * scale - 3, 232 * scale + 3);
        });
    }

    @Test
    void an_image_that_is_larger_than_the_page_is_not_there() {
        assertThat(find(sign(RED, 'x'), new Drawing(1).spots().picture())).isEmpty();
    }

    @Test
    void an_empty_page_shows_nothing() {
        assertThat(find(new Drawing(1).picture(), button("Save"))).isEmpty();
    }
}
