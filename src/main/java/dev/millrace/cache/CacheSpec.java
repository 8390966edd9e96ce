package dev.millrace.cache;

import dev.millrace.config.CachePolicy;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import java.util.function.ToLongFunction;

/**
 * What a cache is for.
 *
 * @param name names it in metrics and answers
 * @param loader reads a value as it is now, from outside of this server's memory; empty when there is none. It may block,
 *     is called by several threads at a time, and by threads in the background
 * @param version a value's version, which each change of it raises; more than 0
 * @param weight how many values of usual size a value counts for, at least 1
 * @param attempts how often to read at most until nothing newer is told meanwhile, at least 1
 * @param shared what other servers know of the same
 */
record CacheSpec<K, V>(
        String name,
        CachePolicy policy,
        Function<? super K, Optional<V>> loader,
        ToLongFunction<? super V> version,
        ToIntFunction<? super V> weight,
        int attempts,
        SharedLayer<K, V> shared) {
    /** The value of a key, as other servers have read it or as it is in the database. */
    Optional<V> load(K key) {
        return shared.read(key, loader, version::applyAsLong);
    }
}
