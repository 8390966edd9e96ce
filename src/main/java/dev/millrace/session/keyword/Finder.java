package dev.millrace.session.keyword;

import dev.millrace.session.driver.Locator;
import dev.millrace.session.driver.Sighting;
import dev.millrace.session.driver.Sought;
import dev.millrace.session.driver.Trace;
import dev.millrace.session.error.ErrorCode;
import dev.millrace.session.error.SessionException;
import dev.millrace.session.healing.Heal;
import dev.millrace.session.healing.Healer;
import java.time.Duration;
import java.util.Optional;

/** Waits for elements. */
final class Finder {
    /** Until an element that was found by what it looked like is given up, since it is not ready. */
    private static final int MOST_LOOKS = 8;

    private final Stage stage;

    Finder(Stage stage) {
        this.stage = stage;
    }

    /**
     * Waits until an element is what it must be. One that its locator does not find any more is found by what it looked
     * like before.
     *
     * @throws SessionException E0201 when it is not on the page, E0204 when it is there but not ready
     */
    Sighting await(Locator locator, Sought sought) throws InterruptedException {
        return await(locator, sought, stage.elementTimeout());
    }

    /** The same with a patience of its own. */
    Sighting await(Locator locator, Sought sought, Duration patience) throws InterruptedException {
        Sighting sighting = last(locator, sought, patience);
        Healer healer = stage.healer();
        Trace trace = sighting.trace();
        if (healer != null && sought.index() == 0) {
            if (trace != null) {
                healer.remember(locator.text(), trace);
            } else if (sighting.state() == Sighting.State.MISSING) {
                sighting = healed(healer, locator, sought).orElse(sighting);
            }
        }
        return require(locator, sighting);
    }

    /** The element that the locator has found before, if it is there and ready. */
    private Optional<Sighting> healed(Healer healer, Locator locator, Sought sought) throws InterruptedException {
        Optional<Heal> heal = healer.heal(locator.text(), stage.driver());
        for (int looks = 0; heal.isPresent() && looks < MOST_LOOKS; looks++) {
            Sighting sighting = stage.driver().look(Locator.parse(heal.get().to()), sought);
            if (sighting.isReady()) {
                stage.healed(heal.get());
                return Optional.of(sighting);
            }
            Stage.pause();
        }
        return Optional.empty();
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
