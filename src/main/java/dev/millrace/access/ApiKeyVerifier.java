package dev.millrace.access;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;

/**
 * Recognizes API keys. Rows are kept in memory for a second, so that a check costs a hash, and a change that was made
 * elsewhere is seen within that second; one that was made here calls {@link #forget}. Thread-safe.
 */
@Singleton
final class ApiKeyVerifier {
    private static final Duration KEPT = Duration.ofSeconds(1);
    private static final int MOST_KEPT = 10_000;

    private final ApiKeyStore store;
    private final KeyUses uses;
    private final Clock clock;
    private final Cache<String, Optional<ApiKey>> rows =
            Caffeine.newBuilder().maximumSize(MOST_KEPT).expireAfterWrite(KEPT).build();

    ApiKeyVerifier(ApiKeyStore store, KeyUses uses, Clock clock) {
        this.store = store;
        this.uses = uses;
        this.clock = clock;
    }

    Login verify(String text) {
        Optional<PlainKey> plain = PlainKey.parse(text);
        if (plain.isEmpty()) {
            return refused("The API key is incomplete or mistyped; its checksum does not fit.");
        }
        long now = clock.millis();
        Optional<ApiKey> key =
                row(plain.get().id()).filter(row -> row.accepts(plain.get().digest(), now));
        if (key.isEmpty()) {
            return refused("The API key is unknown here; it may have been deleted, replaced, or expired.");
        }
        uses.note(key.get(), now);
        return known(key.get(), plain.get().digest());
    }

    private static Login known(ApiKey key, KeyDigest digest) {
        Validity validity = new Validity.Key(key.id(), digest);
        return new Login.Known(key.userId(), key.scopes(), new Credential(Credential.Kind.API_KEY, key.id(), validity));
    }

    /** Whether the key of this id exists and works with this secret. */
    boolean isLive(String id, KeyDigest digest) {
        return row(id).filter(key -> key.accepts(digest, clock.millis())).isPresent();
    }

    /** Looks at the row anew the next time. Call it after the change is on disk. */
    void forget(String id) {
        rows.invalidate(id);
    }

    /** Found while the entry is locked: so no row that was read before a change is kept after {@link #forget}. */
    private Optional<ApiKey> row(String id) {
        return rows.get(id, store::find);
    }

    private static Login refused(String reason) {
        return new Login.Refused(Credential.Kind.API_KEY, reason);
    }
}
