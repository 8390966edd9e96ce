package dev.millrace.session.driver;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.util.Map;
import java.util.Set;

/**
 * An element of a page.
 *
 * @param type what it is: {@code button}, {@code input}, {@code link}, {@code image}, {@code text}, else its tag
 * @param text what it says, shortened to 200 characters
 * @param bounds where it is; outside of the visible part of the page numbers may be negative or large
 * @param clickable whether people expect that something happens when it is pressed
 * @param xpath fits this element only; parts in shadow trees and frames follow after {@code >>}
 * @param extra its tag and the attributes that tell it from others
 * @param groups by which of the words for {@code filter_config} it is listed
 */
public record Element(
        String type,
        String text,
        Bounds bounds,
        boolean clickable,
        boolean visible,
        boolean enabled,
        String xpath,
        Map<String, String> extra,
        @JsonIgnore Set<String> groups) {
    /** The corners of an element, in pixels. */
    public record Bounds(int x1, int y1, int x2, int y2) {}

    public Element {
        extra = Map.copyOf(extra);
        groups = Set.copyOf(groups);
    }
}
