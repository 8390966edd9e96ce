package dev.millrace.execution;

import dev.millrace.live.EventSink;
import dev.millrace.live.Hub;
import dev.millrace.live.Message;
import dev.millrace.live.Watch;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;

/**
 * Follows one execution: first what is on record after a position, then what happens, until the end of the execution.
 * A reader that is slow, or comes late, reads from the journal, and is back with the others when it has caught up; so
 * every reader sees every event once. One per reader, used by the reader's thread.
 */
final class EventStream {
    static final Duration HEARTBEAT = Duration.ofSeconds(15);
    private static final int BATCHES_PER_READ = 64;

    private final ExecutionRow row;
    private final ExecutionStore store;
    private final JournalStore journals;
    private final Hub hub;
    private final Predicate<Event> wanted;
    private JournalStore.Position position;

    EventStream(
            ExecutionRow row,
            ExecutionStore store,
            JournalStore journals,
            Hub hub,
            long after,
            Predicate<Event> wanted) {
        this.row = row;
        this.store = store;
        this.journals = journals;
        this.hub = hub;
        this.wanted = wanted;
        this.position = new JournalStore.Position(0, after);
    }

    /** Writes events until the execution has ended and the last one is written, or the reader is gone. */
    void follow(EventSink out) throws IOException, InterruptedException {
        try (Watch watch = hub.watch(EventMessages.ofExecution(row.id()))) {
            out.begin();
            while (true) {
                catchUp(out);
                if (ended()) {
                    return;
                }
                goAlong(watch, out);
            }
        }
    }

    private void catchUp(EventSink out) throws IOException {
        while (true) {
            JournalStore.Page page = journals.eventsAfter(row.id(), position, BATCHES_PER_READ);
            if (page.events().isEmpty()) {
                return;
            }
            EventMessages messages = new EventMessages(row.executionId(), page.mask());
            for (Event event : page.events()) {
                if (wanted.test(event)) {
                    out.write(messages.of(event));
                }
            }
            out.flush();
            position = page.next();
        }
    }

    /** Whether nothing more will come: the execution has ended, and nothing was appended since the last look. */
    private boolean ended() {
        ExecutionRow now = store.find(row.id()).orElseThrow();
        return now.status().ended() && now.lastSeq() <= position.seq();
    }

    /** Writes messages as they are published; returns when some were missed, or when the execution may have ended. */
    private void goAlong(Watch watch, EventSink out) throws IOException, InterruptedException {
        while (true) {
            if (!watch.await(position.seq(), HEARTBEAT)) {
                out.heartbeat();
                continue;
            }
            List<Message> messages = watch.after(position.seq());
            if (messages.isEmpty()) {
                return;
            }
            boolean end = false;
            for (Message message : messages) {
                if (wanted.test((Event) message.source())) {
                    out.write(message);
                }
                end |= isEnd(message.type());
            }
            out.flush();
            position = new JournalStore.Position(
                    position.batch(), messages.getLast().seq());
            if (end) {
                return;
            }
        }
    }

    private static boolean isEnd(String type) {
        return type.equals("execution.completed")
                || type.equals("execution.failed")
                || type.equals("execution.cancelled");
    }
}
