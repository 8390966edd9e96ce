package dev.millrace.catalog;

import dev.millrace.http.ETags;
import dev.millrace.http.PageRequest;
import dev.millrace.http.ProblemException;
import dev.millrace.store.Database;
import dev.millrace.store.Transaction;
import dev.millrace.store.Write;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.time.Clock;
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

    private final Database database;
    private final ProductStore store;
    private final CatalogEvents events;
    private final Clock clock;

    Products(Database database, ProductStore store, CatalogEvents events, Clock clock) {
        this.database = database;
        this.store = store;
        this.events = events;
        this.clock = clock;
    }

    /** The product of this id, if there is one. */
    Optional<Product> find(long id) {
        return store.find(id);
    }

    /** The newest products that fit, one more than the page has when there are more. */
    List<Product> list(ProductFilter filter, PageRequest page) {
        return store.list(filter, page.before(), page.limit() + 1);
    }

    /**
     * Stores a new product.
     *
     * @param keep what to write in the same transaction
     * @throws ProblemException 409 when there is one with its sku
     */
    Product create(ProductDraft draft, Function<Product, Write<?>> keep) {
        return write(tx -> {
            long now = clock.millis();
            requireFreeSku(tx, draft.sku());
            Product product = ProductStore.insert(tx, draft, now);
            events.record(tx, EventType.PRODUCT_CREATED, product, now);
            keep.apply(product).run(tx);
            return product;
        });
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
        return write(tx -> {
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
    }

    /** Deletes a product. Throws what {@link #change} throws, and a 409 while there are open orders for it. */
    void delete(long id, @Nullable String ifMatch) {
        write(tx -> {
            Product present = present(tx, id, ifMatch);
            if (!ProductStore.delete(tx, id)) {
                throw inUse(id, ProductStore.openOrders(tx, id));
            }
            events.record(tx, EventType.PRODUCT_DELETED, present, clock.millis());
            return present;
        });
    }

    private Product write(Write<Product> change) {
        Product product = database.writer().write(change);
        events.committed();
        return product;
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
