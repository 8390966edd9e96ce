package dev.millrace.catalog;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.millrace.catalog.CatalogJson.EditedOrder;
import dev.millrace.catalog.CatalogJson.OrderInfo;
import dev.millrace.catalog.CatalogJson.ProductInfo;
import dev.millrace.cluster.Bell;
import dev.millrace.cluster.Signal;
import dev.millrace.live.Hub;
import dev.millrace.live.Message;
import dev.millrace.live.Watch;
import dev.millrace.store.Transaction;
import jakarta.inject.Singleton;
import java.io.UncheckedIOException;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jboss.logging.Logger;

/**
 * What happens to products and orders, in its order. Each change writes its event in its own transaction (an outbox), so
 * that there is an event for exactly what has happened; after the commit those who watch are told. Thread-safe.
 */
@Singleton
public final class CatalogEvents {
    private static final Logger LOG = Logger.getLogger(CatalogEvents.class);
    private static final String TOPIC = "catalog";
    private static final int MOST_PUBLISHED = 500;
    private static final Duration KEPT = Duration.ofDays(7);

    private final CatalogEventStore store;
    private final Hub hub;
    private final Bell bell;
    private final ObjectMapper mapper;
    private final Clock clock;
    private final AtomicInteger rings = new AtomicInteger();

    /** The newest event that was handed to the hub; used by one thread at a time, in turns that {@code rings} orders. */
    private long published;

    CatalogEvents(CatalogEventStore store, Hub hub, Bell bell, ObjectMapper mapper, Clock clock) {
        this.store = store;
        this.hub = hub;
        this.bell = bell;
        this.mapper = mapper;
        this.clock = clock;
    }

    /**
     * The first events after one, oldest first.
     *
     * @param seq 0 for the oldest that is kept
     */
    public List<CatalogEvent> after(long seq, int limit) {
        return store.after(seq, limit);
    }

    /** Which events are kept. */
    CatalogEventStore.Range range() {
        return store.range();
    }

    /** Begins to watch; close the watch in the end. */
    Watch watch() {
        return hub.watch(TOPIC);
    }

    /** Writes down what happens to a product, in the transaction in which it does. */
    void record(Transaction tx, EventType type, Product product, long now) throws SQLException {
        CatalogEventStore.insert(tx, type, product.id(), now, json(ProductInfo.of(product)));
    }

    /** Writes down what happens to an order, in the transaction in which it does. */
    void record(Transaction tx, EventType type, Order order, long now) throws SQLException {
        CatalogEventStore.insert(tx, type, order.id(), now, json(OrderInfo.of(order)));
    }

    /** Writes down that an order was edited, with what it has lost: the stock of that has changed too. */
    void recordEdit(Transaction tx, Order before, Order after, long now) throws SQLException {
        CatalogEventStore.insert(tx, EventType.ORDER_UPDATED, after.id(), now, json(EditedOrder.of(before, after)));
    }

    /**
     * Tells those who watch that events were committed here. They are read back in their order by one thread at a time,
     * since those who commit come here in any order; when nobody watches, nothing is read.
     */
    void committed() {
        look();
        bell.ring(new Signal.CatalogChanged());
    }

    /** Does the same for events that another server may have committed. */
    void look() {
        if (rings.getAndIncrement() == 0) {
            Thread.ofVirtual().name("catalog-events").start(this::publish);
        }
    }

    private void publish() {
        int answered;
        do {
            answered = rings.get();
            try {
                hub.publish(TOPIC, this::unpublished);
            } catch (RuntimeException e) {
                LOG.error("Events of the catalog could not be published; watchers see them with the next ones", e);
            }
        } while (rings.addAndGet(-answered) != 0);
    }

    /** Only the newest, in case that nobody has watched for long; who needs the others reads them from the database. */
    private List<Message> unpublished() {
        List<CatalogEvent> events = store.newestAfter(published, MOST_PUBLISHED);
        if (!events.isEmpty()) {
            published = events.getLast().seq();
        }
        return events.stream().map(CatalogEvent::message).toList();
    }

    /** Deletes what is older than a week. */
    void forgetOld() {
        long time = clock.millis() - KEPT.toMillis();
        while (store.deleteSomeBefore(time)) {
            LOG.debug("Deleted a part of the old events of the catalog");
        }
    }

    private String json(Object record) {
        try {
            return mapper.writeValueAsString(record);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }
}
