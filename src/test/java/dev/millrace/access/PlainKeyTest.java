package dev.millrace.access;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PlainKeyTest {
    private static final PlainKey KEY = PlainKey.random();

    @Test
    void a_key_has_the_form_that_is_promised() {
        assertThat(KEY.text()).matches("mr_[0-9A-Za-z]{12}_[0-9A-Za-z]{43}");
        assertThat(PlainKey.parse(KEY.text())).contains(KEY);
    }

    @Test
    void no_two_keys_are_the_same() {
        assertThat(PlainKey.random().text()).isNotEqualTo(KEY.text());
        assertThat(PlainKey.withId(KEY.id()).secret()).isNotEqualTo(KEY.secret());
    }

    @Property(tries = 300)
    void a_mistyped_character_is_noticed(
            @ForAll @IntRange(max = 58) int place, @ForAll @CharRange(from = '0', to = 'z') char typo) {
        String text = KEY.text();
        String mistyped = text.substring(0, place) + typo + text.substring(place + 1);

        assertThat(PlainKey.parse(mistyped).isPresent()).isEqualTo(mistyped.equals(text));
    }

    @Property(tries = 100)
    void two_characters_in_the_wrong_order_are_noticed(@ForAll @IntRange(max = 57) int place) {
        String text = KEY.text();
        String swapped =
                text.substring(0, place) + text.charAt(place + 1) + text.charAt(place) + text.substring(place + 2);

        assertThat(PlainKey.parse(swapped).isPresent()).isEqualTo(swapped.equals(text));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "mr_", "mr__", "Bearer x", "mr_000000000000_0000000000000000000000000000000000000000000"})
    void other_text_is_no_key(String text) {
        assertThat(PlainKey.parse(text)).isEmpty();
    }

    @Test
    void what_is_printed_or_kept_does_not_tell_the_secret() {
        assertThat(KEY.toString()).doesNotContain(KEY.secret()).contains(KEY.id());
        assertThat(KEY.digest().hex()).hasSize(64).doesNotContain(KEY.secret());
    }

    @Test
    void a_digest_matches_its_own_key_alone() {
        KeyDigest kept = KeyDigest.fromHex(KEY.digest().hex());

        assertThat(kept.matches(KEY.digest())).isTrue();
        assertThat(kept.matches(PlainKey.withId(KEY.id()).digest())).isFalse();
    }
}
