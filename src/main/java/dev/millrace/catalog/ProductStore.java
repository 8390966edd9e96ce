package dev.millrace.catalog;

import dev.millrace.store.Database;
import dev.millrace.store.NumberedInsert;
import dev.millrace.store.Transaction;
import jakarta.inject.Singleton;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.mapper.RowMapper;
import org.jdbi.v3.core.statement.Query;
import org.jspecify.annotations.Nullable;

/** The rows of products. Thread-safe. */
@Singleton
final class ProductStore {
    private static final String COLUMNS =
            "id, sku, name, description, price, currency, stock, version, created_at, updated_at";
    private static final String ONE = "SELECT " + COLUMNS + " FROM products WHERE id = ?";
    private static final NumberedInsert INSERT = NumberedInsert.into(
            "products",
            "sku",
            "name",
            "description",
            "price",
            "currency",
            "stock",
            "open_orders",
            "version",
            "created_at",
            "updated_at",
            "search_text");
    private static final RowMapper<Product> ROW = (results, _) -> product(results);

    private final Jdbi reads;

    ProductStore(Database database) {
        this.reads = database.reads();
    }

    Optional<Product> find(long id) {
        return reads.withHandle(
                handle -> handle.createQuery(ONE).bind(0, id).map(ROW).findOne());
    }

    /** The newest products that fit the filter and have ids below {@code before}. */
    List<Product> list(ProductFilter filter, long before, int limit) {
        return reads.withHandle(handle -> bind(handle.createQuery(newest(filter)), filter)
                .bind("before", before)
                .bind("limit", limit)
                .map(ROW)
                .list());
    }

    /** The query for the newest products before {@code :before}. */
    static String newest(ProductFilter filter) {
        return "SELECT " + COLUMNS + " FROM products WHERE id < :before"
                + (filter.text() == null ? "" : " AND INSTR(search_text, :text) > 0")
                + (filter.sku() == null ? "" : " AND sku = :sku")
                + (filter.minPrice() == null ? "" : " AND price >= :min")
                + (filter.maxPrice() == null ? "" : " AND price <= :max")
                + (filter.currency() == null ? "" : " AND currency = :currency")
                + (filter.inStock() == null ? "" : " AND available = :available")
                + " ORDER BY id DESC LIMIT :limit";
    }

    static Query bind(Query query, ProductFilter filter) {
        if (filter.text() != null) {
            query.bind("text", filter.text());
        }
        if (filter.sku() != null) {
            query.bind("sku", filter.sku());
        }
        if (filter.minPrice() != null) {
            query.bind("min", filter.minPrice());
        }
        if (filter.maxPrice() != null) {
            query.bind("max", filter.maxPrice());
        }
        if (filter.currency() != null) {
            query.bind("currency", filter.currency());
        }
        if (filter.inStock() != null) {
            query.bind("available", filter.inStock() ? 1 : 0);
        }
        return query;
    }

    static @Nullable Product find(Transaction tx, long id) throws SQLException {
        return tx.firstLocked(ONE, ProductStore::product, id);
    }

    /** The id of the product that has a sku; null when none has it. */
    static @Nullable Long idOf(Transaction tx, String sku) throws SQLException {
        return tx.first("SELECT id FROM products WHERE sku = ?", results -> results.getLong(1), sku);
    }

    static Product insert(Transaction tx, ProductDraft draft, long now) throws SQLException {
        long id = tx.insert(
                INSERT,
                draft.sku(),
                draft.name(),
                draft.description(),
                draft.price().minor(),
                draft.currency(),
                draft.stock(),
                0,
                Product.FIRST_VERSION,
                now,
                now,
                draft.searchText());
        return draft.first(id, now);
    }

    static void update(Transaction tx, Product product) throws SQLException {
        tx.update(
                """
                UPDATE products SET sku = ?, name = ?, description = ?, price = ?, currency = ?, stock = ?, version = ?,
                    updated_at = ?, search_text = ?
                WHERE id = ?
                """,
                product.sku(),
                product.name(),
                product.description(),
                product.price().minor(),
                product.currency(),
                product.stock(),
                product.version(),
                product.updatedAt(),
                product.draft().searchText(),
                product.id());
    }

    /** Deletes a product unless there are open orders for it; whether it did. */
    static boolean delete(Transaction tx, long id) throws SQLException {
        return tx.update("DELETE FROM products WHERE id = ? AND open_orders = 0", id) == 1;
    }

    static long openOrders(Transaction tx, long id) throws SQLException {
        return Objects.requireNonNullElse(
                tx.first("SELECT open_orders FROM products WHERE id = ?", results -> results.getLong(1), id), 0L);
    }

    /**
     * Takes products out of the stock, where it is counted, for an order.
     *
     * @param orders how many more open orders there are for it
     * @return whether there were enough of a product that exists; else nothing has changed
     */
    static boolean take(Transaction tx, long id, long quantity, int orders, long now) throws SQLException {
        return tx.update("""
                        UPDATE products SET stock = stock - ?, open_orders = open_orders + ?,
                            version = CASE WHEN stock IS NULL THEN version ELSE version + 1 END,
                            updated_at = CASE WHEN stock IS NULL THEN updated_at ELSE ? END
                        WHERE id = ? AND (stock IS NULL OR stock >= ?)
                        """, quantity, orders, now, id, quantity) == 1;
    }

    /** Does the same for one more open order, and only if the product is to be had on these terms. */
    static boolean take(Transaction tx, long id, long quantity, Terms terms, long now) throws SQLException {
        return tx.expect(
                """
                UPDATE products SET stock = stock - ?, open_orders = open_orders + 1,
                    version = CASE WHEN stock IS NULL THEN version ELSE version + 1 END,
                    updated_at = CASE WHEN stock IS NULL THEN updated_at ELSE ? END
                WHERE id = ? AND price = ? AND currency = ? AND (stock IS NOT NULL) = ? AND (stock IS NULL OR stock >= ?)
                """, quantity, now, id, terms.price().minor(), terms.currency(), terms.counted() ? 1 : 0, quantity);
    }

    /** Puts products back into the stock, where it is counted; {@code orders} is how many fewer open orders there are. */
    static void giveBack(Transaction tx, long id, long quantity, int orders, long now) throws SQLException {
        tx.update("""
                UPDATE products SET stock = stock + ?, open_orders = open_orders - ?,
                    version = CASE WHEN stock IS NULL THEN version ELSE version + 1 END,
                    updated_at = CASE WHEN stock IS NULL THEN updated_at ELSE ? END
                WHERE id = ?
                """, quantity, orders, now, id);
    }

    /** Notes that there is one open order less for a product. */
    static void release(Transaction tx, long id) throws SQLException {
        tx.update("UPDATE products SET open_orders = open_orders - 1 WHERE id = ?", id);
    }

    private static Product product(ResultSet results) throws SQLException {
        long stock = results.getLong(7);
        boolean uncounted = results.wasNull();
        return new Product(
                results.getLong(1),
                results.getString(2),
                Objects.requireNonNull(results.getString(3)),
                results.getString(4),
                new Money(results.getLong(5)),
                Objects.requireNonNull(results.getString(6)),
                uncounted ? null : stock,
                results.getLong(8),
                results.getLong(9),
                results.getLong(10));
    }
}
