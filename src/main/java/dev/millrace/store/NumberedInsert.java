package dev.millrace.store;

import java.util.Collections;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * An INSERT of one row into a table whose rows are numbered from 1 in its column {@code id}.
 *
 * @param sql its first parameter is the number, or null where the database is to count
 */
public record NumberedInsert(String table, String sql) {
    /**
     * The INSERT into a table.
     *
     * @param columns that get a value besides the number
     */
    public static NumberedInsert into(String table, String... columns) {
        String names = Stream.concat(Stream.of("id"), Stream.of(columns)).collect(Collectors.joining(", "));
        String values = String.join(", ", Collections.nCopies(columns.length + 1, "?"));
        return new NumberedInsert(table, "INSERT INTO " + table + " (" + names + ") VALUES (" + values + ")");
    }

    @Nullable
    Object[] numbered(@Nullable Long number, @Nullable Object[] parameters) {
        @Nullable Object[] all = new @Nullable Object[parameters.length + 1];
        all[0] = number;
        System.arraycopy(parameters, 0, all, 1, parameters.length);
        return all;
    }
}
