package dev.millrace.cache;

import java.util.Optional;

/**
 * What a cache knows of a key. Times are those of the cache's ticker, in nanoseconds.
 *
 * @param value empty when there is none: then the entry keeps others from asking the database again
 * @param version the value's version; without a value, the least one that a later value can have
 * @param generation the cache's generation when the entry was read; it counts in no other
 * @param readAt when the value was true for sure
 * @param refreshAt from when on it is read anew in the background
 * @param deadline when it is no longer used
 */
record Entry<V>(Optional<V> value, long version, long generation, long readAt, long refreshAt, long deadline) {
    /** The same, to be used until its deadline. */
    Entry<V> withoutRefresh() {
        return new Entry<>(value, version, generation, readAt, deadline, deadline);
    }
}
