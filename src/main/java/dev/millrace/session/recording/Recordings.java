package dev.millrace.session.recording;

import dev.millrace.access.Caller;
import dev.millrace.access.Ownership;
import dev.millrace.config.Settings;
import dev.millrace.http.PageRequest;
import dev.millrace.http.ProblemException;
import dev.millrace.store.Ids;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jboss.logging.Logger;

/**
 * All recordings of this server: those of sessions that live, and those that are kept. They outlive their sessions and the
 * server. Thread-safe.
 */
public final class Recordings {
    private static final Logger LOG = Logger.getLogger(Recordings.class);

    /** With less room than this no recording begins, in bytes. */
    private static final long LEAST = 64 << 10;

    private final Path root;
    private final Settings.Recording settings;
    private final Clock clock;
    private final Ids ids;
    private final ConcurrentSkipListMap<Long, Recording> byNumber = new ConcurrentSkipListMap<>();
    private final Map<String, Recording> byId = new ConcurrentHashMap<>();
    private final Set<String> live = ConcurrentHashMap.newKeySet();
    private final AtomicLong used = new AtomicLong();

    /** @param root the folder of all recordings, which need not exist */
    public Recordings(Path root, Settings.Recording settings, Clock clock, Ids ids) {
        this.root = root;
        this.settings = settings;
        this.clock = clock;
        this.ids = ids;
    }

    /** Finds what former lives of the server have kept. */
    public void load() {
        try {
            RecordingFolder.all(root).forEach(recording -> {
                add(recording);
                used.addAndGet(RecordingFolder.size(recording));
            });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void add(Recording recording) {
        byId.put(recording.id(), recording);
        byNumber.put(recording.number(), recording);
    }

    /**
     * Begins a recording.
     *
     * @param pictures whether with a picture before and after each keyword
     * @throws ProblemException 429 when there is no room
     */
    public Recorder begin(String session, Ownership ownership, String driver, boolean pictures) {
        if (used.get() + LEAST > settings.maxTotal()) {
            throw ProblemException.of(
                    429,
                    "recordings-full",
                    "There is no room for recordings",
                    "All recordings together have reached sessions.recording.max_total; delete some, or start without one.");
        }
        long now = clock.millis();
        Recording recording = new Recording(ids.next(), session, ownership, driver, now, root.resolve(session));
        try {
            RecordingFolder.begin(recording);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        used.addAndGet(RecordingFolder.size(recording));
        live.add(session);
        add(recording);
        Room room = new Room(settings.maxSize(), settings.maxTotal(), used);
        return new Recorder(recording, pictures, room, clock, () -> live.remove(session));
    }

    /** Whether something may still be added to a recording. */
    boolean isLive(Recording recording) {
        return live.contains(recording.id());
    }

    /** The recording of a session, if the caller may see it. Throws a 404. */
    Recording get(Caller by, String id) {
        Recording recording = byId.get(id);
        if (recording == null || !recording.ownership().isVisibleTo(by)) {
            throw ProblemException.notFound("recording", id);
        }
        return recording;
    }

    /** Those that the caller may see, newest first: one more than the page takes, if there are more. */
    List<Recording> list(Caller by, PageRequest page) {
        return byNumber.headMap(page.before()).descendingMap().values().stream()
                .filter(recording -> recording.ownership().isVisibleTo(by))
                .limit(page.limit() + 1L)
                .toList();
    }

    /** Deletes a recording. Throws a 409 while its session lives. */
    void delete(Recording recording) {
        if (isLive(recording)) {
            throw ProblemException.conflict(
                    "recording-live",
                    "The recording goes on",
                    "The session `%s` is still recorded; stop it first.".formatted(recording.id()));
        }
        remove(recording);
    }

    private void remove(Recording recording) {
        if (!byId.remove(recording.id(), recording)) {
            return;
        }
        byNumber.remove(recording.number());
        long size = RecordingFolder.size(recording);
        try {
            RecordingFolder.delete(recording);
            used.addAndGet(-size);
        } catch (IOException e) {
            add(recording);
            throw new UncheckedIOException(e);
        }
    }

    /** Deletes what is older than it is to be kept. */
    public void sweep() {
        long oldest = clock.millis() - settings.keep().toMillis();
        for (Recording recording : List.copyOf(byNumber.values())) {
            if (!isLive(recording) && RecordingFolder.lastWritten(recording) < oldest) {
                try {
                    remove(recording);
                    LOG.infof("The recording of session %s was kept for %s", recording.id(), settings.keep());
                } catch (UncheckedIOException e) {
                    LOG.warnf("The recording of session %s could not be deleted: %s", recording.id(), e.getMessage());
                }
            }
        }
    }
}
