package dev.millrace.session.keyword;

import dev.millrace.network.HttpClients;
import dev.millrace.session.driver.Driver;
import dev.millrace.session.driver.Reach;
import java.time.Duration;
import java.util.List;

/**
 * What the keywords of one session act on. Used by the thread that runs the session's keywords, one at a time; only the
 * limits of the keyword that runs now change.
 */
public final class Stage {
    private static final Duration MARGIN = Duration.ofSeconds(1);
    private static final Duration GAP = Duration.ofMillis(50);

    private final Driver driver;
    private final Reach reach;
    private final HttpClients http;
    private final Library library;
    private final Sight sight;
    private final Variables variables = new Variables();
    private Duration elementTimeout;
    private long deadline;
    private boolean oneLook;

    /** @param elementTimeout how long an element is waited for when nothing else is said */
    public Stage(Driver driver, Reach reach, HttpClients http, Library library, Sight sight, Duration elementTimeout) {
        this.driver = driver;
        this.reach = reach;
        this.http = http;
        this.library = library;
        this.sight = sight;
        this.elementTimeout = elementTimeout;
        this.deadline = System.nanoTime();
    }

    Driver driver() {
        return driver;
    }

    /** Where it may go. */
    Reach reach() {
        return reach;
    }

    /** What sends requests to services. */
    HttpClients http() {
        return http;
    }

    /** What callers have given the session; other threads may use it, too. */
    public Library library() {
        return library;
    }

    Sight sight() {
        return sight;
    }

    /** Names an element, with its fallbacks; other threads may do so, too. */
    public void nameElement(String name, List<String> fallbacks) {
        variables.set(name, fallbacks);
    }

    Variables variables() {
        return variables;
    }

    /** Begins a keyword that may take this long, and wait this long for an element. */
    void begin(Duration keyword, Duration element) {
        this.deadline = System.nanoTime() + keyword.toNanos();
        this.elementTimeout = element;
        this.oneLook = false;
        // Later than the keyword itself, so that it says what took too long.
        driver.limit(keyword.plus(MARGIN));
    }

    /** Whether what is tried next is to look once only, since there is something else to try; whether it was so before. */
    boolean lookOnce(boolean once) {
        boolean before = oneLook;
        this.oneLook = once;
        return before;
    }

    /** How long an element may be waited for that the caller says nothing about. */
    Duration elementTimeout() {
        return elementTimeout;
    }

    /** The point in time until which this may be waited for, by {@link System#nanoTime}. */
    long patience(Duration wanted) {
        long now = System.nanoTime();
        if (oneLook) {
            return now;
        }
        return now + Math.max(0, Math.min(wanted.toNanos(), deadline - now));
    }

    /** Lets a moment pass before the next look. Ends early, by an exception, when the keyword is cancelled. */
    static void pause() throws InterruptedException {
        Thread.sleep(GAP);
    }
}
