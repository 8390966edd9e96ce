package dev.millrace.catalog;

import org.jspecify.annotations.Nullable;

/**
 * What a body says of one field, in the manner of a merge patch (RFC 7396).
 *
 * @param given whether it says anything
 * @param value null removes what there is
 */
record Edit<T>(boolean given, @Nullable T value) {
    static <T> Edit<T> none() {
        return new Edit<>(false, null);
    }

    /** What comes of it where this is the present value. */
    @Nullable
    T over(@Nullable T present) {
        return given ? value : present;
    }

    /** The same for a field that always has a value. */
    T overRequired(T present) {
        return value == null ? present : value;
    }
}
