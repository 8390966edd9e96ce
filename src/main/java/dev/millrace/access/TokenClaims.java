package dev.millrace.access;

import com.nimbusds.jwt.JWTClaimsSet;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.Optional;

/**
 * What a token must say.
 *
 * @param issuer who must have made it; empty for anybody who can sign
 * @param audience for whom it must be; empty for anybody
 */
record TokenClaims(String issuer, String audience, Clock clock) {
    /** How far the issuer's clock and ours may be apart. */
    private static final Duration SKEW = Duration.ofSeconds(60);

    /** Until when a token is good, of which there is no objection now: milliseconds since 1970 UTC. */
    long goodUntil(JWTClaimsSet token) {
        return token.getExpirationTime().toInstant().plus(SKEW).toEpochMilli();
    }

    /** Why a token is not good at this time; empty when it is. */
    Optional<String> objection(JWTClaimsSet token) {
        Instant now = clock.instant();
        Date expires = token.getExpirationTime();
        if (expires == null) {
            return Optional.of("The token does not say when it expires (exp).");
        }
        if (!now.minus(SKEW).isBefore(expires.toInstant())) {
            return Optional.of("The token has expired (exp).");
        }
        Date notBefore = token.getNotBeforeTime();
        if (notBefore != null && now.plus(SKEW).isBefore(notBefore.toInstant())) {
            return Optional.of("The token is not valid yet (nbf).");
        }
        if (!issuer.isEmpty() && !issuer.equals(token.getIssuer())) {
            return Optional.of("The token is not of the issuer that is trusted here (iss).");
        }
        if (!audience.isEmpty() && !token.getAudience().contains(audience)) {
            return Optional.of("The token is not meant for this server (aud).");
        }
        if (token.getSubject() == null || !UserIds.isFit(token.getSubject())) {
            return Optional.of("The token must name its user (sub) in " + UserIds.FORM + ".");
        }
        return Optional.empty();
    }
}
