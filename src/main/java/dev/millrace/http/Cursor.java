package dev.millrace.http;

import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** Where a page of a list ended: the id of its last item. Opaque to clients, so that its form may change. */
public record Cursor(long id) {
    private static final String PREFIX = "c1:";

    /** The cursor as it is given to clients. */
    public String encode() {
        return Base64.getUrlEncoder().withoutPadding().encodeToString((PREFIX + id).getBytes(StandardCharsets.UTF_8));
    }

    /** Reads a cursor that a client sends back. Throws {@link ProblemException} when it is none of ours. */
    static Cursor decode(String text) {
        try {
            String plain = new String(Base64.getUrlDecoder().decode(text), StandardCharsets.UTF_8);
            if (plain.startsWith(PREFIX)) {
                return new Cursor(Long.parseLong(plain.substring(PREFIX.length())));
            }
        } catch (IllegalArgumentException _) {
            // Told below.
        }
        throw ProblemException.invalid(
                "/cursor", "cursor must be the next_cursor of an earlier page, not `" + text + "`");
    }
}
