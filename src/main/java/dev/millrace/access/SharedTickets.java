package dev.millrace.access;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.millrace.cluster.Redis;
import io.lettuce.core.SetArgs;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Optional;

/**
 * Tickets that can be used at any server: they are in Redis, under the digest of their text, so that nobody who can read
 * there could use one. Thread-safe.
 */
@Singleton
final class SharedTickets {
    private final Redis redis;
    private final ObjectMapper mapper;

    SharedTickets(Redis redis, ObjectMapper mapper) {
        this.redis = redis;
        this.mapper = mapper;
    }

    /** Keeps a ticket for so long. */
    void keep(String ticket, Caller caller, Duration life) throws Redis.Away {
        byte[] kept = write(WrittenCaller.of(caller));
        redis.ask(connection -> connection.sync().set(key(ticket), kept, SetArgs.Builder.px(life)));
    }

    /** Whom a ticket was given to, and nobody a second time. */
    Optional<Caller> take(String ticket) throws Redis.Away {
        byte[] kept = redis.ask(connection -> connection.sync().getdel(key(ticket)));
        return Optional.ofNullable(kept).map(this::read).map(WrittenCaller::caller);
    }

    private static String key(String ticket) {
        return "millrace:ticket:" + KeyDigest.of(ticket).hex();
    }

    private byte[] write(WrittenCaller kept) {
        try {
            return mapper.writeValueAsBytes(kept);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    private WrittenCaller read(byte[] kept) {
        try {
            return mapper.readValue(kept, WrittenCaller.class);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
