package dev.millrace.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.millrace.http.IdempotencyStore.Kept;
import dev.millrace.store.Database;
import dev.millrace.store.Write;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Requests with an {@code Idempotency-Key} act once: who sends the same again, gets the first answer again. The answer
 * is kept in the same transaction as what the request did, for a day. Thread-safe.
 */
@Singleton
public final class Idempotency {
    /** The header of requests. */
    public static final String KEY = "Idempotency-Key";

    /** The header of answers that were given before. */
    public static final String REPLAYED = "Idempotent-Replayed";

    private static final Duration KEPT = Duration.ofHours(24);
    private static final Pattern FIT = Pattern.compile("[\\x21-\\x7e]{1,255}");

    private final Database database;
    private final IdempotencyStore store;
    private final ObjectMapper mapper;
    private final Clock clock;
    private final Set<Scoped> inFlight = ConcurrentHashMap.newKeySet();

    Idempotency(Database database, ObjectMapper mapper, Clock clock) {
        this.database = database;
        this.store = new IdempotencyStore(database);
        this.mapper = mapper;
        this.clock = clock;
    }

    /** A key with the user who sent it: the same key of somebody else is another one. */
    private record Scoped(String user, String key) {}

    /**
     * Begins a request that may act only once. Close the claim when the request is answered.
     *
     * @param user the id of the user who calls
     * @param key the header's value, or null: then the request may act as often as it is sent
     * @param target method and path of the request
     * @throws ProblemException 409 while the same request is being worked on, 422 when the key came with another one
     */
    public Claim claim(String user, @Nullable String key, String target, byte[] body) {
        if (key == null) {
            return new Claim(null, "", null);
        }
        if (!FIT.matcher(key).matches()) {
            throw ProblemException.invalid("/" + KEY, "the Idempotency-Key must be 1 to 255 visible ASCII characters");
        }
        Scoped scoped = new Scoped(user, key);
        if (!inFlight.add(scoped)) {
            throw inFlight();
        }
        try {
            String digest = digest(target, body);
            Kept kept = store.find(user, key, clock.millis() - KEPT.toMillis()).orElse(null);
            if (kept != null && !kept.digest().equals(digest)) {
                throw ProblemException.invalid(
                        "idempotency-key-reused",
                        "The Idempotency-Key belongs to another request",
                        "This Idempotency-Key came with another request before; use a new key for a new request.",
                        List.of());
            }
            return new Claim(scoped, digest, kept);
        } catch (RuntimeException e) {
            inFlight.remove(scoped);
            throw e;
        }
    }

    private static ProblemException inFlight() {
        return ProblemException.conflict(
                "request-in-flight",
                "The same request is being worked on",
                "A request with this Idempotency-Key has not been answered yet. Try again in a moment.");
    }

    /** Forgets answers that are older than a day; how many. */
    public int forgetOld() {
        return store.deleteBefore(clock.millis() - KEPT.toMillis());
    }

    /** A request's right to act. */
    public final class Claim implements AutoCloseable {
        private final @Nullable Scoped key;
        private final String digest;
        private final @Nullable Kept earlier;

        private Claim(@Nullable Scoped key, String digest, @Nullable Kept earlier) {
            this.key = key;
            this.digest = digest;
            this.earlier = earlier;
        }

        /** The answer that the request got the first time, or null when this is the first time. */
        public @Nullable Response replay() {
            if (earlier == null) {
                return null;
            }
            Response.ResponseBuilder response = Response.status(earlier.status())
                    .type(MediaType.APPLICATION_JSON_TYPE)
                    .entity(earlier.body())
                    .header(REPLAYED, true);
            if (earlier.location() != null) {
                response.location(URI.create(earlier.location()));
            }
            return response.build();
        }

        /** The body of that answer, as JSON; null likewise. */
        public @Nullable String earlierBody() {
            return earlier == null ? null : earlier.body();
        }

        /**
         * Keeps the answer, when it is run in the transaction of what the request does. It throws a 409 when the same
         * request came to another server at the same time, which was first.
         */
        public Write<Boolean> keep(int status, @Nullable URI location, Object body) {
            if (key == null) {
                return _ -> false;
            }
            Kept answer = new Kept(digest, status, location == null ? null : location.toString(), json(body));
            long now = clock.millis();
            return tx -> {
                if (!IdempotencyStore.insert(tx, key.user(), key.key(), answer, now, now - KEPT.toMillis())) {
                    throw inFlight();
                }
                return true;
            };
        }

        /** Keeps the answer by itself, for a request that changes nothing in the database. Returns when it is on disk. */
        public void keepAlone(int status, Object body) {
            if (key != null) {
                database.writer().write(keep(status, null, body));
            }
        }

        @Override
        public void close() {
            if (key != null) {
                inFlight.remove(key);
            }
        }
    }

    private String json(Object body) {
        try {
            return mapper.writeValueAsString(body);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String digest(String target, byte[] body) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update((target + "\n").getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest.digest(body));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
