package dev.millrace.secret;

import dev.millrace.http.ProblemException;
import java.nio.charset.StandardCharsets;

/**
 * The value of a secret: a text that is long enough to be masked without masking everything else.
 *
 * @param text in UTF-8 at most 64 KiB
 */
record SecretValue(String text) {
    private static final int MOST_BYTES = 64 << 10;
    private static final String PATH = "/value";

    SecretValue {
        if (text.strip().length() < Forms.LEAST_LENGTH) {
            throw ProblemException.invalid(
                    PATH,
                    "value must have at least %d characters besides white space around them: a shorter one is masked too often to leave anything readable"
                            .formatted(Forms.LEAST_LENGTH));
        }
        if (!StandardCharsets.UTF_8.newEncoder().canEncode(text)) {
            throw ProblemException.invalid(PATH, "value has half of a surrogate pair, which is no character");
        }
        if (text.getBytes(StandardCharsets.UTF_8).length > MOST_BYTES) {
            throw ProblemException.invalid(PATH, "value must have at most %,d bytes in UTF-8".formatted(MOST_BYTES));
        }
    }

    /** Nothing of it. */
    @Override
    public String toString() {
        return "(secret)";
    }
}
