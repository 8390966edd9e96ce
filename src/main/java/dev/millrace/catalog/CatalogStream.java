package dev.millrace.catalog;

import dev.millrace.live.EventSink;
import dev.millrace.live.Message;
import dev.millrace.live.Watch;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;

/**
 * Follows what happens to products and orders: first what is on record after a position, then what happens. A reader that
 * is slow reads from the database until it has caught up, so every reader sees every event once. One per reader, used by
 * the reader's thread.
 */
final class CatalogStream {
    private static final Duration HEARTBEAT = Duration.ofSeconds(15);
    private static final int EVENTS_PER_READ = 200;

    private final CatalogEvents events;
    private final Predicate<String> wanted;
    private long position;

    /**
     * A stream for one reader.
     *
     * @param after the number of the last event that the reader knows
     * @param wanted which types of events the reader wants
     */
    CatalogStream(CatalogEvents events, long after, Predicate<String> wanted) {
        this.events = events;
        this.position = after;
        this.wanted = wanted;
    }

    /** Writes events until the reader is gone. */
    void follow(EventSink out) throws IOException, InterruptedException {
        try (Watch watch = events.watch()) {
            out.begin();
            skipWhatIsGone(out);
            while (true) {
                catchUp(watch, out);
                goAlong(watch, out);
            }
        }
    }

    private void skipWhatIsGone(EventSink out) throws IOException {
        CatalogEventStore.Range range = events.range();
        boolean deleted = position > 0 && position + 1 < range.oldest();
        boolean fromElsewhere = range.newest() > 0 && position > range.newest();
        if (deleted || fromElsewhere) {
            reset(out, deleted ? range.oldest() - 1 : range.newest());
        }
    }

    private void catchUp(Watch watch, EventSink out) throws IOException {
        // What was published by now is in the database, or was deleted there: nobody must wait for it.
        long certain = watch.newestSeq();
        List<CatalogEvent> page = events.after(position, EVENTS_PER_READ);
        while (!page.isEmpty()) {
            for (CatalogEvent event : page) {
                write(event.message(), out);
            }
            out.flush();
            position = page.getLast().seq();
            page = events.after(position, EVENTS_PER_READ);
        }
        if (position < certain) {
            reset(out, certain);
        }
    }

    /** Writes messages as they are published; returns when some were missed. */
    private void goAlong(Watch watch, EventSink out) throws IOException, InterruptedException {
        while (true) {
            if (!watch.await(position, HEARTBEAT)) {
                out.heartbeat();
                continue;
            }
            List<Message> messages = watch.after(position);
            if (messages.isEmpty()) {
                return;
            }
            for (Message message : messages) {
                write(message, out);
            }
            out.flush();
            position = messages.getLast().seq();
        }
    }

    private void write(Message message, EventSink out) throws IOException {
        if (wanted.test(message.type())) {
            out.write(message);
        }
    }

    private void reset(EventSink out, long next) throws IOException {
        out.reset("some events are no longer kept; list products and orders again");
        out.flush();
        position = next;
    }
}
