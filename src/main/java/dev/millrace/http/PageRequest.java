package dev.millrace.http;

import jakarta.ws.rs.core.MultivaluedMap;
import org.jspecify.annotations.Nullable;

/**
 * Which part of a list is wanted: the newest items older than {@code before}, or a numbered page.
 *
 * @param before only items with a smaller id
 * @param limit how many at most, 1 to 200
 * @param page from 1, when the list is paged by numbers; else null
 */
public record PageRequest(long before, int limit, @Nullable Integer page) {
    private static final int MOST = 200;
    private static final int USUAL = 50;

    /** Reads {@code limit} and {@code cursor}, or {@code page} and {@code page_size}, from a query. */
    public static PageRequest of(MultivaluedMap<String, String> query) {
        String page = query.getFirst("page");
        if (page != null || query.containsKey("page_size")) {
            int number = number("page", page == null ? "1" : page, 1, 1_000_000);
            return new PageRequest(Long.MAX_VALUE, size("page_size", query.getFirst("page_size")), number);
        }
        return byCursor(query);
    }

    /**
     * The part after an earlier page, whose cursor this is, or the first one; for lists that are asked for without a
     * query. Throws a {@link ProblemException} when the cursor is none.
     */
    public static PageRequest after(@Nullable String cursor, int limit) {
        return new PageRequest(
                cursor == null ? Long.MAX_VALUE : Cursor.decode(cursor).id(), limit, null);
    }

    /** Reads {@code limit} and {@code cursor} from a query, for lists that have no numbered pages. */
    public static PageRequest byCursor(MultivaluedMap<String, String> query) {
        return after(query.getFirst("cursor"), size("limit", query.getFirst("limit")));
    }

    /** How many items come before the page, when it is a numbered one. */
    public int offset() {
        return page == null ? 0 : (page - 1) * limit;
    }

    private static int size(String name, @Nullable String text) {
        return text == null ? USUAL : number(name, text, 1, MOST);
    }

    private static int number(String name, String text, int least, int most) {
        try {
            int number = Integer.parseInt(text);
            if (number >= least && number <= most) {
                return number;
            }
        } catch (NumberFormatException _) {
            // Told below, in the same words as a number out of range.
        }
        throw ProblemException.invalid(
                "/" + name, "%s must be a whole number from %d to %d, not `%s`".formatted(name, least, most, text));
    }
}
