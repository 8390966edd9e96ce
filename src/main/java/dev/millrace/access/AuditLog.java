package dev.millrace.access;

import dev.millrace.access.AuditStore.Row;
import dev.millrace.http.PageRequest;
import dev.millrace.store.Ids;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Who changed what over the API. An entry goes through the same writer as the change, behind it, and the answer
 * does not wait for it: a crash within the next commit, a few milliseconds, can lose it. Thread-safe.
 */
@Singleton
final class AuditLog {
    private static final Logger LOG = Logger.getLogger(AuditLog.class);

    private final AuditStore store;
    private final Ids ids;
    private final Queue<Row> waiting = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean submitted = new AtomicBoolean();

    AuditLog(AuditStore store, Ids ids) {
        this.store = store;
        this.ids = ids;
    }

    /** Which entries to list. Null leaves a criterion out; times are milliseconds since 1970 UTC. */
    record Filter(
            @Nullable Long since,
            @Nullable Long until,
            @Nullable String userId,
            @Nullable String action) {}

    /** Keeps an entry. Those that come until the writer gets to them share one change. */
    void record(AuditEntry entry) {
        waiting.add(new Row(ids.next(), entry));
        if (!submitted.getAndSet(true)) {
            var _ = store.insert(this::gathered).whenComplete((_, failure) -> {
                if (failure != null) {
                    submitted.set(false);
                    LOG.errorf("The audit log lacks entries, of %s among others: %s", entry, failure.getMessage());
                }
            });
        }
    }

    private List<Row> gathered() {
        submitted.set(false);
        List<Row> rows = new ArrayList<>();
        for (Row row = waiting.poll(); row != null; row = waiting.poll()) {
            rows.add(row);
        }
        return rows;
    }

    /** The newest entries that match, one more than the page has when there are more. */
    List<Row> list(Filter filter, PageRequest page) {
        return store.list(filter, page);
    }
}
