package dev.millrace.session.vision;

import dev.millrace.config.Settings;
import dev.millrace.process.Marker;
import dev.millrace.process.Processes;
import dev.millrace.process.Programs;
import dev.millrace.session.driver.Driver;
import dev.millrace.session.error.SessionException;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** What all sessions share to look at screenshots: threads for the work, and the program that reads. Thread-safe. */
public final class Vision implements AutoCloseable {
    private final Tesseract tesseract;
    private final ExecutorService threads;

    /** @param processes where tesseract runs */
    public Vision(Settings.Sessions settings, Processes processes) {
        this.tesseract = new Tesseract(
                processes, Programs.find(settings.tesseract(), List.of("tesseract")), settings.ocrLanguages());
        // Half of the processors are left to everything else.
        this.threads = Executors.newFixedThreadPool(
                Math.max(1, Runtime.getRuntime().availableProcessors() / 2),
                Thread.ofPlatform().daemon().name("vision-", 0).factory());
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
        return new Screen(driver, tesseract, marker, threads);
    }

    /** Takes no work any more. */
    @Override
    public void close() {
        threads.shutdownNow();
    }
}
