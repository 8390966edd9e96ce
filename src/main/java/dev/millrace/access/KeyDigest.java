package dev.millrace.access;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * What is kept of an API key: its SHA-256. A key is random and long, so that nobody finds it by trying, and a slow hash
 * would add nothing. Digests can be compared by {@link #matches} alone, in a time that does not depend on them.
 */
final class KeyDigest {
    private final byte[] bytes;

    private KeyDigest(byte[] bytes) {
        this.bytes = bytes;
    }

    static KeyDigest of(String key) {
        try {
            return new KeyDigest(MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    static KeyDigest fromHex(String hex) {
        return new KeyDigest(HexFormat.of().parseHex(hex));
    }

    String hex() {
        return HexFormat.of().formatHex(bytes);
    }

    boolean matches(KeyDigest other) {
        return MessageDigest.isEqual(bytes, other.bytes);
    }
}
