package dev.millrace.session.keyword;

import java.util.List;

/**
 * Where a session looks for elements.
 *
 * @param order the ways in the order in which they are tried; at least one
 * @param texts whether texts that the page does not tell of are read from screenshots, too
 * @param images whether elements may be found by images
 */
public record Sources(List<Source> order, boolean texts, boolean images) {
    /** A way to look. */
    public enum Source {
        /** By the driver's own locators. */
        FIND_ELEMENT,
        /** In the tree of the page. Drivers look there for what they find by themselves, so it is the same here. */
        PAGE_SOURCE,
        /** On a screenshot. */
        SCREENSHOT
    }

    /** All of them, with images, but without reading texts. */
    public static final Sources ALL = new Sources(List.of(Source.values()), false, true);

    public Sources {
        order = List.copyOf(order);
    }

    boolean has(Source source) {
        return order.contains(source);
    }

    /** Whether to look at screenshots, or to ask the driver: each at most once, in their order. */
    List<Boolean> onScreen() {
        return order.stream()
                .map(source -> source == Source.SCREENSHOT)
                .distinct()
                .toList();
    }
}
