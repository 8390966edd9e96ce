package dev.millrace.client;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/** Which part of a list is asked for: criteria by the names that the API's description gives them. Immutable. */
public final class Query {
    /** All there is. */
    public static final Query ALL = new Query(Map.of());

    private final Map<String, String> parameters;

    private Query(Map<String, String> parameters) {
        this.parameters = parameters;
    }

    /** A query with this criterion, such as {@code status} and {@code failed}. */
    public static Query of(String name, Object value) {
        return ALL.and(name, value);
    }

    /** The same with one more criterion, all of which must hold. */
    public Query and(String name, Object value) {
        Map<String, String> more = new LinkedHashMap<>(parameters);
        more.put(name, value.toString());
        return new Query(Collections.unmodifiableMap(more));
    }

    /** How many items a page has at most, 1 to 200; 50 unless it is said. */
    public Query limit(int items) {
        return and("limit", items);
    }

    /** The page that {@link Page#nextCursor} named. */
    public Query cursor(String cursor) {
        return and("cursor", cursor);
    }

    /** A part of a path, written so that nothing in it ends the part. */
    static String encoded(String part) {
        return URLEncoder.encode(part, StandardCharsets.UTF_8).replace("+", "%20");
    }

    /** As it stands behind a path; empty for nothing. */
    String text() {
        return parameters.isEmpty()
                ? ""
                : parameters.entrySet().stream()
                        .map(entry -> encoded(entry.getKey()) + "=" + encoded(entry.getValue()))
                        .collect(Collectors.joining("&", "?", ""));
    }
}
