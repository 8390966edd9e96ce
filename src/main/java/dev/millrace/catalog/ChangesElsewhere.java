package dev.millrace.catalog;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.inject.Singleton;
import java.io.UncheckedIOException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Has the caches forget what other servers have changed. These usually say so themselves, at once; here what they write down
 * with each change is read, so that a change is heard of also when nothing rings. Used by one thread.
 */
@Singleton
final class ChangesElsewhere {
    private static final int MOST_EVENTS = 2_000;
    private static final long NOT_YET = -1;

    private final CatalogEventStore store;
    private final Products products;
    private final Orders orders;
    private final ObjectMapper mapper;
    private long seen = NOT_YET;

    ChangesElsewhere(CatalogEventStore store, Products products, Orders orders, ObjectMapper mapper) {
        this.store = store;
        this.products = products;
        this.orders = orders;
        this.mapper = mapper;
    }

    /** Reads what was written since the last look. */
    void look() {
        List<CatalogEvent> events = seen == NOT_YET ? List.of() : store.after(seen, MOST_EVENTS);
        if (seen == NOT_YET || events.size() == MOST_EVENTS) {
            seen = store.range().newest();
            products.changedElsewhere();
            orders.changedElsewhere();
        } else if (!events.isEmpty()) {
            forget(events);
            seen = events.getLast().seq();
        }
    }

    private void forget(List<CatalogEvent> events) {
        Set<Long> changedProducts = new HashSet<>();
        Set<Long> changedOrders = new HashSet<>();
        for (CatalogEvent event : events) {
            if (event.type().startsWith("product.")) {
                changedProducts.add(event.subjectId());
            } else {
                changedOrders.add(event.subjectId());
                changedProducts.addAll(productsOf(event));
            }
        }
        products.changedElsewhere(changedProducts);
        orders.changedElsewhere(changedOrders);
    }

    /** The stock of what is in an order may have changed with it, and that of what it has lost. */
    private List<Long> productsOf(CatalogEvent event) {
        try {
            JsonNode order = mapper.readTree(event.data());
            return Stream.of("items", "removed_items")
                    .flatMap(items -> order.path(items).findValues("product_id").stream())
                    .map(JsonNode::longValue)
                    .toList();
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }
}
