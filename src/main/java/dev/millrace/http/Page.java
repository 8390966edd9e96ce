package dev.millrace.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * A part of a list, newest first.
 *
 * @param nextCursor asks for the items after these; null when there are none
 * @param total of all items, where pages are numbered
 */
public record Page<T>(
        List<T> items,
        @JsonInclude(JsonInclude.Include.ALWAYS) @Nullable String nextCursor,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Long total) {
    public Page {
        items = List.copyOf(items);
    }

    /**
     * Makes the page out of its rows.
     *
     * @param rows one more than the limit when there are more
     * @param total counts all; asked only when pages are numbered
     */
    public static <R, T> Page<T> of(
            PageRequest request, List<R> rows, ToLongFunction<R> id, Function<R, T> item, LongSupplier total) {
        boolean more = rows.size() > request.limit();
        List<R> shown = more ? rows.subList(0, request.limit()) : rows;
        return new Page<>(
                shown.stream().map(item).toList(),
                more ? new Cursor(id.applyAsLong(shown.getLast())).encode() : null,
                request.page() == null ? null : total.getAsLong());
    }
}
