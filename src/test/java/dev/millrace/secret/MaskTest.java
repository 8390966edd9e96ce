package dev.millrace.secret;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MaskTest {
    private static final Mask MASK = Mask.of(List.of("hunter2", "s3cr3t/with+more&é\"'"));

    @Test
    void a_secret_is_masked_wherever_it_stands() {
        assertThat(MASK.text("hunter2")).isEqualTo("***");
        assertThat(MASK.text("a hunter2, a Hunter2 and a xhunter2x")).isEqualTo("a ***, a Hunter2 and a x***x");
    }

    @Test
    void occurrences_that_touch_or_overlap_are_masked_as_one() {
        assertThat(MASK.text("hunter2hunter2")).isEqualTo("***");
        assertThat(Mask.of(List.of("abcab")).text("x abcabcab y")).isEqualTo("x *** y");
        assertThat(Mask.of(List.of("abcdef", "bcde")).text("abcde abcdef")).isEqualTo("a*** ***");
    }

    @Test
    void a_text_without_secrets_stays_the_same_object() {
        String text = "nothing to see";

        assertThat(MASK.text(text)).isSameAs(text);
        assertThat(Mask.NONE.text(text)).isSameAs(text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "s3cr3t/with+more&é\"'",
                "s3cr3t/with+more&é\\\"'",
                "s3cr3t/with+more&\\u00e9\\\"'",
                "s3cr3t/with+more&\\u00E9\\\"'",
                "s3cr3t/with+more\\u0026é\\\"'",
                "s3cr3t%2Fwith%2Bmore%26%C3%A9%22%27",
                "s3cr3t%2fwith%2bmore%26%c3%a9%22%27",
                "s3cr3t/with%2Bmore%26%C3%A9%22%27",
                "s3cr3t%2Fwith%2Bmore%26%C3%A9%22'",
                "'s3cr3t/with+more&é\"'\\'''",
            })
    void its_escaped_and_encoded_forms_are_masked(String form) {
        assertThat(MASK.text("<" + form + ">")).matches("<'?\\*\\*\\*'?>");
    }

    @Test
    void it_is_masked_in_base64_on_its_own_and_between_other_data() {
        for (String before : List.of("", "u", "us", "user:")) {
            for (String after : List.of("", "!", "??", " and more")) {
                byte[] data = (before + "hunter2" + after).getBytes(StandardCharsets.UTF_8);
                for (Base64.Encoder encoder :
                        List.of(Base64.getEncoder(), Base64.getUrlEncoder().withoutPadding())) {
                    String digits = encoder.encodeToString(data);
                    String masked = MASK.text(digits);

                    assertThat(masked)
                            .as("%s of %s", digits, new String(data, StandardCharsets.UTF_8))
                            .contains("***");
                    // At each end one digit holds bits of something else too.
                    assertThat(masked.replace("***", "").length())
                            .isLessThanOrEqualTo(
                                    Math.ceilDiv(before.length() * 8, 6) + Math.ceilDiv(after.length() * 8, 6) + 3);
                }
            }
        }
    }

    @Test
    void a_long_secret_is_masked_in_wrapped_base64() {
        String secret = "0123456789abcdefghij".repeat(8);
        String wrapped =
                Base64.getMimeEncoder(76, new byte[] {'\n'}).encodeToString(secret.getBytes(StandardCharsets.UTF_8));

        assertThat(Mask.of(List.of(secret)).text(wrapped)).isEqualTo("***\n***\n***");
    }

    @Test
    void of_a_secret_with_several_lines_the_whole_and_each_line_are_masked() {
        Mask mask = Mask.of(List.of("-----BEGIN-----\n  abcd1234\nxyz\r\nefgh5678\n"));

        assertThat(mask.text("[-----BEGIN-----\n  abcd1234\nxyz\r\nefgh5678\n]"))
                .isEqualTo("[***]");
        assertThat(mask.text("-----BEGIN-----\n  abcd1234\nxyz\r\nefgh5678")).isEqualTo("***");
        assertThat(mask.text("line efgh5678 then abcd1234")).isEqualTo("line *** then ***");
        assertThat(mask.text("xyz is too short on its own")).isEqualTo("xyz is too short on its own");
    }

    @Test
    void a_beginning_is_masked_before_an_ellipsis() {
        assertThat(MASK.text("must be a number, not `hunter…`")).isEqualTo("must be a number, not `***…`");
        assertThat(MASK.text("hun… hunter is no secret")).isEqualTo("hun… hunter is no secret");
    }

    @Test
    void what_a_limit_has_cut_does_not_end_in_a_part_of_a_secret() {
        assertThat(MASK.withoutCutSecret("the password is hunt")).isEqualTo("the password is ");
        assertThat(MASK.withoutCutSecret("s3cr3t/with+more&\uFFFD")).isEmpty();
        assertThat(MASK.withoutCutSecret("the end.")).isEqualTo("the end.");
    }

    @Test
    void values_are_masked_at_every_depth() {
        Object value = Map.of("hunter2", List.of(1L, true, "is hunter2", Map.of("n", 123456L)));

        assertThat(Mask.of(List.of("hunter2", "3456")).value(value))
                .isEqualTo(Map.of("***", List.of(1L, true, "is ***", Map.of("n", "12***"))));
    }

    @Test
    void what_cannot_become_a_secret_is_not_held_back() {
        MaskedStream stream = new MaskedStream();

        assertThat(stream.add(MASK, "first line\n")).isEqualTo("first line\n");
        assertThat(stream.add(MASK, "and hunt")).isEqualTo("and ");
        assertThat(stream.add(MASK, "ing")).isEqualTo("hunting");
        assertThat(stream.add(MASK, "hunter2")).isEqualTo("***");
        assertThat(stream.finish()).isEmpty();
    }

    @Test
    void a_secret_that_becomes_known_meanwhile_is_masked_from_there_on() {
        MaskedStream stream = new MaskedStream();

        assertThat(stream.add(Mask.of(List.of("hunter2")), "hunt")).isEmpty();
        assertThat(stream.add(Mask.of(List.of("hunter2", "unted house")), "ed house"))
                .isEqualTo("h***");
    }

    @Test
    void masking_a_mebibyte_with_ten_secrets_takes_no_more_than_a_moment() {
        Mask mask = Mask.of(IntStream.range(0, 10)
                .mapToObj(i -> "k" + i + "-Zq8/" + Integer.toHexString(i * 7919).repeat(6))
                .toList());
        char[] line = new char[63];
        Arrays.fill(line, 'k');
        String text = (new String(line) + "\n").repeat(1 << 14);
        for (int i = 0; i < 5; i++) {
            mask.text(text);
        }
        long start = System.nanoTime();
        for (int i = 0; i < 10; i++) {
            mask.text(text);
        }
        long millis = (System.nanoTime() - start) / 10_000_000;
        assertThat(millis).isLessThan(500);
    }
}
