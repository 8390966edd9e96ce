package dev.millrace.catalog;

import dev.millrace.catalog.Order.Item;
import dev.millrace.store.Database;
import dev.millrace.store.NumberedInsert;
import dev.millrace.store.Transaction;
import jakarta.inject.Singleton;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.Query;
import org.jspecify.annotations.Nullable;

/** The rows of orders with their items. Thread-safe. */
@Singleton
final class OrderStore {
    private static final String COLUMNS = """
            orders.id, orders.currency, orders.total, orders.status, orders.customer, orders.version, orders.created_at,
                orders.updated_at
            """;
    private static final String ITEM =
            "order_items.product_id, order_items.quantity, order_items.unit_price, order_items.taken";
    private static final int ORDER_COLUMNS = 8;
    private static final int ITEM_COLUMNS = 4;

    private static final String ONE = "SELECT " + COLUMNS + ", " + ITEM + """
             FROM orders JOIN order_items ON order_items.order_id = orders.id
            WHERE orders.id = ? ORDER BY order_items.line
            """;

    private static final NumberedInsert INSERT = NumberedInsert.into(
            "orders", "currency", "total", "status", "customer", "version", "created_at", "updated_at");

    /** How far the order of times can differ from that of ids, in milliseconds: a clock that was set, at worst. */
    private static final long SLACK = 60_000;

    private final Jdbi reads;

    OrderStore(Database database) {
        this.reads = database.reads();
    }

    /** A row of an order without its items. */
    private record Head(
            long id,
            String currency,
            Money total,
            OrderStatus status,
            @Nullable String customer,
            long version,
            long createdAt,
            long updatedAt) {
        Order with(List<Item> items) {
            return new Order(id, items, total, currency, status, customer, version, createdAt, updatedAt);
        }
    }

    Optional<Order> find(long id) {
        return reads.withHandle(handle ->
                Optional.ofNullable(handle.createQuery(ONE).bind(0, id).scanResultSet((rows, _) -> {
                    try (ResultSet results = rows.get()) {
                        return whole(results);
                    }
                })));
    }

    private static @Nullable Order whole(ResultSet results) throws SQLException {
        if (!results.next()) {
            return null;
        }
        Head head = head(results);
        List<Item> items = new ArrayList<>();
        do {
            items.add(item(results, ORDER_COLUMNS));
        } while (results.next());
        return head.with(items);
    }

    /** The newest orders that fit the filter and have ids below {@code before}, with two queries however many they are. */
    List<Order> list(OrderFilter filter, long before, int limit) {
        return reads.withHandle(handle -> {
            List<Head> heads = bind(handle.createQuery(newest(filter)), filter)
                    .bind("before", Math.min(before, lastIdUntil(handle, filter.until()) + 1))
                    .bind("from", firstIdSince(handle, filter.since()))
                    .bind("limit", limit)
                    .map((results, _) -> head(results))
                    .list();
            if (heads.isEmpty()) {
                return List.of();
            }
            Map<Long, List<Item>> items = new HashMap<>();
            handle.createQuery("SELECT " + ITEM + """
                            , order_items.order_id FROM order_items WHERE order_items.order_id IN (<ids>)
                            ORDER BY order_items.order_id, order_items.line
                            """)
                    .bindList("ids", heads.stream().map(Head::id).toList())
                    .map((results, _) -> items.computeIfAbsent(
                                    results.getLong(ITEM_COLUMNS + 1), _ -> new ArrayList<>())
                            .add(item(results, 0)))
                    .list();
            return heads.stream()
                    .map(head -> head.with(items.getOrDefault(head.id(), List.of())))
                    .toList();
        });
    }

    /** The query for the newest orders from {@code :from} to before {@code :before}. */
    static String newest(OrderFilter filter) {
        String from =
                filter.productId() == null ? " FROM orders WHERE orders.id < :before AND orders.id >= :from" : """
                   FROM order_items JOIN orders ON orders.id = order_items.order_id
                  WHERE order_items.product_id = :product
                      AND order_items.order_id < :before AND order_items.order_id >= :from
                  """;
        return "SELECT " + COLUMNS + from
                + (filter.status() == null ? "" : " AND orders.status = :status")
                + (filter.customer() == null ? "" : " AND orders.customer = :customer")
                + (filter.minTotal() == null ? "" : " AND orders.total >= :min")
                + (filter.maxTotal() == null ? "" : " AND orders.total <= :max")
                + (filter.since() == null ? "" : " AND orders.created_at >= :since")
                + (filter.until() == null ? "" : " AND orders.created_at < :until")
                + (filter.productId() == null ? " ORDER BY orders.id" : " ORDER BY order_items.order_id")
                + " DESC LIMIT :limit";
    }

