package dev.millrace.session.vision;

import dev.millrace.config.Settings;
import dev.millrace.process.Marker;
import dev.millrace.process.Processes;
import dev.millrace.process.Programs;
import dev.millrace.session.driver.Driver;
import dev.millrace.session.error.SessionException;
import java.util.List;

/** What all sessions share to look at screenshots: threads for the work, and the program that reads. Thread-safe. */
public final class Vision implements AutoCloseable {
    private final Workers workers = new Workers();
    private final Tesseract tesseract;

    /** @param processes where tesseract runs */
    public Vision(Settings.Sessions settings, Processes processes) {
        this.tesseract = new Tesseract(
                processes, workers, Programs.find(settings.tesseract(), List.of("tesseract")), settings.ocrLanguages());
    }

    /** Throws E0603 when texts on screenshots cannot be read. */
    public void requireReader() throws SessionException {
        var _ = tesseract.require();
    }

    /**
     * What the page of a driver looks like.
     *
     * @param marker whose processes read for it
     */
    public Screen screen(Driver driver, Marker marker) {
        return new Screen(driver, tesseract, marker, workers);
    }

    /** Takes no work any more. */
    @Override
    public void close() {
        workers.close();
    }
}
