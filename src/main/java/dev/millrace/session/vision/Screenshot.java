package dev.millrace.session.vision;

import dev.millrace.session.driver.Area;
import dev.millrace.session.error.ErrorCode;
import dev.millrace.session.error.SessionException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A screenshot, and what was found on it. Used by one thread at a time. */
final class Screenshot {
    private static final int MOST_PIXELS = 40_000_000;
    private static final int MOST_KNOWN = 200;

    /** Below this brightness nobody sees anything. */
    private static final double BLACK = 1;

    private final byte[] bytes;
    private final Picture picture;
    private final boolean black;
    private final Map<Wanted, List<Hit>> places = new HashMap<>();
    private final Map<Area, List<Line>> lines = new HashMap<>();

    private record Wanted(Template template, Area area) {}

    private Screenshot(byte[] bytes, Picture picture) {
        this.bytes = bytes;
        this.picture = picture;
        this.black = picture.brightness() < BLACK;
    }

    /** What a driver has given. Throws E0303 when it is broken. */
    static Screenshot of(byte[] bytes) {
        try {
            return new Screenshot(bytes, PictureReader.read(bytes, "the screenshot", MOST_PIXELS));
        } catch (SessionException e) {
            throw new SessionException(ErrorCode.E0303, e.message());
        }
    }

    /** Whether another one shows exactly the same. */
    boolean isOf(byte[] others) {
        return Arrays.equals(bytes, others);
    }

    Picture picture() {
        return picture;
    }

    boolean isBlack() {
        return black;
    }

    /** The part of it that is in an area. */
    Box box(Area area) {
        return Box.of(area, picture.width(), picture.height());
    }

    /** Where an image was found; null when it was not looked for yet. */
    @Nullable
    List<Hit> places(Template template, Area area) {
        return places.get(new Wanted(template, area));
    }

    void know(Template template, Area area, List<Hit> found) {
        if (places.size() < MOST_KNOWN) {
            places.put(new Wanted(template, area), found);
        }
    }

    /** What was read in an area; null when it was not read yet. */
    @Nullable
    List<Line> lines(Area area) {
        return lines.get(area);
    }

    void know(Area area, List<Line> read) {
        if (lines.size() < MOST_KNOWN) {
            lines.put(area, read);
        }
    }
}