    /** Ids grow with time but for the slack, so a stretch of time is a stretch of ids: only there is looked. */
    private static long firstIdSince(Handle handle, @Nullable Long since) {
        return since == null
                ? 0
                : handle.createQuery("SELECT id FROM orders WHERE created_at >= ? ORDER BY created_at, id LIMIT 1")
                        .bind(0, since - SLACK)
                        .mapTo(Long.class)
                        .findOne()
                        .orElse(Long.MAX_VALUE);
    }

    private static long lastIdUntil(Handle handle, @Nullable Long until) {
        return until == null
                ? Long.MAX_VALUE - 1
                : handle.createQuery(
                                "SELECT id FROM orders WHERE created_at < ? ORDER BY created_at DESC, id DESC LIMIT 1")
                        .bind(0, until + SLACK)
                        .mapTo(Long.class)
                        .findOne()
                        .orElse(0L);
    }

    static Query bind(Query query, OrderFilter filter) {
        if (filter.productId() != null) {
            query.bind("product", filter.productId());
        }
        if (filter.status() != null) {
            query.bind("status", filter.status().wire());
        }
        if (filter.customer() != null) {
            query.bind("customer", filter.customer());
        }
        if (filter.minTotal() != null) {
            query.bind("min", filter.minTotal());
        }
        if (filter.maxTotal() != null) {
            query.bind("max", filter.maxTotal());
        }
        if (filter.since() != null) {
            query.bind("since", filter.since());
        }
        if (filter.until() != null) {
            query.bind("until", filter.until());
        }
        return query;
    }

    static @Nullable Order find(Transaction tx, long id) throws SQLException {
        if (tx.firstLocked("SELECT 1 FROM orders WHERE id = ?", _ -> true, id) == null) {
            return null;
        }
        List<Row> rows = tx.all(ONE, results -> new Row(head(results), item(results, ORDER_COLUMNS)), id);
        return rows.isEmpty()
                ? null
                : rows.getFirst().head().with(rows.stream().map(Row::item).toList());
    }

    private record Row(Head head, Item item) {}

    static Order insert(Transaction tx, Order draft) throws SQLException {
        long id = tx.insert(
                INSERT,
                draft.currency(),
                draft.total().minor(),
                draft.status().wire(),
                draft.customer(),
                draft.version(),
                draft.createdAt(),
                draft.updatedAt());
        insertItems(tx::defer, id, draft.items());
        return draft.as(id);
    }

    /** Writes everything of an order but its status. */
    static void update(Transaction tx, Order order) throws SQLException {
        tx.update(
                "UPDATE orders SET total = ?, customer = ?, version = ?, updated_at = ? WHERE id = ?",
                order.total().minor(),
                order.customer(),
                order.version(),
                order.updatedAt(),
                order.id());
    }

    static void replaceItems(Transaction tx, Order order) throws SQLException {
        tx.update("DELETE FROM order_items WHERE order_id = ?", order.id());
        // Another change of this order may read them before the commit.
        insertItems(tx::update, order.id(), order.items());
    }

    /** Writes the status of an order that had another one until now; whether it still had that. */
    static boolean move(Transaction tx, Order order, OrderStatus from) throws SQLException {
        return tx.update(
                        "UPDATE orders SET status = ?, version = ?, updated_at = ? WHERE id = ? AND status = ?",
                        order.status().wire(),
                        order.version(),
                        order.updatedAt(),
                        order.id(),
                        from.wire())
                == 1;
    }

    static void delete(Transaction tx, long id) throws SQLException {
        tx.update("DELETE FROM order_items WHERE order_id = ?", id);
        tx.update("DELETE FROM orders WHERE id = ?", id);
    }

    /** When a row is inserted: now, or at the latest before the commit. */
    @FunctionalInterface
    private interface Insertion {
        void run(String sql, @Nullable Object... parameters) throws SQLException;
    }

    private static void insertItems(Insertion insertion, long order, List<Item> items) throws SQLException {
        int line = 0;
        for (Item item : items) {
            insertion.run(
                    """
                    INSERT INTO order_items (order_id, line, product_id, quantity, unit_price, taken)
                    VALUES (?, ?, ?, ?, ?, ?)
                    """,
                    order,
                    line++,
                    item.productId(),
                    item.quantity(),
                    item.unitPrice().minor(),
                    item.taken());
        }
    }

    private static Head head(ResultSet results) throws SQLException {
        return new Head(
                results.getLong(1),
                Objects.requireNonNull(results.getString(2)),
                new Money(results.getLong(3)),
                OrderStatus.of(Objects.requireNonNull(results.getString(4))).orElseThrow(),
                results.getString(5),
                results.getLong(6),
                results.getLong(7),
                results.getLong(8));
    }

    /** The item whose columns follow after so many others. */
    private static Item item(ResultSet results, int after) throws SQLException {
        return new Item(
                results.getLong(after + 1),
                results.getLong(after + 2),
                new Money(results.getLong(after + 3)),
                results.getLong(after + 4));
    }
}
