package dev.millrace.access;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.millrace.cluster.Redis;
import io.lettuce.core.SetArgs;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

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

    /**
     * A caller as Redis keeps it.
     *
     * @param until when the credential expires; null for never
     * @param keyId of the API key that the credential is; null for none
     * @param keyDigest its digest
     */
    private record Kept(
            String user,
            List<String> scopes,
            Credential.Kind kind,
            @Nullable String id,
            @Nullable Long until,
            @Nullable String keyId,
            @Nullable String keyDigest,
            String address) {
        static Kept of(Caller caller) {
            Credential credential = caller.credential();
            Validity validity = credential.validity();
            return new Kept(
                    caller.userId(),
                    caller.scopes().names(),
                    credential.kind(),
                    credential.id(),
                    validity instanceof Validity.Until until ? until.time() : null,
                    validity instanceof Validity.Key key ? key.id() : null,
                    validity instanceof Validity.Key key ? key.digest().hex() : null,
                    caller.address());
        }

        Caller caller() {
            return new Caller(user, Scopes.named(scopes), new Credential(kind, id, validity()), address);
        }

        private Validity validity() {
            if (keyId != null && keyDigest != null) {
                return new Validity.Key(keyId, KeyDigest.fromHex(keyDigest));
            }
            return until == null ? new Validity.Unbounded() : new Validity.Until(until);
        }
    }

    /** Keeps a ticket for so long. */
    void keep(String ticket, Caller caller, Duration life) throws Redis.Away {
        byte[] kept = write(Kept.of(caller));
        redis.ask(connection -> connection.sync().set(key(ticket), kept, SetArgs.Builder.px(life)));
    }

    /** Whom a ticket was given to, and nobody a second time. */
    Optional<Caller> take(String ticket) throws Redis.Away {
        byte[] kept = redis.ask(connection -> connection.sync().getdel(key(ticket)));
        return Optional.ofNullable(kept).map(this::read).map(Kept::caller);
    }

    private static String key(String ticket) {
        return "millrace:ticket:" + KeyDigest.of(ticket).hex();
    }

    private byte[] write(Kept kept) {
        try {
            return mapper.writeValueAsBytes(kept);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Kept read(byte[] kept) {
        try {
            return mapper.readValue(kept, Kept.class);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
