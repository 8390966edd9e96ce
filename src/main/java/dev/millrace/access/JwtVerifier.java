package dev.millrace.access;

import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import dev.millrace.config.Settings;
import dev.millrace.config.Settings.Auth;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.text.ParseException;
import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Recognizes signed tokens (RFC 7519): first the signature, then for whom and when the token is. {@code sub} is the
 * user, {@code scope} says what the caller may do. Thread-safe.
 */
@Singleton
final class JwtVerifier {
    /** Longer tokens are not read; the HTTP server takes no longer headers either. */
    static final int MAX_LENGTH = 8_192;

    /** Tokens made for something else than access say so here (RFC 8725, section 3.11). */
    private static final Set<JOSEObjectType> TYPES = Set.of(JOSEObjectType.JWT, new JOSEObjectType("at+jwt"));

    private final TokenSignatures signatures;
    private final TokenClaims claims;

    @Inject
    JwtVerifier(Settings settings, Clock clock) {
        this(signatures(settings.api().auth()), claims(settings.api().auth(), clock));
    }

    JwtVerifier(TokenSignatures signatures, TokenClaims claims) {
        this.signatures = signatures;
        this.claims = claims;
    }

    private static TokenSignatures signatures(Auth auth) {
        return new TokenSignatures(auth.secret(), auth.jwksUrl() == null ? null : IssuerKeys.at(auth.jwksUrl()));
    }

    private static TokenClaims claims(Auth auth, Clock clock) {
        return new TokenClaims(auth.issuer(), auth.audience(), clock);
    }

    Login verify(String text) {
        if (text.length() > MAX_LENGTH) {
            return refused("The token is longer than " + MAX_LENGTH + " characters.");
        }
        try {
            SignedJWT token = SignedJWT.parse(text);
            Optional<String> objection = headerObjection(token).or(() -> signatures.objection(token));
            return objection.isPresent() ? refused(objection.get()) : signed(token.getJWTClaimsSet());
        } catch (ParseException | IllegalArgumentException _) {
            return refused("The credential is neither an API key nor a signed token that can be read.");
        }
    }

    private static Optional<String> headerObjection(SignedJWT token) {
        JOSEObjectType type = token.getHeader().getType();
        if (type != null && !TYPES.contains(type)) {
            return Optional.of("The token is not one for access; its type (typ) must be JWT or at+jwt.");
        }
        if (token.getHeader().getCriticalParams() != null) {
            return Optional.of("The token demands extensions (crit) that are not known here.");
        }
        return Optional.empty();
    }

    private Login signed(JWTClaimsSet token) {
        Optional<String> objection = claims.objection(token);
        if (objection.isPresent()) {
            return refused(objection.get());
        }
        return new Login.Known(
                token.getSubject(),
                Scopes.known(scopeNames(token.getClaim("scope"))),
                new Credential(
                        Credential.Kind.JWT, shownId(token.getJWTID()), new Validity.Until(claims.goodUntil(token))));
    }

    /** Scopes come as one text with blanks between them (RFC 8693, section 4.2), and from some issuers as a list. */
    private static Stream<String> scopeNames(@Nullable Object scope) {
        return switch (scope) {
            case String text -> Arrays.stream(text.split(" "));
            case List<?> list -> list.stream().filter(String.class::isInstance).map(String.class::cast);
            case null, default -> Stream.empty();
        };
    }

    private static @Nullable String shownId(@Nullable String id) {
        return id != null && UserIds.isFit(id) ? id : null;
    }

    private static Login refused(String reason) {
        return new Login.Refused(Credential.Kind.JWT, reason);
    }
}
