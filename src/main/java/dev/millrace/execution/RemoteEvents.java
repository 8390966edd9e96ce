package dev.millrace.execution;

import dev.millrace.cluster.Bell;
import dev.millrace.cluster.Signal;
import dev.millrace.live.Hub;
import jakarta.inject.Singleton;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Gatherers;
import org.jboss.logging.Logger;

/**
 * Brings what other nodes append to journals to those who watch here. One reader for each node reads an execution's events
 * once, for all of its watchers: when another node rings, and each second, since what rings may be lost. Watchers who need
 * more than that, because they have just come or are slow, read for themselves, as always. Thread-safe.
 */
@Singleton
final class RemoteEvents {
    private static final Logger LOG = Logger.getLogger(RemoteEvents.class);
    private static final int BATCHES_PER_READ = 64;
    private static final int EXECUTIONS_PER_LOOK = 500;

    private final Hub hub;
    private final ExecutionStore store;
    private final JournalStore journals;

    /** How far each execution that is watched was read; with the lock on it held. */
    private final Map<Long, JournalStore.Position> positions = new HashMap<>();

    RemoteEvents(Hub hub, ExecutionStore store, JournalStore journals) {
        this.hub = hub;
        this.store = store;
        this.journals = journals;
    }

    /** Begins to listen. */
    void listen(Bell bell) {
        bell.listen(Signal.Appended.class, this::appended);
        bell.listen(Signal.StatusChanged.class, this::statusChanged);
    }

    private void appended(Signal.Appended signal) {
        if (hub.newestSeq(EventMessages.ofExecution(signal.execution())) < signal.lastSeq()) {
            read(signal.execution(), signal.lastSeq());
        }
    }

    /** Reads what follows the newest message, up to what there is. */
    private void read(long execution, long lastSeq) {
        String topic = EventMessages.ofExecution(execution);
        if (!hub.isWatched(topic)) {
            return;
        }
        String executionId = store.find(execution).orElseThrow().executionId();
        synchronized (positions) {
            JournalStore.Position position = position(execution, hub.newestSeq(topic), lastSeq);
            JournalStore.Page page = journals.eventsAfter(execution, position, BATCHES_PER_READ);
            while (!page.events().isEmpty()) {
                EventMessages messages = new EventMessages(executionId, page.mask());
                List<Event> events = page.events();
                hub.publish(topic, () -> messages.of(events));
                position = page.next();
                page = journals.eventsAfter(execution, position, BATCHES_PER_READ);
            }
            positions.put(execution, position);
        }
    }

    /** After what watchers were told; of a topic that is new, only the last event: what was before, they read themselves. */
    private JournalStore.Position position(long execution, long told, long lastSeq) {
        JournalStore.Position known = positions.getOrDefault(execution, new JournalStore.Position(0, 0));
        return new JournalStore.Position(known.batch(), told == 0 ? lastSeq - 1 : told);
    }

    private void statusChanged(Signal.StatusChanged signal) {
        if (!hub.isWatched(EventMessages.ALL_EXECUTIONS)
                && !hub.isWatched(EventMessages.ofWorkflow(signal.workflow()))) {
            return;
        }
        store.find(signal.execution()).ifPresent(row -> {
            JournalStore.Page page =
                    journals.eventsAfter(row.id(), new JournalStore.Position(signal.batch() - 1, 0), 1);
            new EventMessages(row.executionId(), page.mask())
                    .publishStatus(hub, row.workflow(), row.ownership(), page.events());
        });
    }

    /** Changes of status may have been missed: their watchers are told to list again. */
    void missed() {
        hub.skip(EventMessages.ALL_EXECUTIONS);
        hub.watched(EventMessages.WORKFLOWS).forEach(hub::skip);
    }

    /** Looks for what nobody has rung for. */
    void sweep() {
        List<Long> watched = hub.watched(EventMessages.EXECUTION).stream()
                .map(topic -> Long.parseLong(topic.substring(EventMessages.EXECUTION.length())))
                .toList();
        synchronized (positions) {
            positions.keySet().retainAll(watched);
        }
        watched.stream().gather(Gatherers.windowFixed(EXECUTIONS_PER_LOOK)).forEach(this::look);
    }

    private void look(List<Long> executions) {
        store.lastSeqs(executions).forEach((execution, lastSeq) -> {
            if (hub.newestSeq(EventMessages.ofExecution(execution)) < lastSeq) {
                LOG.debugf("Nobody has told of event %d of execution %d", lastSeq, execution);
                read(execution, lastSeq);
            }
        });
    }
}
