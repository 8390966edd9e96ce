package dev.millrace.session.driver;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A live browser. Calls block until they are done, one at a time; a second caller waits for its turn, so that somebody
 * can look while a keyword runs. An interrupt ends a wait. Coordinates are pixels of the visible part of the page.
 *
 * <p>All methods throw a {@link dev.millrace.session.error.SessionException}: E0101 when there is no browser any more,
 * E0105 or E0301 for what this driver cannot do, E0401 for what went wrong.
 */
public interface Driver extends AutoCloseable {
    /** The name in configurations, such as {@code selenium}. */
    String name();

    /** The id that the driver itself gave the session; null when it gives none. */
    @Nullable
    String id();

    /** From now on the browser gives up what takes longer: loading a page, running a script. */
    void limit(Duration longest);

    /** Asks for a sign of life, out of turn. Blocks until there is one. */
    void ping();

    /** Goes to an address, which may be reached, and waits until the page is loaded. */
    void open(URI address);

    /** Where the page is. Costs little, and so tells whether there is a browser at all. */
    String address();

    /** The page as HTML, as it is now. Throws E0401 when it is longer than 16 Mi characters. */
    String source();

    /** The visible part of the page, as PNG. */
    byte[] screenshot();

    /** How large the visible part of the page is. */
    Size size();

    /** All elements that are rendered, in the order of the document. */
    List<Element> elements();

    /** Looks once for an element, and brings it into view when it is to be acted on. */
    Sighting look(Locator locator, Sought sought);

    /** The elements of the kind of one that is to be found again; none when the driver cannot tell. */
    default Scene alike(Traits traits) {
        return Scene.EMPTY;
    }

    /** Clicks an element that was just seen, this far from its middle. */
    void press(Sighting element, int offsetX, int offsetY, int times);

    /** Clicks at a point. */
    void pressAt(Point point, int times);

    /** Replaces the content of an element that was just seen for {@link Sought.Need#TYPE}; with no text it is cleared. */
    void enter(Sighting element, String text);

    /** Types where the cursor is. */
    void type(String text);

    /** Presses a key, or several joined with {@code +}. Throws E0403 for a name that is none. */
    void key(String keys);

    /** Chooses an option of a list by its text or value. Returns the texts that there are when it is none of them. */
    List<String> choose(Locator list, Sought sought, String option);

    /** Gives a file of this machine to a field for files that was just seen. Throws E0105 when the browser is elsewhere. */
    void upload(Locator field, Sought sought, Path file);

    /** Where the files are that pages have downloaded; null when none are kept. */
    @Nullable
    Path downloads();

    /** How much the browser has stored on this machine, in bytes. */
    long stored();

    /** Sets a field that takes no keys, such as one for a date; whether it took the value. */
    boolean fill(Locator field, Sought sought, String value);

    /** Moves what can be scrolled at a point. */
    void scroll(Point point, Direction direction, int pixels);

    /** Presses at a point, moves to another one and lets go. */
    void drag(Point from, Point to);

    /** Runs a script in the page. Its arguments and its result are what JSON can say. */
    @Nullable
    Object run(String script, List<Object> arguments);

    /** Ends the browser and removes what it kept. Never fails; does nothing the second time. */
    @Override
    void close();
}
