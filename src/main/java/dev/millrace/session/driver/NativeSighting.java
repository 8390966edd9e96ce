package dev.millrace.session.driver;

import dev.millrace.session.driver.Element.Bounds;
import dev.millrace.session.driver.Sighting.State;
import dev.millrace.session.driver.Sought.Need;
import java.util.Locale;
import java.util.Optional;

/** Judges whether a part of a device's screen is what it must be. */
final class NativeSighting {
    private static final Bounds NOWHERE = new Bounds(0, 0, 0, 0);

    private NativeSighting() {}

    static Sighting missing(int count) {
        return new Sighting(State.MISSING, count, new Point(0, 0), new Size(0, 0), false, "", "", "", null);
    }

    /** @param path by which the device's driver finds the same part */
    static Sighting of(NativeNode node, Need need, Size screen, int count, String path) {
        Optional<Bounds> place = node.bounds();
        Bounds bounds = place.orElse(NOWHERE);
        Point middle = middle(bounds);
        boolean inView = place.isPresent()
                && middle.x() >= 0
                && middle.x() < screen.width()
                && middle.y() >= 0
                && middle.y() < screen.height();
        return new Sighting(
                state(node, need, place.isPresent()),
                count,
                middle,
                new Size(bounds.x2() - bounds.x1(), bounds.y2() - bounds.y1()),
                inView,
                node.shortTag().toLowerCase(Locale.ROOT),
                node.text(),
                "",
                path);
    }

    private static State state(NativeNode node, Need need, boolean placed) {
        if (need == Need.PRESENT) {
            return State.READY;
        }
        if (!placed || !node.isVisible()) {
            return State.HIDDEN;
        }
        if (need != Need.VISIBLE && !node.isEnabled()) {
            return State.DISABLED;
        }
        return need == Need.TYPE && !node.isInput() ? State.NOT_EDITABLE : State.READY;
    }

    static Point middle(Bounds bounds) {
        return new Point((bounds.x1() + bounds.x2()) / 2, (bounds.y1() + bounds.y2()) / 2);
    }
}
