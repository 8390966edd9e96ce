package dev.millrace.access;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.crypto.MACVerifier;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.OctetKeyPair;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jwt.SignedJWT;
import dev.millrace.config.Secret;
import java.util.List;
import java.util.Optional;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Checks signatures. Each kind of key is used with its one algorithm, whatever a token asks for: the secret with HS256,
 * an issuer's keys with RS256, ES256 (P-256) and EdDSA (Ed25519). So a public key can never pass for a secret, and a
 * token without a signature is none.
 */
final class TokenSignatures {
    private static final Logger LOG = Logger.getLogger(TokenSignatures.class);

    private static final Optional<String> NOT_ACCEPTED =
            Optional.of("The token is signed in a way that is not accepted here (alg).");

    private final Secret secret;
    private final @Nullable IssuerKeys issuer;

    /**
     * What signatures are checked with.
     *
     * @param secret empty for none
     * @param issuer null for none
     */
    TokenSignatures(Secret secret, @Nullable IssuerKeys issuer) {
        this.secret = secret;
        this.issuer = issuer;
    }

    /** Why a token's signature does not hold; empty when it does. */
    Optional<String> objection(SignedJWT token) {
        return switch (token.getHeader().getAlgorithm().getName()) {
            case "HS256" -> secret.isEmpty() ? NOT_ACCEPTED : objection(bySecret(token));
            case "RS256", "ES256", "EdDSA" -> issuer == null ? NOT_ACCEPTED : byIssuer(token, issuer);
            default -> NOT_ACCEPTED;
        };
    }

    private Optional<String> byIssuer(SignedJWT token, IssuerKeys keys) {
        List<JWK> candidates = keys.find(token.getHeader());
        if (candidates.isEmpty()) {
            return Optional.of("The token is signed with a key that its issuer does not publish (kid).");
        }
        return objection(candidates.stream().anyMatch(key -> by(key, token)));
    }

    private boolean bySecret(SignedJWT token) {
        try {
            return token.verify(new MACVerifier(secret.bytes()));
        } catch (JOSEException e) {
            return broken(e);
        }
    }

    private static boolean by(JWK key, SignedJWT token) {
        try {
            return switch (key) {
                case RSAKey rsa -> token.verify(new RSASSAVerifier(rsa));
                case ECKey ec -> token.verify(new ECDSAVerifier(ec));
                case OctetKeyPair ed ->
                    Ed25519.verifies(
                            ed.getDecodedX(),
                            token.getSigningInput(),
                            token.getSignature().decode());
                default -> false;
            };
        } catch (JOSEException e) {
            return broken(e);
        }
    }

    /** The key or the signature is malformed, which is as good as wrong. */
    private static boolean broken(JOSEException e) {
        LOG.debugf("A signature could not be checked: %s", e.getMessage());
        return false;
    }

    private static Optional<String> objection(boolean verified) {
        return verified ? Optional.empty() : Optional.of("The token's signature does not hold.");
    }
}
