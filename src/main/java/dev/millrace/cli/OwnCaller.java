package dev.millrace.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The only caller of a server in this process: the user {@code admin}, who may do everything. The server takes tokens
 * that are signed with a secret, which is random and in the memory of this process alone; so nobody else on the machine
 * gets in, and nothing has to be kept or printed.
 */
final class OwnCaller {
    private static final int SECRET_BYTES = 32;

    /** Longer than any process lives. */
    private static final Duration LIFE = Duration.ofDays(3_650);

    private final String secret = secret();

    private static String secret() {
        byte[] random = new byte[SECRET_BYTES];
        new SecureRandom().nextBytes(random);
        return encoded(random);
    }

    /** The settings of a server that lets in this caller and nobody else, as often as it asks. */
    Map<String, String> settings() {
        return Map.of(
                "api.auth.type", "jwt",
                "api.auth.secret", secret,
                "api.auth.jwks_url", "",
                "api.auth.issuer", "",
                "api.auth.audience", "",
                "api.rate_limit.requests_per_minute", "0",
                "api.rate_limit.starts_per_minute", "0");
    }

    /** A token in compact form (RFC 7519), signed with HS256 (RFC 7518, section 3.2). */
    Token token() {
        JsonNode header = Json.object().put("alg", "HS256").put("typ", "JWT");
        JsonNode claims = Json.object()
                .put("sub", "admin")
                .put("scope", "admin")
                .put("exp", Instant.now().plus(LIFE).getEpochSecond());
        String signed = encoded(utf8(header.toString())) + "." + encoded(utf8(claims.toString()));
        return new Token(signed + "." + encoded(signature(signed)));
    }

    private byte[] signature(String text) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(utf8(secret), mac.getAlgorithm()));
            return mac.doFinal(utf8(text));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has HmacSHA256", e);
        }
    }

    private static String encoded(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
