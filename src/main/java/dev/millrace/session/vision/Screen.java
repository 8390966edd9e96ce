package dev.millrace.session.vision;

import dev.millrace.process.Marker;
import dev.millrace.session.driver.Area;
import dev.millrace.session.driver.Driver;
import dev.millrace.session.driver.Point;
import dev.millrace.session.driver.Sighting;
import dev.millrace.session.driver.Size;
import dev.millrace.session.driver.Sought;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a session's page looks like to people. Each call looks anew; what was found is kept only while the page looks
 * exactly the same. Used by the thread that runs the session's keywords.
 */
public final class Screen {
    private final Driver driver;
    private final Tesseract tesseract;
    private final Marker marker;
    private final Workers workers;
    private @Nullable Screenshot newest;

    Screen(Driver driver, Tesseract tesseract, Marker marker, Workers workers) {
        this.driver = driver;
        this.tesseract = tesseract;
        this.marker = marker;
        this.workers = workers;
    }

    /** Looks for an image. Throws E0301 when the driver paints nothing, E0303 when the screenshot is broken. */
    public Sighting image(Template template, Sought sought) throws InterruptedException {
        return steady(sought, shot -> places(shot, template, sought.area()));
    }

    /** Looks for a text. Throws the same, and E0603 when there is nothing that can read. */
    public Sighting text(String wanted, Sought sought) throws InterruptedException {
        tesseract.require();
        return steady(sought, shot -> LineSearch.find(lines(shot, sought.area()), wanted));
    }

    private interface Search {
        List<Hit> on(Screenshot shot) throws InterruptedException;
    }

    private List<Hit> places(Screenshot shot, Template template, Area area) throws InterruptedException {
        List<Hit> known = shot.places(template, area);
        if (known == null) {
            Box part = shot.box(area);
            known = workers
                    .run(() -> new TemplateSearch(Layers.of(shot.picture().part(part)), Layers.of(template.picture()))
                            .find())
                    .stream()
                    .map(box -> new Hit(box.moved(part.x(), part.y()), ""))
                    .toList();
            shot.know(template, area, known);
        }
        return known;
    }

    private List<Line> lines(Screenshot shot, Area area) throws InterruptedException {
        List<Line> known = shot.lines(area);
        if (known == null) {
            Box part = shot.box(area);
            known = tesseract.read(shot.picture().part(part), marker).stream()
                    .map(line -> line.moved(part.x(), part.y()))
                    .toList();
            shot.know(area, known);
        }
        return known;
    }

    /** What is to be acted on must be at the same place when it is looked at once more. */
    private Sighting steady(Sought sought, Search search) throws InterruptedException {
        Sighting first = look(sought, search);
        boolean acts =
                switch (sought.need()) {
                    case PRESS, TYPE -> true;
                    case PRESENT, VISIBLE, ENABLED -> false;
                };
        if (!acts || !first.isReady()) {
            return first;
        }
        Sighting again = look(sought, search);
        return again.isReady() && !again.middle().equals(first.middle()) ? again.moving() : again;
    }

    private Sighting look(Sought sought, Search search) throws InterruptedException {
        Screenshot shot = screenshot();
        if (shot.isBlack()) {
            return Sighting.black();
        }
        List<Hit> hits = search.on(shot);
        return sought.index() < hits.size()
                ? sighting(hits.get(sought.index()), hits.size(), shot)
                : Sighting.missing(hits.size());
    }

    /** Screenshots may have more pixels than the page says, on fine displays. */
    private Sighting sighting(Hit hit, int count, Screenshot shot) {
        double factor = (double) driver.size().width() / shot.picture().width();
        Box box = hit.box().scaled(factor);
        return Sighting.onScreen(
                new Point(box.middleX(), box.middleY()), new Size(box.width(), box.height()), count, hit.text());
    }

    private Screenshot screenshot() throws InterruptedException {
        byte[] bytes = driver.screenshot();
        Screenshot known = newest;
        if (known == null || !known.isOf(bytes)) {
            known = workers.run(() -> Screenshot.of(bytes));
            newest = known;
        }
        return known;
    }
}
