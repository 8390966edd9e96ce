package dev.millrace.access;

import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.KeySourceException;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKMatcher;
import com.nimbusds.jose.jwk.JWKSelector;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.jwk.source.JWKSourceBuilder;
import com.nimbusds.jose.jwk.source.RateLimitReachedException;
import com.nimbusds.jose.proc.SecurityContext;
import dev.millrace.http.ProblemException;
import java.net.MalformedURLException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.jboss.logging.Logger;

/**
 * The public keys of a token issuer (a JWK set, RFC 7517). They are kept for five minutes and fetched anew in the
 * background before that; when the issuer is away, for an hour. A key that is not among them makes them be fetched at
 * once, but only twice in half a minute: nobody can use us to flood the issuer. Thread-safe.
 */
final class IssuerKeys {
    private static final Logger LOG = Logger.getLogger(IssuerKeys.class);

    private static final Duration KEPT = Duration.ofMinutes(5);
    private static final Duration REFRESHED_BEFORE = Duration.ofMinutes(1);
    private static final Duration KEPT_IN_OUTAGE = Duration.ofHours(1);
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Duration BETWEEN_FETCHES = Duration.ofSeconds(30);

    private final JWKSource<SecurityContext> source;

    private IssuerKeys(JWKSource<SecurityContext> source) {
        this.source = source;
    }

    /** The keys that are published here. Nothing is fetched before a key is looked for. */
    static IssuerKeys at(URI address) {
        try {
            return new IssuerKeys(JWKSourceBuilder.create(address.toURL(), new KeySetDownload())
                    .cache(KEPT.toMillis(), PATIENCE.toMillis())
                    .refreshAheadCache(REFRESHED_BEFORE.toMillis(), true)
                    .rateLimited(BETWEEN_FETCHES.toMillis())
                    .outageTolerant(KEPT_IN_OUTAGE.toMillis())
                    .build());
        } catch (MalformedURLException e) {
            throw new IllegalArgumentException("the settings allow http and https only", e);
        }
    }

    /**
     * The keys with which a token of this header may be signed: of its key id if it names one, of its algorithm's kind,
     * and not published for another use or algorithm.
     *
     * @throws ProblemException 503 when the issuer's keys cannot be fetched
     */
    List<JWK> find(JWSHeader header) {
        try {
            return source.get(new JWKSelector(JWKMatcher.forJWSHeader(header)), null);
        } catch (RateLimitReachedException _) {
            return List.of();
        } catch (KeySourceException e) {
            LOG.warnf("The keys of the token issuer cannot be fetched: %s", e.getMessage());
            throw ProblemException.of(
                    503,
                    "issuer-unavailable",
                    "The token cannot be checked at the moment",
                    "The keys of the token's issuer cannot be fetched. Try again in a moment.");
        }
    }
}
