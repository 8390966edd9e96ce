package dev.millrace.session.driver;

import dev.millrace.session.error.ErrorCode;
import dev.millrace.session.error.SessionException;

/**
 * The part of the visible page in which the middle of an element must be, in percent of its width and height.
 *
 * @param x where it begins, 0 to 100
 * @param width at most what is left, likewise
 */
public record Area(double x, double y, double width, double height) {
    /** Everywhere. */
    public static final Area WHOLE = new Area(0, 0, 100, 100);

    /** @throws SessionException E0205 when it is not within the page */
    public Area {
        boolean fits = x >= 0 && y >= 0 && width > 0 && height > 0 && x + width <= 100 && y + height <= 100;
        if (!fits) {
            throw new SessionException(
                    ErrorCode.E0205,
                    "aoi_x, aoi_y, aoi_width and aoi_height are percentages of the page: each 0 to 100, and x with width, y with height at most 100 together.");
        }
    }
}
