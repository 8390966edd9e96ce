package dev.millrace.workflow;

import dev.millrace.store.Ids;
import dev.millrace.store.Transaction;
import dev.millrace.workflow.WorkflowStore.Kind;
import dev.millrace.workflow.WorkflowStore.RevisionRow;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.SQLException;
import java.time.Clock;
import java.util.HexFormat;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Writes workflows with their revisions, a new one only where the content is new. Thread-safe. */
@Singleton
final class WorkflowRows {
    static final String ACTIVE = "active";

    private final Ids ids;
    private final Clock clock;

    WorkflowRows(Ids ids, Clock clock) {
        this.ids = ids;
        this.clock = clock;
    }

    /** Writes a workflow that is new, with its first revision. */
    WorkflowRow insert(Transaction tx, String id, Kind kind, Description said, Content content, Origin origin)
            throws SQLException {
        WorkflowRow row = row(id, kind, said, 1, origin);
        WorkflowStore.insert(tx, row);
        WorkflowStore.insert(tx, revision(row, content));
        return row;
    }

    /** Writes a workflow that is new, and has no definition yet. */
    void insertUndefined(Transaction tx, String id, Origin origin) throws SQLException {
        WorkflowStore.insert(tx, row(id, Kind.LOCAL, Description.usual(id), 0, origin));
    }

    /**
     * Writes what has changed of a workflow; the row is the same, and nothing is written, when nothing has.
     *
     * @param all everything that is said of it
     * @param content null leaves it as it is
     */
    WorkflowRow update(
            Transaction tx, WorkflowRow present, Kind kind, Description all, @Nullable Content content, Origin origin)
            throws SQLException {
        boolean same = content == null || content.equals(WorkflowStore.content(tx, present.id(), present.revision()));
        WorkflowRow changed = new WorkflowRow(
                present.id(),
                present.workflowId(),
                kind,
                Objects.requireNonNull(all.status()),
                Objects.requireNonNull(all.visibility()),
                Objects.requireNonNull(all.name()),
                all.englishName(),
                all.description(),
                all.version(),
                Objects.requireNonNull(all.tags()),
                all.parameters(),
                same ? present.revision() : present.revision() + 1,
                present.createdAt(),
                present.updatedAt(),
                origin,
                false);
        if (changed.equals(present)) {
            return present;
        }
        WorkflowRow stamped = stamped(changed);
        WorkflowStore.update(tx, stamped);
        if (content != null && !same) {
            WorkflowStore.insert(tx, revision(stamped, content));
        }
        return stamped;
    }

    /** Writes what has changed of where a workflow comes from. */
    void update(Transaction tx, WorkflowRow present, Origin origin, boolean archived) throws SQLException {
        WorkflowRow changed = present.with(origin, archived, present.updatedAt());
        if (!changed.equals(present)) {
            WorkflowStore.update(tx, stamped(changed));
        }
    }

    private WorkflowRow stamped(WorkflowRow row) {
        return row.with(row.origin(), row.archived(), Math.max(clock.millis(), row.updatedAt() + 1));
    }

    private WorkflowRow row(String id, Kind kind, Description said, int revision, Origin origin) {
        Description all = said.or(Description.usual(id));
        long now = clock.millis();
        return new WorkflowRow(
                ids.next(),
                id,
                kind,
                Objects.requireNonNull(all.status()),
                Objects.requireNonNull(all.visibility()),
                Objects.requireNonNull(all.name()),
                all.englishName(),
                all.description(),
                all.version(),
                Objects.requireNonNull(all.tags()),
                all.parameters(),
                revision,
                now,
                now,
                origin,
                false);
    }

    private RevisionRow revision(WorkflowRow row, Content content) {
        return new RevisionRow(
                ids.next(),
                row.id(),
                row.workflowId(),
                row.revision(),
                content,
                content.source() == null ? "" : digest(content.source()),
                row.origin().owner(),
                row.updatedAt());
    }

    private static String digest(String source) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            return HexFormat.of().formatHex(digest.digest(source.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
