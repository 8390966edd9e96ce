package dev.millrace.session.driver;

import java.time.Duration;
import java.util.List;
import java.util.function.ToIntFunction;
import org.openqa.selenium.interactions.Interaction;
import org.openqa.selenium.interactions.Pause;
import org.openqa.selenium.interactions.PointerInput;
import org.openqa.selenium.interactions.Sequence;

/** What a finger does on a screen. */
final class Touch {
    private static final Duration TAP = Duration.ofMillis(60);
    private static final Duration BETWEEN = Duration.ofMillis(100);
    private static final Duration MOVE = Duration.ofMillis(500);

    /** A finger that comes close to the edge of a screen does something else there, such as going back. */
    private static final double EDGE = 0.05;

    private Touch() {}

    /** The way of a finger. */
    record Way(Point from, Point to) {}

    /** Touches a point so many times. */
    static List<Sequence> taps(Point point, int times) {
        PointerInput finger = finger();
        Sequence taps = new Sequence(finger, 0).addAction(move(finger, Duration.ZERO, point));
        for (int n = 0; n < times; n++) {
            if (n > 0) {
                taps.addAction(new Pause(finger, BETWEEN));
            }
            taps.addAction(finger.createPointerDown(PointerInput.MouseButton.LEFT.asArg()))
                    .addAction(new Pause(finger, TAP))
                    .addAction(finger.createPointerUp(PointerInput.MouseButton.LEFT.asArg()));
        }
        return List.of(taps);
    }

    /** Touches a point, moves to another one and lets go. */
    static List<Sequence> drag(Way way) {
        PointerInput finger = finger();
        return List.of(new Sequence(finger, 0)
                .addAction(move(finger, Duration.ZERO, way.from()))
                .addAction(finger.createPointerDown(PointerInput.MouseButton.LEFT.asArg()))
                .addAction(move(finger, MOVE, way.to()))
                .addAction(finger.createPointerUp(PointerInput.MouseButton.LEFT.asArg())));
    }

    /**
     * The way of a finger from a point by a length. Where there is no room for it, it begins earlier on the same line, and
     * is as long as the screen lets it be.
     */
    static Way swipe(Size screen, Point from, Direction direction, int pixels) {
        boolean upright = direction == Direction.UP || direction == Direction.DOWN;
        int extent = upright ? screen.height() : screen.width();
        int least = (int) Math.round(extent * EDGE);
        int most = extent - 1 - least;
        int length = Math.min(pixels, most - least);
        Point end = from.moved(direction, length);
        ToIntFunction<Point> along = upright ? Point::y : Point::x;
        int excess = Math.max(least - along.applyAsInt(end), 0) + Math.max(along.applyAsInt(end) - most, 0);
        return new Way(from.moved(direction, -excess), end.moved(direction, -excess));
    }

    private static PointerInput finger() {
        return new PointerInput(PointerInput.Kind.TOUCH, "finger");
    }

    private static Interaction move(PointerInput finger, Duration time, Point to) {
        return finger.createPointerMove(time, PointerInput.Origin.viewport(), to.x(), to.y());
    }
}
