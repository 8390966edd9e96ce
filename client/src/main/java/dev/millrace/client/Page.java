package dev.millrace.client;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A part of a list, the newest first.
 *
 * @param nextCursor names the page that follows; null on the last one
 */
public record Page<T>(List<T> items, @Nullable String nextCursor) {
    public Page {
        items = List.copyOf(items);
    }
}
