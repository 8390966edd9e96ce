package dev.millrace.access;

import dev.millrace.http.ProblemException;
import io.vertx.core.http.HttpServerRequest;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** The credential that a request brings along. */
sealed interface Presented {
    /** The scheme of RFC 6750, whose name has no case (RFC 9110, section 11.1). */
    String BEARER = "Bearer";

    /** None. */
    record Nothing() implements Presented {}

    /** Something that can only be an API key. */
    record Key(String text) implements Presented {
        @Override
        public String toString() {
            return "an API key";
        }
    }

    /** A signed token. */
    record Token(String text) implements Presented {
        @Override
        public String toString() {
            return "a token";
        }
    }

    /** A one-time ticket. */
    record OneTime(String text) implements Presented {
        @Override
        public String toString() {
            return "a ticket";
        }
    }

    /** The name of a user, for which a proxy vouches. */
    record User(String id) implements Presented {}

    /** An {@code Authorization} that is none of these. */
    record Unknown() implements Presented {}

    /**
     * Finds the credential. The same one may come twice; two different ones are a 400, since it would be for us to guess
     * which of them is meant.
     *
     * @param byHeader whether {@code X-User-Id} counts
     */
    static Presented in(HttpServerRequest request, boolean byHeader) {
        Set<Presented> found = new LinkedHashSet<>();
        request.headers().getAll("Authorization").forEach(value -> found.add(authorization(value)));
        request.headers().getAll("X-API-Key").forEach(value -> found.add(new Key(value.strip())));
        tickets(request).forEach(value -> found.add(new OneTime(value)));
        if (byHeader) {
            request.headers().getAll("X-User-Id").forEach(value -> found.add(new User(value)));
            request.headers().getAll("user_id").forEach(value -> found.add(new User(value)));
        }
        if (found.size() > 1) {
            throw ProblemException.of(
                    400,
                    "several-credentials",
                    "The request has more than one credential",
                    "Send one of Authorization, X-API-Key, ticket and (behind a proxy) X-User-Id; they may differ in"
                            + " what they allow.");
        }
        return found.isEmpty() ? new Nothing() : found.iterator().next();
    }

    private static List<String> tickets(HttpServerRequest request) {
        try {
            return request.params().getAll("ticket");
        } catch (IllegalArgumentException _) {
            throw ProblemException.unreadable(
                    "The query in the address is not well-formed: a % must be written as %25.");
        }
    }

    private static Presented authorization(String value) {
        String credential = value.strip();
        boolean bearer = credential.regionMatches(true, 0, BEARER, 0, BEARER.length())
                && credential.length() > BEARER.length()
                && Character.isWhitespace(credential.charAt(BEARER.length()));
        if (!bearer) {
            return new Unknown();
        }
        String text = credential.substring(BEARER.length()).stripLeading();
        return text.startsWith(PlainKey.MARK) ? new Key(text) : new Token(text);
    }
}
