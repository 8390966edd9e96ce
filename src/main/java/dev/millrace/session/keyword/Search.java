package dev.millrace.session.keyword;

import dev.millrace.session.driver.Locator;
import dev.millrace.session.driver.Sighting;
import dev.millrace.session.driver.Sought;
import dev.millrace.session.error.ErrorCode;
import dev.millrace.session.error.SessionException;
import dev.millrace.session.vision.Template;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A way to look for one thing, once or again and again. */
interface Search {
    /** Looks once. */
    Sighting look(Sought sought) throws InterruptedException;

    /**
     * How a session looks for what a locator means: for an image on screenshots, for everything else in its sources in
     * their order.
     *
     * @throws SessionException E0201 when there is no such image, E0202 when the session has no way to look for it
     */
    static Search of(Locator locator, Stage stage) {
        Sight sight = stage.sight();
        Optional<Template> image = image(locator, sight);
        if (image.isPresent()) {
            boolean open = sight.sources().images() && sight.sources().has(Sources.Source.SCREENSHOT);
            if (!open) {
                throw unseen(locator, "image_detection, or elements_sources without a screenshot, closes images");
            }
            return sought -> sight.screen().image(image.get(), sought);
        }
        List<Search> searches = new ArrayList<>();
        for (boolean onScreen : sight.sources().onScreen()) {
            if (onScreen) {
                screenText(locator, sight).ifPresent(searches::add);
            } else if (!locator.isOnScreenOnly()) {
                searches.add(sought -> stage.driver().look(locator, sought));
            }
        }
        if (searches.isEmpty()) {
            throw unseen(locator, "its elements_sources have no way for it");
        }
        return sought -> first(searches, sought);
    }

    private static Optional<Template> image(Locator locator, Sight sight) {
        Optional<String> file = locator.image();
        return file.isPresent()
                ? Optional.of(sight.templates().require(file.get()))
                : locator.bare().flatMap(sight.templates()::find);
    }

    private static Optional<Search> screenText(Locator locator, Sight sight) {
        return locator.screenText()
                .filter(_ -> locator.isOnScreenOnly() || sight.sources().texts())
                .map(text -> sought -> sight.screen().text(text, sought));
    }

    /** What the first way has found that has found anything. */
    private static Sighting first(List<Search> searches, Sought sought) throws InterruptedException {
        Sighting nothing = Sighting.missing(0);
        for (Search search : searches) {
            try {
                Sighting sighting = search.look(sought);
                if (sighting.state() != Sighting.State.MISSING) {
                    return sighting;
                }
                nothing = sighting.count() > nothing.count() ? sighting : nothing;
            } catch (SessionException e) {
                // A driver that paints nothing still has its other ways.
                if (e.code() != ErrorCode.E0301 || searches.size() == 1) {
                    throw e;
                }
            }
        }
        return nothing;
    }

    private static SessionException unseen(Locator locator, String reason) {
        return new SessionException(
                ErrorCode.E0202, "the session cannot look for `%s`: %s".formatted(locator.text(), reason));
    }
}
