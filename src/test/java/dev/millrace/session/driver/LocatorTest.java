package dev.millrace.session.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.session.error.SessionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LocatorTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "css=a.b > c              | css    | a.b > c    | ",
                "CSS= a                   | css    | a          | ",
                "//a[@b='c']              | xpath  | //a[@b='c'] | ",
                "(//a)[2]                 | xpath  | (//a)[2]   | ",
                "xpath=a                  | xpath  | a          | ",
                "id=x                     | id     | x          | ",
                "id:x                     | id     | x          | ",
                "name=x                   | name   | x          | ",
                "data-testid=x            | testid | x          | ",
                "text='a b'               | text   | a b        | ",
                "role=button              | role   | button     | ",
                "role=button[name=Save]   | role   | button     | Save",
                "role=link[name=\"a b\"]  | role   | link       | a b",
                "Item [1]                 | text   | Item [1]   | ",
                "(optional)               | text   | (optional) | ",
                "a=b                      | text   | a=b        | "
            })
    void the_prefix_says_how_to_look(String text, String kind, String value, String name) {
        Locator.Part part = Locator.parse(text).parts().getFirst();

        assertThat(part).isEqualTo(new Locator.Part(kind, value, name == null ? "" : name));
    }

    @Test
    void parts_are_looked_for_within_each_other() {
        assertThat(Locator.parse("css=iframe >> Save >> //a").parts())
                .extracting(Locator.Part::kind)
                .containsExactly("css", "text", "xpath");
    }

    @Test
    void images_and_texts_of_the_screen_are_told_from_the_rest() {
        assertThat(Locator.parse("Save me.PNG").image()).contains("Save me.PNG");
        assertThat(Locator.parse("Save").image()).isEmpty();
        assertThat(Locator.parse("Save").bare()).contains("Save");
        assertThat(Locator.parse("text=Save").bare()).isEmpty();
        assertThat(Locator.parse("text='Save'").screenText()).contains("Save");
        assertThat(Locator.parse("text_only:Save").isOnScreenOnly()).isTrue();
        assertThat(Locator.parse("id=save").screenText()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "  ", "id=a >> save.png", "text_only:Save >> css=a", "role=Button!"})
    void what_cannot_be_looked_for_is_refused(String text) {
        assertThatThrownBy(() -> Locator.parse(text)).isInstanceOf(SessionException.class);
    }
}
