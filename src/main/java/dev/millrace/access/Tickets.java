package dev.millrace.access;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.millrace.cluster.Redis;
import jakarta.inject.Singleton;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * One-time tickets for browsers, whose event streams and WebSockets cannot set headers. A ticket opens one connection
 * within 30 seconds, as the caller that it was given to, at any server if there is a Redis, and otherwise at this one.
 * Thread-safe.
 */
@Singleton
final class Tickets {
    /** How long a ticket can be used. */
    static final Duration LIFE = Duration.ofSeconds(30);

    private static final int MOST = 100_000;
    private static final int RANDOM_BYTES = 32;
    private static final SecureRandom RANDOM = new SecureRandom();

    private final Clock clock;
    private final SharedTickets shared;

    /** Those that were given out while there was no Redis. */
    private final Cache<String, Caller> open;

    Tickets(Clock clock, SharedTickets shared) {
        this.clock = clock;
        this.shared = shared;
        this.open = Caffeine.newBuilder()
                .ticker(() -> TimeUnit.MILLISECONDS.toNanos(clock.millis()))
                .expireAfterWrite(LIFE)
                .maximumSize(MOST)
                .build();
    }

    /**
     * A ticket.
     *
     * @param expiresAt milliseconds since 1970 UTC
     */
    record Ticket(String text, long expiresAt) {}

    /** A new ticket for this caller. */
    Ticket issue(Caller caller) {
        byte[] random = new byte[RANDOM_BYTES];
        RANDOM.nextBytes(random);
        String text = Base64.getUrlEncoder().withoutPadding().encodeToString(random);
        try {
            shared.keep(text, caller, LIFE);
        } catch (Redis.Away _) {
            open.put(text, caller);
        }
        return new Ticket(text, clock.millis() + LIFE.toMillis());
    }

    /** Whom a ticket was given to; the ticket is used up. Empty when it was used before, is too old, or is none. */
    Optional<Caller> redeem(String text) {
        Optional<Caller> own = Optional.ofNullable(open.asMap().remove(text));
        if (own.isPresent()) {
            return own;
        }
        try {
            return shared.take(text);
        } catch (Redis.Away _) {
            return Optional.empty();
        }
    }
}
