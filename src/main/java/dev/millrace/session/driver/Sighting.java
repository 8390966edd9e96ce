package dev.millrace.session.driver;

import org.jspecify.annotations.Nullable;

/**
 * What one look at the page has shown of an element.
 *
 * @param state whether it is what it must be, or what keeps it from that
 * @param count how many elements the locator fits
 * @param middle of its visible part
 * @param inView whether some of it is within the visible part of the page
 * @param tag its kind, in lower case; empty when it is missing
 * @param text what it says, or what a field holds
 * @param obstacle what covers it, when it is covered
 * @param handle the driver's own reference, if it needs one
 */
public record Sighting(
        State state,
        int count,
        Point middle,
        Size size,
        boolean inView,
        String tag,
        String text,
        String obstacle,
        @Nullable Object handle) {
    /** How it was found. */
    public enum State {
        READY,
        MISSING,
        NO_PAGE,
        HIDDEN,
        DISABLED,
        MOVING,
        COVERED,
        NOT_EDITABLE
    }

    /** Whether it is what it must be. */
    public boolean isReady() {
        return state == State.READY;
    }

    /** What keeps it from being ready, as the rest of a sentence that begins with the locator. */
    public String reason() {
        return switch (state) {
            case READY -> "is ready";
            case MISSING -> count == 0 ? "is not on the page" : "fits only " + count + " elements of the page";
            case NO_PAGE ->
                "cannot be there: the browser could not open the page, or sessions.allowed_hosts does not allow its host";
            case HIDDEN -> "is on the page but not visible";
            case DISABLED -> "is disabled";
            case MOVING -> "does not stop moving";
            case COVERED -> "is covered by " + obstacle;
            case NOT_EDITABLE -> "is a <" + tag + ">, which takes no text";
        };
    }
}
