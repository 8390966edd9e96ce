package dev.millrace.execution;

import dev.millrace.live.Hub;
import dev.millrace.live.Message;
import dev.millrace.live.Watch;
import java.time.Duration;
import java.util.List;

/**
 * Follows one execution for somebody who asks from time to time what is new: first what is on record, then what happens.
 * Every event comes once, in order, with secrets masked. Used by one thread.
 */
public final class ExecutionWatch implements AutoCloseable {
    private static final int BATCHES_PER_READ = 64;

    /** A wake-up can be lost. */
    private static final Duration LOOK_AGAIN = Duration.ofSeconds(5);

    private final ExecutionRow row;
    private final ExecutionStore store;
    private final JournalStore journals;
    private final Watch watch;
    private JournalStore.Position position = new JournalStore.Position(0, 0);
    private boolean caughtUp;
    private boolean ended;
    private long lastRead = System.nanoTime();

    ExecutionWatch(ExecutionRow row, ExecutionStore store, JournalStore journals, Hub hub) {
        this.row = row;
        this.store = store;
        this.journals = journals;
        this.watch = hub.watch(EventMessages.ofExecution(row.id()));
    }

    /** What is new; when nothing is, waits for something, at most this long. */
    public List<Message> next(Duration patience) throws InterruptedException {
        boolean lookAgain = System.nanoTime() - lastRead > LOOK_AGAIN.toNanos();
        if (caughtUp && !watch.await(position.seq(), patience) && !lookAgain) {
            return List.of();
        }
        List<Message> recorded = recorded();
        caughtUp = recorded.isEmpty();
        if (caughtUp) {
            ExecutionRow now = store.find(row.id()).orElseThrow();
            ended = now.status().ended() && now.lastSeq() <= position.seq();
        }
        return recorded;
    }

    /** Whether the execution had ended at the last look, and everything was told. */
    public boolean hasEnded() {
        return ended;
    }

    private List<Message> recorded() {
        lastRead = System.nanoTime();
        JournalStore.Page page = journals.eventsAfter(row.id(), position, BATCHES_PER_READ);
        position = page.next();
        EventMessages messages = new EventMessages(row.executionId(), page.mask());
        return messages.of(page.events());
    }

    @Override
    public void close() {
        watch.close();
    }
}
