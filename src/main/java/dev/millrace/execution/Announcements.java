package dev.millrace.execution;

import dev.millrace.cluster.Bell;
import dev.millrace.cluster.Signal;
import dev.millrace.live.Hub;

/** Tells those who watch an execution what its journal has appended, here and at other nodes. Thread-safe. */
final class Announcements {
    private final Hub hub;
    private final Bell bell;
    private final ExecutionRow row;
    private final KnownSecrets secrets;

    /** @param secrets that are masked in what is told */
    Announcements(Hub hub, Bell bell, ExecutionRow row, KnownSecrets secrets) {
        this.hub = hub;
        this.bell = bell;
        this.row = row;
        this.secrets = secrets;
    }

    /** Tells of what is on disk now. */
    void appended(Append append) {
        EventMessages messages = new EventMessages(row.executionId(), secrets.mask());
        hub.publish(EventMessages.ofExecution(row.id()), () -> messages.of(append.events()));
        messages.publishStatus(hub, row.workflow(), row.ownership(), append.events());
        ring(append);
    }

    /** Tells other nodes, where somebody may watch. */
    private void ring(Append append) {
        bell.ring(new Signal.Appended(row.id(), append.batch().lastSeq()));
        if (append.events().stream().anyMatch(EventMessages::isStatus)) {
            bell.ring(new Signal.StatusChanged(row.id(), append.batch().number(), row.workflow()));
        }
    }
}
