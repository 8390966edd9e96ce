package dev.millrace.access;

import dev.millrace.access.AuditStore.Row;
import dev.millrace.http.PageRequest;
import dev.millrace.store.Ids;
import jakarta.inject.Singleton;
import java.util.List;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Who changed what over the API. An entry goes through the same writer as the change, right behind it, and the answer
 * does not wait for it: a crash within the next commit, a few milliseconds, can lose it. Thread-safe.
 */
@Singleton
final class AuditLog {
    private static final Logger LOG = Logger.getLogger(AuditLog.class);

    private final AuditStore store;
    private final Ids ids;

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

    /** Keeps an entry. */
    void record(AuditEntry entry) {
        var _ = store.insert(ids.next(), entry).whenComplete((_, failure) -> {
            if (failure != null) {
                LOG.errorf("The audit log lacks %s %s: %s", entry.action(), entry.target(), failure.getMessage());
            }
        });
    }

    /** The newest entries that match, one more than the page has when there are more. */
    List<Row> list(Filter filter, PageRequest page) {
        return store.list(filter, page);
    }
}
