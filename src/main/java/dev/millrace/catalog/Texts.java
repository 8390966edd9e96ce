package dev.millrace.catalog;

import org.jspecify.annotations.Nullable;

/** What texts of the catalog must be like; each method says what is wrong with one, or null. Lengths are in characters of Unicode. */
final class Texts {
    static final int NAME = 200;
    static final int SKU = 100;
    static final int CUSTOMER = 200;
    static final int DESCRIPTION = 5_000;

    private Texts() {}

    static @Nullable String name(String text) {
        return line(text, NAME);
    }

    static @Nullable String sku(String text) {
        return identifier(text, SKU);
    }

    static @Nullable String customer(String text) {
        return identifier(text, CUSTOMER);
    }

    static @Nullable String description(String text) {
        return length(text, 0, DESCRIPTION) != null ? length(text, 0, DESCRIPTION) : characters(text, "\n\r\t");
    }

    static @Nullable String currency(String text) {
        return Currencies.isCode(text) ? null : "must be the code of a currency such as USD or EUR";
    }

    /** What is compared must not differ by what nobody sees. */
    private static @Nullable String identifier(String text, int most) {
        return text.equals(text.strip()) ? line(text, most) : "must not begin or end with a blank";
    }

    private static @Nullable String line(String text, int most) {
        String length = length(text, 1, most);
        if (length != null) {
            return length;
        }
        return text.isBlank() ? "must not be blank" : characters(text, "");
    }

    private static @Nullable String length(String text, int least, int most) {
        int length = text.codePointCount(0, text.length());
        return length >= least && length <= most
                ? null
                : "must have %d to %d characters, not %d".formatted(least, most, length);
    }

    private static @Nullable String characters(String text, String allowed) {
        boolean fit =
                text.codePoints().noneMatch(c -> isHalf(c) || (Character.isISOControl(c) && allowed.indexOf(c) < 0));
        return fit ? null : "must not have control characters or halves of characters";
    }

    /** A surrogate without its other half: no text that can be stored as UTF-8. */
    private static boolean isHalf(int codePoint) {
        return codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE;
    }
}
