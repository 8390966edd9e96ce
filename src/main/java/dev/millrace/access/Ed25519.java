package dev.millrace.access;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.HexFormat;

/** Signatures by Ed25519 (RFC 8032), as the JDK checks them. */
final class Ed25519 {
    private static final int KEY_LENGTH = 32;

    /** What comes before the key's own bytes in its DER form (RFC 8410, section 4). */
    private static final byte[] DER_PREFIX = HexFormat.of().parseHex("302a300506032b6570032100");

    private Ed25519() {}

    /** Whether the owner of this public key has signed the message. */
    static boolean verifies(byte[] publicKey, byte[] message, byte[] signature) {
        if (publicKey.length != KEY_LENGTH) {
            return false;
        }
        byte[] der = ByteBuffer.allocate(DER_PREFIX.length + KEY_LENGTH)
                .put(DER_PREFIX)
                .put(publicKey)
                .array();
        try {
            PublicKey key = KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(der));
            Signature check = Signature.getInstance("Ed25519");
            check.initVerify(key);
            check.update(message);
            return check.verify(signature);
        } catch (GeneralSecurityException _) {
            // A point that is not on the curve, or a signature of another length: no signature of this key.
            return false;
        }
    }
}
