package dev.millrace.secret;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.IntPredicate;

/**
 * The ways in which a secret may appear in a text:
 *
 * <ul>
 *   <li>as it is; without the white space around it; each of its lines of 4 characters or more, likewise without
 *   <li>as one word of a shell, the way the template function {@code escape} writes it
 *   <li>in a string of JSON: with only what must be escaped, with all but ASCII ({@code \\u00e9}), with {@code < > &} and
 *       all that must be ({@code \\u003c}); digits in small letters or capitals
 *   <li>URL-encoded: all but unreserved characters (RFC 3986), the same but for slashes, as {@code encodeURIComponent}
 *       does it, and as forms do; digits in small letters or capitals
 *   <li>in base64 (both alphabets of RFC 4648), also in the midst of other data; when it is all of the data, also in lines
 *       of 76 or 64 characters
 * </ul>
 */
final class Forms {
    /** Shorter lines would mask much that is no secret. */
    static final int LEAST_LENGTH = 4;

    private static final String UNRESERVED = "-._~";
    private static final List<HexFormat> HEX =
            List.of(HexFormat.of(), HexFormat.of().withUpperCase());
    private static final int[] WRAPPED_AT = {76, 64};
    private static final int BITS_PER_DIGIT = 6;

    private final Set<String> texts = new LinkedHashSet<>();

    private Forms() {}

    /** All forms of a value, those that are too short left out. */
    static Set<String> of(String value) {
        Forms forms = new Forms();
        forms.add(value);
        String stripped = value.strip();
        if (!stripped.equals(value)) {
            forms.add(stripped);
        }
        stripped.lines().map(String::strip).forEach(forms.texts::add);
        forms.texts.removeIf(text -> text.length() < LEAST_LENGTH);
        return forms.texts;
    }

    private void add(String value) {
        texts.add(value);
        texts.add(value.replace("'", "'\\''"));
        for (HexFormat digits : HEX) {
            texts.add(json(value, _ -> false, digits));
            texts.add(json(value, c -> c > '~', digits));
            texts.add(json(value, c -> "<>&".indexOf(c) >= 0, digits));
            texts.add(url(value, UNRESERVED, digits));
            texts.add(url(value, UNRESERVED + "/", digits));
            texts.add(url(value, "-_.!~*'()", digits));
            texts.add(url(value, "-_.* ", digits).replace(' ', '+'));
        }
        byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
        addBase64(bytes, Base64.getEncoder());
        addBase64(bytes, Base64.getUrlEncoder());
    }

    private static String json(String text, IntPredicate alsoEscaped, HexFormat digits) {
        StringBuilder out = new StringBuilder();
        text.chars().forEach(c -> {
            int named = "\b\t\n\f\r\"\\".indexOf(c);
            if (named >= 0) {
                out.append('\\').append("btnfr\"\\".charAt(named));
            } else if (c < ' ' || alsoEscaped.test(c)) {
                out.append("\\u").append(digits.toHexDigits((char) c));
            } else {
                out.append((char) c);
            }
        });
        return out.toString();
    }

    private static String url(String text, String safe, HexFormat digits) {
        StringBuilder out = new StringBuilder();
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            boolean plain = (b >= '0' && b <= '9') || (b >= 'A' && b <= 'Z') || (b >= 'a' && b <= 'z');
            if (plain || safe.indexOf(b) >= 0) {
                out.append((char) b);
            } else {
                out.append('%').append(digits.toHexDigits(b));
            }
        }
        return out.toString();
    }

    /** What comes before decides at which of three places in a group of digits the secret begins. */
    private void addBase64(byte[] secret, Base64.Encoder encoder) {
        for (int before = 0; before < 3; before++) {
            byte[] data = new byte[before + secret.length];
            System.arraycopy(secret, 0, data, before, secret.length);
            String digits = encoder.withoutPadding().encodeToString(data);
            // A digit that holds bits of something else as well can be any.
            int first = Math.ceilDiv(before * Byte.SIZE, BITS_PER_DIGIT);
            texts.add(digits.substring(first, data.length * Byte.SIZE / BITS_PER_DIGIT));
            texts.add(digits.substring(first));
            texts.add(encoder.encodeToString(data).substring(first));
        }
        String whole = encoder.encodeToString(secret);
        for (int width : WRAPPED_AT) {
            for (int start = 0; start < whole.length(); start += width) {
                texts.add(whole.substring(start, Math.min(start + width, whole.length())));
            }
        }
    }
}
