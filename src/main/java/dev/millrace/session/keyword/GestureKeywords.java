package dev.millrace.session.keyword;

import dev.millrace.session.driver.Area;
import dev.millrace.session.driver.Direction;
import dev.millrace.session.driver.Driver;
import dev.millrace.session.driver.Locator;
import dev.millrace.session.driver.Point;
import dev.millrace.session.driver.Sighting;
import dev.millrace.session.driver.Size;
import dev.millrace.session.driver.Sought;
import dev.millrace.session.driver.Sought.Need;
import dev.millrace.session.error.ErrorCode;
import dev.millrace.session.error.SessionException;
import java.time.Duration;
import java.util.Locale;

/** Swiping and scrolling. A swipe names the way of the finger, a scroll the way in which more is to be seen. */
final class GestureKeywords {
    private final Stage stage;
    private final Finder finder;

    GestureKeywords(Stage stage, Finder finder) {
        this.stage = stage;
        this.finder = finder;
    }

    private Driver driver() {
        return stage.driver();
    }

    @Keyword("Swipes from a point, given in pixels, by a length in pixels.")
    public void swipe(int coorX, int coorY, @Default("right") String direction, @Default("50") int swipeLength) {
        driver().scroll(new Point(coorX, coorY), direction(direction).opposite(), swipeLength);
    }

    @Keyword("Swipes from a point by a length, all given in percent of the visible page.")
    public void swipeByPercentage(
            double percentX, double percentY, @Default("right") String direction, @Default("50") double swipeLength) {
        Size size = driver().size();
        Direction way = direction(direction);
        driver().scroll(size.at(percentX, percentY), way.opposite(), part(size, way, swipeLength));
    }

    @Keyword("Swipes on the page until an element is to be seen.")
    public void swipeUntilElementAppears(Locator element, String direction, double timeout)
            throws InterruptedException {
        moveUntil(element, direction(direction).opposite(), 25, ActionKeywords.seconds(timeout));
    }

    @Keyword("Drags an element by a length in pixels, as one does with a slider.")
    public void swipeFromElement(
            Locator element, String direction, int swipeLength, Area area, @AfterEventName @Default("0") int index)
            throws InterruptedException {
        Point from = finder.await(element, new Sought(Need.PRESS, index, area)).middle();
        driver().drag(from, from.moved(direction(direction), swipeLength));
    }

    @Keyword("Drags a slider to its right end. Kept for scripts that use it; it works on every platform.")
    public void swipeSeekbarToRightAndroid(Locator element) throws InterruptedException {
        Sighting slider = finder.await(element, Sought.first(Need.PRESS));
        Point left = slider.middle().moved(Direction.LEFT, slider.size().width() / 2 - 2);
        driver().drag(left, slider.middle().moved(Direction.RIGHT, slider.size().width() / 2 - 1));
    }

    @Keyword("Scrolls what an element is in, by a length in pixels.")
    public void scrollFromElement(
            Locator element, String direction, int scrollLength, Area area, @AfterEventName @Default("0") int index)
            throws InterruptedException {
        Point at = finder.await(element, new Sought(Need.PRESS, index, area)).middle();
        driver().scroll(at, direction(direction), scrollLength);
    }

    @Keyword("Scrolls the page by what is visible of it.")
    public void scroll(String direction) {
        Size size = driver().size();
        Direction way = direction(direction);
        driver().scroll(size.at(50, 50), way, part(size, way, 100));
    }

    @Keyword("Scrolls the page until an element is to be seen.")
    public void scrollUntilElementAppears(Locator element, String direction, double timeout)
            throws InterruptedException {
        moveUntil(element, direction(direction), 80, ActionKeywords.seconds(timeout));
    }

    private void moveUntil(Locator element, Direction way, double percent, Duration patience)
            throws InterruptedException {
        long until = stage.patience(patience);
        Size size = driver().size();
        Search search = finder.search(element);
        while (!isInView(search, size)) {
            if (System.nanoTime() - until >= 0) {
                throw new SessionException(
                        ErrorCode.E0201,
                        "`%s` did not come into view within %d s".formatted(element.text(), patience.toSeconds()));
            }
            driver().scroll(size.at(50, 50), way, part(size, way, percent));
            Stage.pause();
        }
    }

    private static boolean isInView(Search search, Size size) throws InterruptedException {
        Sighting sighting = search.look(Sought.first(Need.VISIBLE));
        Point middle = sighting.middle();
        return sighting.isReady()
                && middle.x() >= 0
                && middle.x() <= size.width()
                && middle.y() >= 0
                && middle.y() <= size.height()
                && sighting.inView();
    }

    private static int part(Size size, Direction way, double percent) {
        int whole =
                switch (way) {
                    case UP, DOWN -> size.height();
                    case LEFT, RIGHT -> size.width();
                };
        return (int) Math.round(whole * percent / 100);
    }

    private static Direction direction(String text) {
        try {
            return Direction.valueOf(text.strip().toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException _) {
            throw new SessionException(
                    ErrorCode.E0403, "a direction is up, down, left or right, not `%s`".formatted(text));
        }
    }
}
