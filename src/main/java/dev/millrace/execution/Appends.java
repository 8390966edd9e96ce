package dev.millrace.execution;

import dev.millrace.store.Write;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Makes the appends of one journal: what is kept of events, row, state and secrets, in the form in which it is kept, which
 * from the first secret on is encrypted, and masked where it can be seen. One append follows when the one before is on
 * disk. Not thread-safe.
 */
final class Appends {
    private static final int LEAST_EVENTS_PER_SNAPSHOT = 256;

    private final ExecutionRow row;
    private final ExecutionState state;
    private final KnownSecrets secrets;
    private final String owner;
    private final long epoch;

    /** What stands on disk: null while there is no row. */
    private @Nullable Long epochOnDisk;

    private @Nullable Write<?> acceptance;
    private boolean limited;
    private int lastBatch;
    private long eventsInSnapshot;
    private int secretsKept;
    private int secretsInFlight;

    /**
     * Those that follow on what is recorded.
     *
     * @param row as it was accepted or read, with its inputs as they are, not masked
     * @param owner who appends
     * @param epochOnDisk what the first append has to find; null when the execution is new
     */
    Appends(ExecutionRow row, JournalStore.Recorded recorded, String owner, @Nullable Long epochOnDisk) {
        this.row = row;
        this.state = recorded.state();
        this.secrets = recorded.secrets().secrets();
        this.owner = owner;
        this.epoch = epochOnDisk == null ? 1 : epochOnDisk + 1;
        this.epochOnDisk = epochOnDisk;
        this.lastBatch = recorded.batch();
        this.eventsInSnapshot = state.lastSeq();
    }

    /** Who appends. */
    String owner() {
        return owner;
    }

    /** Has this written with the first append, and only with it. */
    void accept(Write<?> write) {
        acceptance = write;
    }

    /** The append that ends the execution also gives back its place among those of its workflow, if it has one. */
    void mayBeLimited() {
        limited = true;
    }

    /** The execution's row as its state makes it. */
    ExecutionRow row() {
        boolean owned = !state.status().ended() && state.status() != ExecutionStatus.QUEUED;
        return row.with(state, owned ? owner : null, epoch);
    }

    /** The next append: these events, and what the state has come to with them. */
    Append next(List<Event> events) {
        int number = lastBatch + 1;
        // One look, so that all of the append is kept in the same way.
        boolean sealed = !secrets.isEmpty();
        JournalStore.Batch batch = batch(number, events, sealed);
        ExecutionRow present = row();
        ExecutionRow shown = sealed ? new Masking(secrets.mask()).row(present) : present;
        return new Append(
                events,
                batch,
                shown,
                epochOnDisk,
                acceptance,
                snapshot(number, sealed),
                sealed ? newSecrets(present, shown) : null,
                limited,
                false);
    }

    /** The append is on disk; another one may follow. */
    void appended(Append append) {
        lastBatch = append.batch().number();
        epochOnDisk = epoch;
        acceptance = null;
        secretsKept = secretsInFlight;
    }

    private JournalStore.Batch batch(int number, List<Event> events, boolean sealed) {
        List<Event> logs = events.stream().filter(Appends::isLog).toList();
        List<Event> others = logs.isEmpty()
                ? events
                : events.stream().filter(event -> !isLog(event)).toList();
        return new JournalStore.Batch(
                row.id(),
                number,
                epoch,
                events.getFirst().seq(),
                events.getLast().seq(),
                kept(sealed, JournalStore.batchPlace(number), EventJson.write(others)),
                logs.isEmpty() ? null : EventJson.write(logs));
    }

    private static boolean isLog(Event event) {
        return event.detail() instanceof Detail.Log;
    }

    /**
     * The state as it is kept when it is time for a snapshot: when as many events have come as went into the last one. So a
     * reader folds at most half of the events, and all snapshots together cost no more than the events.
     */
    private @Nullable String snapshot(int number, boolean sealed) {
        long since = state.lastSeq() - eventsInSnapshot;
        if (since < Math.max(LEAST_EVENTS_PER_SNAPSHOT, eventsInSnapshot)
                && !(state.status().ended() && since >= LEAST_EVENTS_PER_SNAPSHOT)) {
            return null;
        }
        eventsInSnapshot = state.lastSeq();
        return kept(sealed, JournalStore.snapshotPlace(number), EventJson.writeValue(state.snapshot()));
    }

    private String kept(boolean sealed, String place, String text) {
        return sealed ? secrets.closed(place, text) : text;
    }

    /** What the execution knows of secrets, as it is kept, when it has come to know more; else null. */
    private @Nullable String newSecrets(ExecutionRow present, ExecutionRow shown) {
        secretsInFlight = secrets.values().size();
        if (secretsInFlight == secretsKept) {
            return null;
        }
        boolean masked = !present.inputs().equals(shown.inputs());
        return KnownSecretsStore.closed(new KnownSecretsStore.Known(secrets, masked ? present.inputs() : null));
    }
}
