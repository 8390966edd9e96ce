package dev.millrace.access;

import jakarta.inject.Singleton;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * When keys were last used. Uses gather in memory and are written now and then, all in one transaction: a request does
 * not wait for a disk to be told that it was made. A crash loses what has gathered. Thread-safe.
 */
@Singleton
final class KeyUses {
    private final ApiKeyStore store;
    private final Map<Long, Long> latest = new ConcurrentHashMap<>();

    KeyUses(ApiKeyStore store) {
        this.store = store;
    }

    /** Notes a use at this time, in milliseconds since 1970 UTC. */
    void note(ApiKey key, long at) {
        latest.put(key.row(), at);
    }

    /** The last use, on record or not yet. */
    @Nullable
    Long latest(ApiKey key) {
        Long noted = latest.get(key.row());
        return noted == null ? key.lastUsedAt() : noted;
    }

    /** Writes what has gathered. */
    void flush() {
        Map<Long, Long> uses = Map.copyOf(latest);
        if (!uses.isEmpty()) {
            store.touch(uses);
            // A key that was used meanwhile stays for the next time.
            uses.forEach(latest::remove);
        }
    }
}
