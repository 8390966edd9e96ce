package dev.millrace.session.recording;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.millrace.http.Times;
import dev.millrace.session.driver.Driver;
import dev.millrace.session.error.SessionException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Writes the timeline of one session: a line for each keyword when it has ended, and pictures. What it cannot write, it
 * tells in the log; the session goes on. Used by the thread that runs the session's keywords.
 */
public final class Recorder implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(Recorder.class);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Recording recording;
    private final boolean pictures;
    private final Room room;
    private final Clock clock;
    private final Runnable onEnd;
    private byte[] lastPicture = {};
    private @Nullable String lastPictureFile;
    private int count;
    private boolean over;

    Recorder(Recording recording, boolean pictures, Room room, Clock clock, Runnable onEnd) {
        this.recording = recording;
        this.pictures = pictures;
        this.room = room;
        this.clock = clock;
        this.onEnd = onEnd;
    }

    /**
     * A keyword under way.
     *
     * @param n from 1
     * @param startedAt milliseconds since 1970 UTC
     * @param before the file of the picture; null for none
     */
    public record Step(
            int n,
            long startedAt,
            long startNanos,
            @Nullable String before) {}

    /** A keyword begins. */
    public synchronized Step begin(Driver driver) {
        count++;
        String before = picture(driver, count, "before");
        return new Step(count, clock.millis(), System.nanoTime(), before);
    }

    /**
     * A keyword has ended.
     *
     * @param told what is to be known of it, as it may be shown
     */
    public synchronized void end(Step step, Driver driver, Map<String, @Nullable Object> told) {
        Map<String, @Nullable Object> line = new LinkedHashMap<>();
        line.put("n", step.n());
        line.put("started_at", Times.text(step.startedAt()));
        line.put("duration_ms", (System.nanoTime() - step.startNanos()) / 1_000_000);
        line.putAll(told);
        line.put("before", step.before());
        line.put("after", picture(driver, step.n(), "after"));
        write(line);
    }

    private @Nullable String picture(Driver driver, int n, String when) {
        if (!pictures || over) {
            return null;
        }
        byte[] png;
        try {
            png = driver.screenshot();
        } catch (SessionException _) {
            // What there is to say about it, the keyword says.
            return null;
        }
        if (Arrays.equals(png, lastPicture)) {
            return lastPictureFile;
        }
        if (!room.take(png.length)) {
            return null;
        }
        String name = "%05d-%s.png".formatted(n, when);
        try {
            Files.write(recording.folder().resolve(name), png, StandardOpenOption.CREATE_NEW);
        } catch (IOException e) {
            giveUp(e);
            return null;
        }
        lastPicture = png;
        lastPictureFile = name;
        return name;
    }

    private void write(Map<String, @Nullable Object> line) {
        if (over) {
            return;
        }
        byte[] bytes = text(line).getBytes(StandardCharsets.UTF_8);
        if (!room.take(bytes.length)) {
            over = true;
            bytes = text(Map.of("full", true)).getBytes(StandardCharsets.UTF_8);
        }
        try {
            Path timeline = recording.timeline();
            Files.write(timeline, bytes, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            giveUp(e);
        }
    }

    private static String text(Map<String, ? extends @Nullable Object> line) {
        try {
            return JSON.writeValueAsString(line) + "\n";
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void giveUp(IOException cause) {
        over = true;
        LOG.warnf("The recording of session %s ends: %s", recording.id(), cause.getMessage());
    }

    /** The session has ended. */
    @Override
    public synchronized void close() {
        Map<String, @Nullable Object> end = new LinkedHashMap<>();
        end.put("ended_at", Times.text(clock.millis()));
        write(end);
        over = true;
        onEnd.run();
    }
}
