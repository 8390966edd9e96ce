package dev.millrace.access;

import dev.millrace.access.ApiKey.Replaced;
import dev.millrace.http.PageRequest;
import dev.millrace.http.ProblemException;
import dev.millrace.store.Ids;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The life of API keys. Nobody gets more out of it than they have: neither a new key nor a new secret for a key may
 * allow what the caller may not do. What belongs to another user is not found, but by an admin. Thread-safe.
 */
@Singleton
final class ApiKeys {
    private static final Pattern NAME = Pattern.compile("[^\\p{Cntrl}]{1,100}");
    private static final Duration LEAST_LIFE = Duration.ofSeconds(1);

    private final ApiKeyStore store;
    private final ApiKeyVerifier verifier;
    private final Ids ids;
    private final Clock clock;

    ApiKeys(ApiKeyStore store, ApiKeyVerifier verifier, Ids ids, Clock clock) {
        this.store = store;
        this.verifier = verifier;
        this.ids = ids;
        this.clock = clock;
    }

    /** A key in the only moment in which its secret is known. */
    record Made(ApiKey key, PlainKey plain) {}

    /**
     * What a new key is to be.
     *
     * @param scopes null for those of whoever asks
     * @param expiresIn null for never
     * @param userId null for whoever asks
     */
    record Wish(
            String name,
            @Nullable List<String> scopes,
            @Nullable String expiresIn,
            @Nullable String userId) {}

    /** Makes a key. Throws a 422 for a wish that is not valid, a 403 for one that goes beyond what the caller may do. */
    Made create(Caller by, Wish wish) {
        if (!NAME.matcher(wish.name()).matches() || wish.name().isBlank()) {
            throw ProblemException.invalid(
                    "/name", "name must be 1 to 100 characters, none of them a control character");
        }
        Scopes scopes = wish.scopes() == null ? by.scopes() : scopes(wish.scopes());
        requireCovered(by, scopes);
        String user = wish.userId() == null ? by.userId() : wish.userId();
        if (!user.equals(by.userId())) {
            by.require(Scope.ADMIN);
        }
        if (!UserIds.isFit(user)) {
            throw ProblemException.invalid("/user_id", "user_id must be " + UserIds.FORM);
        }
        long now = clock.millis();
        Long expiresAt = wish.expiresIn() == null
                ? null
                : Long.valueOf(now
                        + Lifetime.parse("expires_in", wish.expiresIn(), LEAST_LIFE)
                                .toMillis());
        return insert(user, wish.name(), scopes, expiresAt, now);
    }

    /** Makes the first key, with which an operator begins; false when there is one, as another server may just have made. */
    boolean first(String userId, String name, PlainKey plain) {
        return store.insertFirst(row -> new ApiKey(
                row, plain.id(), userId, name, Scopes.ALL, plain.digest(), null, null, null, clock.millis()));
    }

    /** Whether there is no key at all. */
    boolean none() {
        return store.isEmpty();
    }

    /** The caller's keys, newest first and one more than the page has when there are more; an admin sees everyone's. */
    List<ApiKey> list(Caller by, PageRequest page) {
        return store.list(visibleTo(by), page);
    }

    long count(Caller by) {
        return store.count(visibleTo(by));
    }

    /** The key of this id. Throws a 404. */
    ApiKey get(Caller by, String id) {
        return store.find(id)
                .filter(key -> key.userId().equals(by.userId()) || by.may(Scope.ADMIN))
                .orElseThrow(() -> ProblemException.notFound("api-key", id));
    }

    /**
     * Gives a key another secret. The present one works on for this long; one that was replaced before ends now.
     * Throws a 404, a 409 for a key that has expired, a 403 for one that may do more than the caller.
     */
    Made rotate(Caller by, String id, Duration grace) {
        ApiKey key = get(by, id);
        requireCovered(by, key.scopes());
        long now = clock.millis();
        if (!key.isLive(now)) {
            throw ProblemException.conflict(
                    "api-key-expired", "The key has expired", "An expired key stays expired; make a new one.");
        }
        PlainKey next = PlainKey.withId(key.id());
        Replaced replaced = grace.isZero() ? null : new Replaced(key.digest(), now + grace.toMillis());
        if (!store.replace(key, next.digest(), replaced)) {
            throw ProblemException.conflict(
                    "api-key-changed",
                    "The key was changed meanwhile",
                    "Somebody else rotated or deleted the key at the same time. Look at it before you try again.");
        }
        verifier.forget(id);
        return new Made(get(by, id), next);
    }

    /** Ends a key: from now on it is refused. Throws a 404. */
    void delete(Caller by, String id) {
        if (!store.delete(get(by, id))) {
            throw ProblemException.notFound("api-key", id);
        }
        verifier.forget(id);
    }

    private Made insert(String user, String name, Scopes scopes, @Nullable Long expiresAt, long now) {
        PlainKey plain = PlainKey.random();
        ApiKey key = new ApiKey(ids.next(), plain.id(), user, name, scopes, plain.digest(), null, expiresAt, null, now);
        store.insert(key);
        return new Made(key, plain);
    }

    private static Scopes scopes(List<String> names) {
        if (names.isEmpty()) {
            throw ProblemException.invalid("/scopes", "scopes must name at least one; left out, they are your own");
        }
        try {
            return Scopes.named(names);
        } catch (IllegalArgumentException e) {
            throw ProblemException.invalid("/scopes", String.valueOf(e.getMessage()));
        }
    }

    private static void requireCovered(Caller by, Scopes scopes) {
        if (!by.scopes().cover(scopes)) {
            throw ProblemException.of(
                            403,
                            "scopes-exceeded",
                            "The key would allow more than the caller may do",
                            "Your credential has %s; a key with %s can be made only by who has these scopes."
                                    .formatted(by.scopes().names(), scopes.names()))
                    .with(Map.of("scopes", scopes.names()));
        }
    }

    private static @Nullable String visibleTo(Caller by) {
        return by.may(Scope.ADMIN) ? null : by.userId();
    }
}
