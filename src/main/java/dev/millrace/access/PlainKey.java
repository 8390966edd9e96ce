package dev.millrace.access;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Optional;
import java.util.zip.CRC32;

/**
 * An API key as its owner has it: {@code mr_<id>_<secret>}. The id has 12 characters and is no secret. The secret has 37
 * random characters (220 bits) and 6 of a checksum over all before them, so that a typo is noticed without a look-up
 * and scanners for secrets can tell a key from other text.
 */
record PlainKey(String id, String secret) {
    private static final String ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private static final int ID_LENGTH = 12;
    private static final int RANDOM_LENGTH = 37;
    private static final int CHECKSUM_LENGTH = 6;
    private static final SecureRandom RANDOM = new SecureRandom();

    /** What every key begins with. */
    static final String MARK = "mr_";

    /** A new key with a new id. */
    static PlainKey random() {
        return withId(random(ID_LENGTH));
    }

    /** A new key that takes the place of another one. */
    static PlainKey withId(String id) {
        String random = random(RANDOM_LENGTH);
        return new PlainKey(id, random + checksum(prefix(id) + "_" + random));
    }

    /** Reads a key; empty when it has not the form of one, or its checksum does not fit. */
    static Optional<PlainKey> parse(String text) {
        int idEnd = MARK.length() + ID_LENGTH;
        int end = idEnd + 1 + RANDOM_LENGTH;
        return text.length() == end + CHECKSUM_LENGTH
                        && text.startsWith(MARK)
                        && isAlphanumeric(text, MARK.length(), idEnd)
                        && text.charAt(idEnd) == '_'
                        && isAlphanumeric(text, idEnd + 1, end)
                        && text.endsWith(checksum(text.substring(0, end)))
                ? Optional.of(new PlainKey(text.substring(MARK.length(), idEnd), text.substring(idEnd + 1)))
                : Optional.empty();
    }

    private static boolean isAlphanumeric(String text, int from, int to) {
        for (int i = from; i < to; i++) {
            if (ALPHABET.indexOf(text.charAt(i)) < 0) {
                return false;
            }
        }
        return true;
    }

    /** What of a key may be shown, to tell it from others. */
    static String prefix(String id) {
        return MARK + id;
    }

    /** The whole key. */
    String text() {
        return prefix(id) + "_" + secret;
    }

    KeyDigest digest() {
        return KeyDigest.of(text());
    }

    /** Without the secret. */
    @Override
    public String toString() {
        return prefix(id);
    }

    /** 62 to the power of 6 is more than 2 to the power of 32. */
    private static String checksum(String text) {
        CRC32 crc = new CRC32();
        crc.update(text.getBytes(StandardCharsets.US_ASCII));
        char[] digits = new char[CHECKSUM_LENGTH];
        long rest = crc.getValue();
        for (int i = CHECKSUM_LENGTH - 1; i >= 0; i--) {
            digits[i] = ALPHABET.charAt((int) (rest % ALPHABET.length()));
            rest /= ALPHABET.length();
        }
        return new String(digits);
    }

    private static String random(int length) {
        StringBuilder text = new StringBuilder(length);
        for (int i = 0; i < length; i++) {
            text.append(ALPHABET.charAt(RANDOM.nextInt(ALPHABET.length())));
        }
        return text.toString();
    }
}
