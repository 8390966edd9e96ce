package dev.millrace.session.driver;

import java.util.List;
import java.util.Map;

/**
 * What tells an element from others.
 *
 * @param tag in lower case
 * @param role what it is to people, such as {@code button}; empty for nothing special
 * @param text what it says, shortened
 * @param attributes those that name or describe it, shortened
 * @param near what is said around it: by its label, beside it, and in its row
 * @param middle of it, from the corner of the whole page
 */
public record Traits(
        String tag,
        String role,
        String text,
        Map<String, String> attributes,
        List<String> near,
        Point middle,
        Size size) {
    public Traits {
        attributes = Map.copyOf(attributes);
        near = List.copyOf(near);
    }
}
