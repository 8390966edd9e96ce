package dev.millrace.catalog;

import dev.millrace.cache.Cached;
import dev.millrace.cache.Caches;
import dev.millrace.cache.ListCache;
import dev.millrace.cache.VersionedCache;
import dev.millrace.config.Settings;
import dev.millrace.config.Settings.CatalogCache;
import dev.millrace.http.ETags;
import dev.millrace.http.PageRequest;
import dev.millrace.http.ProblemException;
import dev.millrace.store.Database;
import dev.millrace.store.Transaction;
import dev.millrace.store.Write;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.time.Clock;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** The products. Thread-safe. */
@Singleton
final class Products {
    private static final String PRODUCT = "product";

    /** A product with a longer description counts as several in the cache. */
    private static final int USUAL_DESCRIPTION = 1_000;

    private static final int USUAL_PAGE = 50;

    private final Database database;
    private final VersionedCache<Long, Product> cache;
    private final ListCache<Query, List<Product>> lists;
    private final CatalogEvents events;
    private final Clock clock;

    Products(
            Database database,
            ProductStore store,
            CatalogEvents events,
            Caches caches,
            Settings settings,
            Clock clock) {
        CatalogCache policies = settings.catalog().cache();
        this.database = database;
        this.cache = caches.records(
                "products", policies.products(), Product.class, store::find, Product::version, Products::weight);
        this.lists = caches.lists(
                "product-lists",
                policies.lists(),
                query -> store.list(query.filter(), query.before(), query.limit()),
                page -> 1 + page.size() / USUAL_PAGE);
        this.events = events;
        this.clock = clock;
    }

    private record Query(ProductFilter filter, long before, int limit) {}

    private static int weight(Product product) {
        return product.description() == null ? 1 : 1 + product.description().length() / USUAL_DESCRIPTION;
    }

    /** The product of this id, if there is one. */
    Optional<Cached<Product>> find(long id) {
        return cache.get(id);
    }

    /** The newest products that fit, one more than the page has when there are more. */
    Cached<List<Product>> list(ProductFilter filter, PageRequest page) {
        return lists.get(new Query(filter, page.before(), page.limit() + 1));
    }

    /**
     * Stores a new product.
     *
     * @param keep what to write in the same transaction
     * @throws ProblemException 409 when there is one with its sku
     */
    Product create(ProductDraft draft, Function<Product, Write<?>> keep) {
        Product made = write(tx -> {
            long now = clock.millis();
            requireFreeSku(tx, draft.sku());
            Product product = ProductStore.insert(tx, draft, now);
            events.record(tx, EventType.PRODUCT_CREATED, product, now);
            keep.apply(product).run(tx);
            return product;
        });
        cache.invalidate(made.id());
        events.committed();
        return made;
    }

    /**
     * Changes a product. What is the same after it, is left as it is.
     *
     * @param edit makes what is to be said of the product out of what is said now
     * @param ifMatch which version the change is for; null for any
     * @throws ProblemException 404 when there is no such product, 409 when another one has the sku, 412 when it has
     *     another version
     */
    Product change(long id, UnaryOperator<ProductDraft> edit, @Nullable String ifMatch) {
        try (VersionedCache<Long, Product>.Change change = cache.change(id)) {
            Product changed = write(tx -> {
                Product present = present(tx, id, ifMatch);
                ProductDraft draft = edit.apply(present.draft());
                if (draft.equals(present.draft())) {
                    return present;
                }
                if (draft.sku() != null && !draft.sku().equals(present.sku())) {
                    requireFreeSku(tx, draft.sku());
                }
                Product product = draft.next(present, clock.millis());
                ProductStore.update(tx, product);
                events.record(tx, EventType.PRODUCT_UPDATED, product, product.updatedAt());
                return product;
            });
            change.stored(changed);
            events.committed();
            return changed;
        }
    }

    /** Deletes a product. Throws what {@link #change} throws, and a 409 while there are open orders for it. */
    void delete(long id, @Nullable String ifMatch) {
        try (VersionedCache<Long, Product>.Change change = cache.change(id)) {
            Product last = write(tx -> {
                Product present = present(tx, id, ifMatch);
                if (!ProductStore.delete(tx, id)) {
                    throw inUse(id, ProductStore.openOrders(tx, id));
                }
                events.record(tx, EventType.PRODUCT_DELETED, present, clock.millis());
                return present;
            });
            change.removed(last.version());
            events.committed();
        }
    }

    /** Another server has changed these, and may have been unable to say so. */
    void changedElsewhere(Collection<Long> products) {
        if (!products.isEmpty()) {
            products.forEach(cache::changedElsewhere);
            lists.changedElsewhere();
        }
    }

    /** Other servers have changed nobody knows what. */
    void changedElsewhere() {
        cache.unknownElsewhere();
        lists.changedElsewhere();
    }

    /** Orders have changed the stock of these; to be called after the commit. */
    void stockChanged(List<Long> products) {
        if (!products.isEmpty()) {
            products.forEach(cache::invalidate);
            lists.changed();
        }
    }

    /** Orders may have changed the stock of products, and nobody knows of which. */
    void stockUnknown() {
        cache.invalidateAll();
        lists.changed();
    }

    /** Makes a change. Pages are outdated even if it fails: it is not always known that nothing was written. */
    private Product write(Write<Product> change) {
        try {
            return database.writer().write(change);
        } finally {
            lists.changed();
        }
    }

    private static Product present(Transaction tx, long id, @Nullable String ifMatch) throws SQLException {
        Product present = ProductStore.find(tx, id);
        if (present == null) {
            throw ProblemException.notFound(PRODUCT, String.valueOf(id));
        }
        ETags.require(ifMatch, ETags.of(present.version()));
        return present;
    }

    private static void requireFreeSku(Transaction tx, @Nullable String sku) throws SQLException {
        Long other = sku == null ? null : ProductStore.idOf(tx, sku);
        if (other != null) {
            throw ProblemException.conflict(
                            "sku-exists",
                            "Another product has this sku",
                            "Product `%d` has the sku `%s`; change that one, or choose another sku."
                                    .formatted(other, sku))
                    .with(Map.of("product_id", other));
        }
    }

    private static ProblemException inUse(long id, long openOrders) {
        return ProblemException.conflict(
                        "product-in-use",
                        "There are open orders for the product",
                        "Product `%d` is in orders that are neither completed nor cancelled (%d of them); it can be deleted after that."
                                .formatted(id, openOrders))
                .with(Map.of("open_orders", openOrders));
    }
}
