package dev.millrace.session.driver;

import org.jspecify.annotations.Nullable;

/**
 * What one look at the page has shown of an element.
 *
 * @param state whether it is what it must be, or what keeps it from that
 * @param count how many elements the locator fits
 * @param middle of its visible part
 * @param inView whether some of it is within the visible part of the page
 * @param tag its kind, in lower case; empty when it is missing, {@code #screen} when only its picture is known
 * @param text what it says, or what a field holds
 * @param obstacle what covers it, when it is covered
 * @param handle the driver's own reference, if it needs one
 * @param trace what it looks like, when it is ready and the driver can tell
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
        @Nullable Object handle,
        @Nullable Trace trace) {
    /** The same without a trace. */
    public Sighting(
            State state,
            int count,
            Point middle,
            Size size,
            boolean inView,
            String tag,
            String text,
            String obstacle,
            @Nullable Object handle) {
        this(state, count, middle, size, inView, tag, text, obstacle, handle, null);
    }

    /** How it was found. */
    public enum State {
        READY,
        MISSING,
        NO_PAGE,
        HIDDEN,
        DISABLED,
        MOVING,
        COVERED,
        NOT_EDITABLE,
        BLACK
    }

    private static final String SCREEN = "#screen";

    /** Nothing that is looked for, or too few of it. */
    public static Sighting missing(int count) {
        return of(State.MISSING, count);
    }

    /** A screenshot on which nothing at all is to be seen. */
    public static Sighting black() {
        return of(State.BLACK, 0);
    }

    private static Sighting of(State state, int count) {
        return new Sighting(state, count, new Point(0, 0), new Size(0, 0), false, "", "", "", null);
    }

    /** Something on a screenshot: what it is in the page is not known. */
    public static Sighting onScreen(Point middle, Size size, int count, String text) {
        return new Sighting(State.READY, count, middle, size, true, SCREEN, text, "", null);
    }

    /** The same, found not to be at rest. */
    public Sighting moving() {
        return new Sighting(State.MOVING, count, middle, size, inView, tag, text, obstacle, handle);
    }

    /** Whether it was found by looking at a screenshot. */
    public boolean isOnScreen() {
        return tag.equals(SCREEN);
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
            case BLACK -> "cannot be seen: the screenshot is black";
        };
    }
}
