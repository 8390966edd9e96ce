package dev.millrace.session.vision;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class LineSearchTest {
    /** Lines below each other, in which a letter takes ten pixels. */
    private static List<Line> lines(String... texts) {
        List<Line> lines = new ArrayList<>();
        for (String text : texts) {
            List<Word> words = new ArrayList<>();
            int at = 0;
            for (String word : text.split(" ")) {
                words.add(new Word(word, new Box(at, lines.size() * 20, word.length() * 10, 15), 90));
                at += (word.length() + 1) * 10;
            }
            lines.add(new Line(words));
        }
        return lines;
    }

    private static List<String> found(String wanted, String... texts) {
        return LineSearch.find(lines(texts), wanted).stream().map(Hit::text).toList();
    }

    @Test
    void the_exact_text_comes_before_all_others() {
        assertThat(found("Save", "save", "Save as", "Save")).containsExactly("Save");
    }

    @Test
    void without_an_exact_one_case_and_space_do_not_matter() {
        assertThat(found("  SAVE  as ", "Save as", "save as copy")).containsExactly("Save as");
    }

    @Test
    void else_the_words_that_contain_it_count_each_time_that_they_are_there() {
        assertThat(found("save", "Do not Save this, save that", "Unsaved work"))
                .containsExactly("Save", "save", "Unsaved");
        assertThat(found("not save", "Do not Save this")).containsExactly("not Save");
    }

    @Test
    void the_box_is_that_of_the_words_and_not_of_the_line() {
        assertThat(LineSearch.find(lines("Save Cancel all"), "cancel"))
                .extracting(Hit::box)
                .containsExactly(new Box(50, 0, 60, 15));
    }

    @Test
    void what_is_not_there_is_not_found() {
        assertThat(found("Open", Arrays.asList("Save", "Cancel").toArray(String[]::new)))
                .isEmpty();
        assertThat(found("Open")).isEmpty();
    }
}
