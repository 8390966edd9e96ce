package dev.millrace.secret;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import org.jspecify.annotations.Nullable;

/**
 * Encrypts texts for one purpose with AES-256-GCM, each with a random nonce, by a key that is derived from the server's
 * for this purpose alone: so few texts share a key, and none can be taken for one of another purpose. The place where a
 * text is kept is authenticated with it, so that it cannot be put elsewhere either. Thread-safe.
 *
 * <p>A sealed text is {@code sealed:}, the id of the server's key, a colon, and base64 of nonce, ciphertext and tag.
 */
public final class Seal {
    private static final String PREFIX = "sealed:";
    private static final String CIPHER = "AES/GCM/NoPadding";
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;
    private static final SecureRandom RANDOM = new SecureRandom();

    private final MasterKeys keys;
    private final String purpose;
    private volatile @Nullable SecretKey derived;

    Seal(MasterKeys keys, String purpose) {
        this.keys = keys;
        this.purpose = purpose;
    }

    /** Whether a text was sealed, be it with this seal or another. */
    public static boolean isSealed(String text) {
        return text.startsWith(PREFIX);
    }

    /** Encrypts a text that is kept at a place. Makes the server's key if there is none yet. */
    public String close(String place, String text) {
        MasterKey master = keys.require();
        byte[] nonce = new byte[NONCE_BYTES];
        RANDOM.nextBytes(nonce);
        try {
            byte[] sealed = cipher(Cipher.ENCRYPT_MODE, key(master), nonce, place)
                    .doFinal(text.getBytes(StandardCharsets.UTF_8));
            byte[] whole = Arrays.copyOf(nonce, NONCE_BYTES + sealed.length);
            System.arraycopy(sealed, 0, whole, NONCE_BYTES, sealed.length);
            return PREFIX + master.id() + ":" + Base64.getEncoder().encodeToString(whole);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has " + CIPHER, e);
        }
    }

    /**
     * Decrypts what is kept at a place.
     *
     * @throws SealBroken when it was sealed with another key, or changed since, or was sealed for somewhere else
     */
    public String open(String place, String sealed) {
        String[] parts = sealed.split(":", 3);
        if (parts.length != 3 || !isSealed(sealed)) {
            throw new SealBroken("it is not encrypted, as it should be");
        }
        MasterKey master = keys.of(parts[1]);
        try {
            byte[] whole = decoded(parts[2]);
            byte[] nonce = Arrays.copyOf(whole, NONCE_BYTES);
            byte[] text = cipher(Cipher.DECRYPT_MODE, key(master), nonce, place)
                    .doFinal(whole, NONCE_BYTES, Math.max(0, whole.length - NONCE_BYTES));
            return new String(text, StandardCharsets.UTF_8);
        } catch (AEADBadTagException | IllegalArgumentException _) {
            throw new SealBroken("it was changed since it was encrypted, or belongs elsewhere");
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has " + CIPHER, e);
        }
    }

    /** Only what an encoder writes: a decoder does not look at the last bits of a text that ends within a byte. */
    private static byte[] decoded(String text) {
        byte[] bytes = Base64.getDecoder().decode(text);
        if (!Base64.getEncoder().encodeToString(bytes).equals(text)) {
            throw new IllegalArgumentException("not as an encoder writes it");
        }
        return bytes;
    }

    private SecretKey key(MasterKey master) {
        SecretKey key = derived;
        if (key == null) {
            key = master.derive(purpose);
            derived = key;
        }
        return key;
    }

    private static Cipher cipher(int mode, SecretKey key, byte[] nonce, String place) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance(CIPHER);
        cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
        cipher.updateAAD(place.getBytes(StandardCharsets.UTF_8));
        return cipher;
    }
}
