package dev.millrace.cache;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The loads and changes that are under way, by key: at most one load that others may join, and any number of changes.
 * Thread-safe.
 */
final class InFlight<K, V> {
    private final ConcurrentHashMap<K, Load<V>> loads = new ConcurrentHashMap<>();
    private final ConcurrentHashMap<K, List<Claim>> changes = new ConcurrentHashMap<>();

    /** Whether somebody reads this key now. */
    boolean isLoading(K key) {
        return loads.containsKey(key);
    }

    /**
     * Makes this the load that others join, unless there is one.
     *
     * @return the load that is to be joined instead; null when this one is it, and must be ended
     */
    @Nullable
    Load<V> joinOrBegin(K key, Load<V> own) {
        long generation = own.claim().generation();
        while (true) {
            Load<V> present = loads.putIfAbsent(key, own);
            if (present == null || present.claim().generation() >= generation) {
                return present;
            }
            // It began in a former generation: what it reads is for those who wait for it already, and is not stored.
            loads.remove(key, present);
        }
    }

    /** Nobody joins this load any longer. */
    void end(K key, Load<V> load) {
        loads.remove(key, load);
    }

    /** Begins a change. To be called before it is made. */
    Claim open(K key, long generation) {
        Claim claim = new Claim(generation);
        changes.compute(key, (_, present) -> {
            List<Claim> claims = new ArrayList<>(present == null ? List.of() : present);
            claims.add(claim);
            return List.copyOf(claims);
        });
        return claim;
    }

    /** Ends a change. */
    void close(K key, Claim claim) {
        changes.computeIfPresent(key, (_, present) -> {
            List<Claim> claims =
                    present.stream().filter(other -> other != claim).toList();
            return claims.isEmpty() ? null : claims;
        });
    }

    /** The key has a value of this version now: nothing older may be stored, and no load joined that began before. */
    void outdate(K key, long version) {
        loads.computeIfPresent(key, (_, load) -> {
            // What is not in the map hears of no later change, so it must not store anything from before it is gone.
            load.claim().raise(Long.MAX_VALUE);
            return null;
        });
        outdateChanges(key, version);
    }

    /** Changes of the key that led to older versions may not be stored. */
    void outdateChanges(K key, long version) {
        changes.getOrDefault(key, List.of()).forEach(claim -> claim.raise(version));
    }
}
