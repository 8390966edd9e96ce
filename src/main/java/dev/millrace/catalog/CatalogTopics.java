package dev.millrace.catalog;

import dev.millrace.access.Caller;
import dev.millrace.access.Scope;
import dev.millrace.socket.TopicKind;
import dev.millrace.socket.TopicKind.About;
import dev.millrace.socket.TopicSource;
import jakarta.inject.Singleton;
import java.util.Set;

/** What can be subscribed to of the catalog: what happens to orders, and to products. */
@Singleton
final class CatalogTopics implements TopicSource {
    private static final String ORDERS = "orders";
    private static final String PRODUCTS = "products";

    private final CatalogEvents events;

    CatalogTopics(CatalogEvents events) {
        this.events = events;
    }

    @Override
    public Set<TopicKind> kinds() {
        return Set.of(kind(ORDERS), kind(PRODUCTS));
    }

    private static TopicKind kind(String name) {
        return new TopicKind(name, Scope.CATALOG_READ, About.ALL);
    }

    /** Types of events are named for what they happen to. */
    @Override
    public Topic open(Caller by, Wish wish) {
        String prefix = wish.kind().equals(ORDERS) ? "order." : "product.";
        CatalogStream stream = new CatalogStream(events, events.range().newest(), type -> type.startsWith(prefix));
        return new Topic(wish.kind(), stream::follow);
    }
}
