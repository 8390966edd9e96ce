package dev.millrace.session.keyword;

import dev.millrace.network.HttpClients;
import dev.millrace.session.driver.Driver;
import dev.millrace.session.driver.Locator;
import dev.millrace.session.driver.Reach;
import dev.millrace.session.healing.Heal;
import dev.millrace.session.healing.Healer;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

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
    private boolean heals = true;
    private final Map<String, Heal> healed = new LinkedHashMap<>();

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
        this.heals = true;
        this.healed.clear();
        // Later than the keyword itself, so that it says what took too long.
        driver.limit(keyword.plus(MARGIN));
    }

    /** Whether an element that is not found may be found by what it looked like; whether it was so before. */
    boolean mayHeal(boolean may) {
        boolean before = heals;
        this.heals = may;
        return before;
    }

    /** What finds elements again; null while nothing may. */
    @Nullable
    Healer healer() {
        return heals ? sight.healer() : null;
    }

    /** An element was found by what it looked like, for the keyword that runs now. */
    void healed(Heal heal) {
        healed.put(heal.from(), heal);
    }

    /** What was found so since the keyword began. */
    List<Heal> healed() {
        return List.copyOf(healed.values());
    }

    /** The locator that finds an element in this keyword: another one when the element was found by what it looked like. */
    Locator meant(Locator locator) {
        Heal heal = healed.get(locator.text());
        return heal == null ? locator : Locator.parse(heal.to());
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
