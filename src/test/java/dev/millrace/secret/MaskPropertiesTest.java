package dev.millrace.secret;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Few letters, so that secrets and their beginnings come up everywhere in the texts. */
class MaskPropertiesTest {
    private static final String LETTERS = "ab\n";

    @Provide
    Arbitrary<List<String>> secrets() {
        return Arbitraries.strings()
                .withChars(LETTERS)
                .ofMinLength(4)
                .ofMaxLength(12)
                .filter(secret -> secret.strip().length() >= 4)
                .list()
                .ofMinSize(1)
                .ofMaxSize(4);
    }

    /** A text in pieces. */
    @Provide
    Arbitrary<List<String>> pieces() {
        return Arbitraries.strings()
                .withChars(LETTERS + "c…")
                .ofMaxLength(12)
                .list()
                .ofMaxSize(20);
    }

    @Property(tries = 1_000)
    void masking_pieces_gives_the_same_as_masking_the_whole(
            @ForAll("secrets") List<String> secrets, @ForAll("pieces") List<String> pieces) {
        Mask mask = Mask.of(secrets);
        MaskedStream stream = new MaskedStream();
        StringBuilder masked = new StringBuilder();

        pieces.forEach(piece -> masked.append(stream.add(mask, piece)));
        masked.append(stream.finish());

        assertThat(masked.toString()).isEqualTo(mask.text(String.join("", pieces)));
    }

    @Property(tries = 1_000)
    void no_form_of_a_secret_remains_and_nothing_else_goes(
            @ForAll("secrets") List<String> secrets, @ForAll("pieces") List<String> pieces) {
        String text = String.join("", pieces);
        List<String> forms =
                secrets.stream().flatMap(secret -> Forms.of(secret).stream()).toList();

        String masked = Mask.of(secrets).text(text);

        assertThat(forms).noneMatch(masked::contains);
        assertThat(masked.replace("***", "").length()).isEqualTo(text.length() - covered(text, forms));
    }

    /** The plain way: for each character, whether any occurrence covers it. */
    private static int covered(String text, List<String> forms) {
        boolean[] covered = new boolean[text.length()];
        for (String form : forms) {
            for (int at = text.indexOf(form); at >= 0; at = text.indexOf(form, at + 1)) {
                Arrays.fill(covered, at, at + form.length(), true);
            }
            for (int cut = 4; cut < form.length(); cut++) {
                String beginning = form.substring(0, cut);
                for (int at = text.indexOf(beginning + "…"); at >= 0; at = text.indexOf(beginning + "…", at + 1)) {
                    Arrays.fill(covered, at, at + cut, true);
                }
            }
        }
        int count = 0;
        for (boolean one : covered) {
            count += one ? 1 : 0;
        }
        return count;
    }

    @Property(tries = 500)
    void a_text_that_is_cut_anywhere_shows_no_part_of_a_secret(
            @ForAll("secrets") List<String> secrets, @ForAll("pieces") List<String> pieces) {
        String text = String.join("", pieces) + secrets.getFirst();
        Mask mask = Mask.of(secrets);
        String whole = mask.text(text);

        for (int cut = 0; cut <= text.length(); cut++) {
            String masked = mask.text(mask.withoutCutSecret(text.substring(0, cut)));

            assertThat(whole.startsWith(masked) || whole.startsWith(masked.replaceFirst("\\*\\*\\*$", "")))
                    .as("cut at %d: %s, whole: %s", cut, masked, whole)
                    .isTrue();
        }
    }
}
