package dev.millrace.secret;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;
import javax.crypto.KDF;
import javax.crypto.SecretKey;
import javax.crypto.spec.HKDFParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/** The key from which all others are derived (HKDF with SHA-256, RFC 5869): 32 random bytes. Immutable. */
final class MasterKey {
    static final int BYTES = 32;
    private static final int ID_BYTES = 4;

    private final byte[] bytes;
    private final String id;

    private MasterKey(byte[] bytes) {
        this.bytes = bytes;
        byte[] name = derive("id").getEncoded();
        this.id = HexFormat.of().formatHex(name, 0, ID_BYTES);
    }

    static MasterKey random() {
        byte[] bytes = new byte[BYTES];
        new SecureRandom().nextBytes(bytes);
        return new MasterKey(bytes);
    }

    /** Reads a key. Throws {@code IllegalArgumentException} when the text is not 32 bytes in base64. */
    static MasterKey parse(String base64) {
        byte[] bytes = Base64.getDecoder().decode(base64.strip());
        if (bytes.length != BYTES) {
            throw new IllegalArgumentException("a key has %d bytes, not %d".formatted(BYTES, bytes.length));
        }
        return new MasterKey(bytes);
    }

    String text() {
        return Base64.getEncoder().encodeToString(bytes);
    }

    /** Names the key without telling anything about it. */
    String id() {
        return id;
    }

    SecretKey derive(String purpose) {
        try {
            SecretKey material = new SecretKeySpec(bytes, "HKDF");
            byte[] info = ("millrace " + purpose).getBytes(StandardCharsets.UTF_8);
            return KDF.getInstance("HKDF-SHA256")
                    .deriveKey(
                            "AES",
                            HKDFParameterSpec.ofExtract().addIKM(material).thenExpand(info, BYTES));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has HKDF-SHA256", e);
        }
    }

    @Override
    public String toString() {
        return "MasterKey[" + id + "]";
    }
}
