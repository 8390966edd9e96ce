package dev.millrace.session.keyword;

import dev.millrace.session.driver.Locator;
import dev.millrace.session.driver.Sighting;
import dev.millrace.session.driver.Sought;
import dev.millrace.session.error.ErrorCode;
import dev.millrace.session.error.SessionException;
import java.time.Duration;

/** Waits for elements. */
final class Finder {
    private final Stage stage;

    Finder(Stage stage) {
        this.stage = stage;
    }

    /**
     * Waits until an element is what it must be.
     *
     * @throws SessionException E0201 when it is not on the page, E0204 when it is there but not ready
     */
    Sighting await(Locator locator, Sought sought) throws InterruptedException {
        return await(locator, sought, stage.elementTimeout());
    }

    /** The same with a patience of its own. */
    Sighting await(Locator locator, Sought sought, Duration patience) throws InterruptedException {
        return require(locator, last(locator, sought, patience));
    }

    /** What the last look has shown: of the ready element, or of what it still was at the end. */
    Sighting last(Locator locator, Sought sought, Duration patience) throws InterruptedException {
        long until = stage.patience(patience);
        Search search = search(locator);
        while (true) {
            Sighting sighting = search.look(sought);
            if (sighting.isReady()
                    || sighting.state() == Sighting.State.NOT_EDITABLE
                    || System.nanoTime() - until >= 0) {
                return sighting;
            }
            Stage.pause();
        }
    }

    /** How something is looked for, in all ways that the session has for it. Throws E0202 when it has none. */
    Search search(Locator locator) {
        return Search.of(locator, stage);
    }

    private static Sighting require(Locator locator, Sighting sighting) {
        if (sighting.isReady()) {
            return sighting;
        }
        ErrorCode code =
                switch (sighting.state()) {
                    case MISSING, NO_PAGE -> ErrorCode.E0201;
                    case NOT_EDITABLE -> ErrorCode.E0205;
                    case BLACK -> ErrorCode.E0303;
                    default -> ErrorCode.E0204;
                };
        throw new SessionException(code, "`%s` %s".formatted(locator.text(), sighting.reason()));
    }
}
