package dev.millrace.execution;

import dev.millrace.execution.KnownSecretsStore.Known;
import dev.millrace.secret.Mask;
import dev.millrace.secret.MasterKeys;
import dev.millrace.secret.Seal;
import dev.millrace.store.Database;
import dev.millrace.store.Transaction;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/** The journal's rows: batches of events, batches of log text, snapshots of states. */
final class JournalStore {
    private final Jdbi reads;
    private final KnownSecretsStore knownSecrets;

    JournalStore(Database database, MasterKeys keys) {
        this.reads = database.reads();
        this.knownSecrets = new KnownSecretsStore(keys);
    }

    /**
     * Some events in a row, as one append.
     *
     * @param number counts up by one from 1 within the execution
     * @param events as they are kept; without the log
     * @param logs as JSON, masked; null when there is no log text among them
     */
    record Batch(
            long execution,
            int number,
            long epoch,
            long firstSeq,
            long lastSeq,
            String events,
            @Nullable String logs) {}

    /**
     * An execution's state and where the journal stands.
     *
     * @param batch the number of the newest batch
     * @param secrets what the execution knows of secrets
     */
    record Recorded(ExecutionState state, int batch, Known secrets) {}

    static void insert(Transaction tx, Batch batch) throws SQLException {
        tx.defer(
                "INSERT INTO journal (execution, batch, epoch, first_seq, last_seq, events) VALUES (?, ?, ?, ?, ?, ?)",
                batch.execution(),
                batch.number(),
                batch.epoch(),
                batch.firstSeq(),
                batch.lastSeq(),
                batch.events());
        if (batch.logs() != null) {
            tx.defer(
                    "INSERT INTO logs (execution, batch, first_seq, last_seq, entries) VALUES (?, ?, ?, ?, ?)",
                    batch.execution(),
                    batch.number(),
                    batch.firstSeq(),
                    batch.lastSeq(),
                    batch.logs());
        }
    }

    /** Whether this very batch is in the journal, appended by this owner. */
    static boolean holds(Transaction tx, Batch batch) throws SQLException {
        Long epoch = tx.first(
                "SELECT epoch FROM journal WHERE execution = ? AND batch = ?",
                results -> results.getLong(1),
                batch.execution(),
                batch.number());
        return epoch != null && epoch == batch.epoch();
    }

    static void saveSnapshot(Transaction tx, long execution, int batch, String state) throws SQLException {
        if (tx.update("UPDATE snapshots SET batch = ?, state = ? WHERE execution = ?", batch, state, execution) == 0) {
            tx.update("INSERT INTO snapshots (execution, batch, state) VALUES (?, ?, ?)", execution, batch, state);
        }
    }

    /** The name of the place where a batch of events is kept. */
    static String batchPlace(int number) {
        return "journal:" + number;
    }

    /** The name of the place where a snapshot is kept. */
    static String snapshotPlace(int batch) {
        return "snapshot:" + batch;
    }

    /** What an execution knows of secrets. Throws a 409 when that cannot be decrypted. */
    Known secrets(long execution) {
        return reads.withHandle(handle -> knownSecrets.read(handle, execution));
    }

    /** Throws a 409 when the record of an execution cannot be decrypted. */
    void requireReadable(long execution) {
        Known _ = secrets(execution);
    }

    /**
     * The state of an execution after its newest batch. What is appended meanwhile is in it or not: what follows a snapshot
     * is read after it. Throws a 409 when its record cannot be decrypted.
     */
    Recorded read(long execution) {
        return reads.withHandle(handle -> {
            Reading reading = new Reading(knownSecrets.nothing(execution));
            Recorded start = snapshot(handle, execution, reading);
            int[] newest = {start.batch()};
            handle.createQuery(
                            "SELECT batch, events FROM journal WHERE execution = :id AND batch > :batch ORDER BY batch")
                    .bind("id", execution)
                    .bind("batch", start.batch())
                    .map((results, _) -> {
                        newest[0] = results.getInt("batch");
                        return reading.opened(batchPlace(newest[0]), results.getString("events"));
                    })
                    .forEach(events -> EventJson.read(events).forEach(start.state()::apply));
            return new Recorded(start.state(), newest[0], known(handle, execution, reading));
        });
    }

    private static Recorded snapshot(Handle handle, long execution, Reading reading) {
        return handle.createQuery("SELECT batch, state FROM snapshots WHERE execution = :id")
                .bind("id", execution)
                .map((results, _) -> {
                    int batch = results.getInt("batch");
                    String state = reading.opened(snapshotPlace(batch), results.getString("state"));
                    return new Recorded(
                            new ExecutionState(EventJson.readValue(state, ExecutionState.Snapshot.class)),
                            batch,
                            reading.nothing);
                })
                .findOne()
                .orElseGet(() -> new Recorded(new ExecutionState(), 0, reading.nothing));
    }

    /** What an execution knows of secrets, which is looked up only if something that was read is encrypted. */
    private Known known(Handle handle, long execution, Reading reading) {
        return reading.sealed ? knownSecrets.read(handle, execution) : reading.nothing;
    }

    /** Decrypts what is read of one execution, and notes whether there was anything to decrypt. */
    private static final class Reading {
        private final Known nothing;
        private boolean sealed;

        Reading(Known nothing) {
            this.nothing = nothing;
        }

        String opened(String place, @Nullable String kept) {
            String text = Objects.requireNonNull(kept);
            sealed |= Seal.isSealed(text);
            return nothing.secrets().opened(place, text);
        }
    }

    /**
     * How far a reader has come. The batch makes the next page cheap to find; a reader that knows only the number of
     * the last event it saw begins with batch 0.
     */
    record Position(int batch, long seq) {}

    /**
     * Events in order, log text among them, and the position after them.
     *
     * @param mask of what must not be shown of them
     */
    record Page(List<Event> events, Mask mask, Position next) {}

    /** The events after a position, as many as {@code batches} appends hold; none when there is nothing yet. */
    Page eventsAfter(long execution, Position position, int batches) {
        return reads.withHandle(handle -> {
            Reading reading = new Reading(knownSecrets.nothing(execution));
            List<Event> events = new ArrayList<>();
            int[] newest = {position.batch()};
            handle.createQuery("""
                            SELECT journal.batch, journal.events, logs.entries FROM journal
                            LEFT JOIN logs ON logs.execution = journal.execution AND logs.batch = journal.batch
                            WHERE journal.execution = :id AND journal.batch > :batch AND journal.last_seq > :seq
                            ORDER BY journal.batch LIMIT :batches
                            """)
                    .bind("id", execution)
                    .bind("batch", position.batch())
                    .bind("seq", position.seq())
                    .bind("batches", batches)
                    .map((results, _) -> {
                        newest[0] = results.getInt("batch");
                        return merged(
                                reading.opened(batchPlace(newest[0]), results.getString("events")),
                                results.getString("entries"));
                    })
                    .forEach(events::addAll);
            events.removeIf(event -> event.seq() <= position.seq());
            long seq = events.isEmpty() ? position.seq() : events.getLast().seq();
            return new Page(events, known(handle, execution, reading).secrets().mask(), new Position(newest[0], seq));
        });
    }

    /** All log text there is now, in order. */
    List<Event> logs(long execution) {
        return reads.withHandle(handle -> handle
                .createQuery("SELECT entries FROM logs WHERE execution = :id ORDER BY batch")
                .bind("id", execution)
                .mapTo(String.class)
                .stream()
                .flatMap(entries -> EventJson.read(entries).stream())
                .toList());
    }

    private static List<Event> merged(String events, @Nullable String logs) {
        List<Event> all = EventJson.read(events);
        if (logs != null) {
            all.addAll(EventJson.read(logs));
            all.sort(Comparator.comparingLong(Event::seq));
        }
        return all;
    }
}
