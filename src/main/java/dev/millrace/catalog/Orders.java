package dev.millrace.catalog;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.millrace.cache.Cached;
import dev.millrace.cache.Caches;
import dev.millrace.cache.ListCache;
import dev.millrace.cache.VersionedCache;
import dev.millrace.catalog.Order.Item;
import dev.millrace.config.Settings;
import dev.millrace.config.Settings.CatalogCache;
import dev.millrace.http.ETags;
import dev.millrace.http.PageRequest;
import dev.millrace.http.Problem;
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
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The orders: what they take from the stock and give back, and how they come to their end. Thread-safe. */
@Singleton
final class Orders {
    private static final String ORDER = "order";

    /** An order with more items counts as several in the cache, and so does a page with more orders. */
    private static final int USUAL_ITEMS = 20;

    private static final int USUAL_PAGE = 50;
    private static final int MOST_TERMS = 10_000;

    private final Database database;
    private final Products products;
    private final VersionedCache<Long, Order> cache;
    private final ListCache<Query, List<Order>> lists;
    private final CatalogEvents events;
    private final Clock clock;

    /** The writer checks in what it writes whether they still hold. */
    private final Cache<Long, Terms> lastTerms =
            Caffeine.newBuilder().maximumSize(MOST_TERMS).build();

    Orders(
            Database database,
            OrderStore store,
            Products products,
            CatalogEvents events,
            Caches caches,
            Settings settings,
            Clock clock) {
        CatalogCache policies = settings.catalog().cache();
        this.database = database;
        this.products = products;
        this.cache =
                caches.records("orders", policies.orders(), Order.class, store::find, Order::version, Orders::weight);
        this.lists = caches.lists(
                "order-lists",
                policies.lists(),
                query -> store.list(query.filter(), query.before(), query.limit()),
                Orders::weight);
        this.events = events;
        this.clock = clock;
    }

    private record Query(OrderFilter filter, long before, int limit) {}

    private static int weight(Order order) {
        return 1 + order.items().size() / USUAL_ITEMS;
    }

    private static int weight(List<Order> page) {
        return 1 + page.stream().mapToInt(Orders::weight).sum() / USUAL_PAGE;
    }

    /** An order as a change has left it, with the products whose stock it has changed. */
    private record Changed(Order order, List<Long> touched) {}

    /** The order of this id, if there is one. */
    Optional<Cached<Order>> find(long id) {
        return cache.get(id);
    }

    /** The newest orders that fit, one more than the page has when there are more. */
    Cached<List<Order>> list(OrderFilter filter, PageRequest page) {
        return lists.get(new Query(filter, page.before(), page.limit() + 1));
    }

    /** Another server has changed these, and may have been unable to say so. */
    void changedElsewhere(Collection<Long> orders) {
        if (!orders.isEmpty()) {
            orders.forEach(cache::changedElsewhere);
            lists.changedElsewhere();
        }
    }

    /** Other servers have changed nobody knows what. */
    void changedElsewhere() {
        cache.unknownElsewhere();
        lists.changedElsewhere();
    }

    /**
     * Stores an order, and takes what it asks for from the stock.
     *
     * @param keep what to write in the same transaction
     * @throws ProblemException 422 when a product does not exist or the currencies differ, 409 when there is not enough
     */
    Order create(OrderDraft draft, Function<Order, Write<?>> keep) {
        Order made = write(tx -> {
            long now = clock.millis();
            Stock stock = new Stock(tx, now, lastTerms, null);
            List<Item> items = stock.exchange(List.of(), draft.lines());
            Order order = OrderStore.insert(
                    tx,
                    new Order(
                            0,
                            items,
                            total(items),
                            stock.currency(),
                            OrderStatus.PENDING,
                            draft.customer(),
                            Order.FIRST_VERSION,
                            now,
                            now));
            events.record(tx, EventType.ORDER_CREATED, order, now);
            keep.apply(order).run(tx);
            return new Changed(order, stock.touched());
        });
        cache.invalidate(made.id());
        events.committed();
        return made;
    }

    /**
     * Changes an order: first what it says, then its status.
     *
     * @param ifMatch which version the change is for; null for any
     * @param keep what to write in the same transaction
     * @throws ProblemException 404 when there is no such order, 412 when it has another version, 409 when its status
     *     does not allow the change, and what {@link #create} throws
     */
    Order change(long id, OrderEdit edit, @Nullable String ifMatch, Function<Order, Write<?>> keep) {
        try (VersionedCache<Long, Order>.Change change = cache.change(id)) {
            Order changed = write(tx -> {
                long now = clock.millis();
                Order present = present(tx, id, ifMatch);
                Stock stock = new Stock(tx, now, lastTerms, present.currency());
                Order edited = edit(tx, stock, present, edit, now);
                OrderStatus to = edit.status();
                boolean stays = to == edited.status() && !edit.isStep();
                Order moved = to == null || stays ? edited : move(tx, stock, edited, to, now);
                keep.apply(moved).run(tx);
                return new Changed(moved, stock.touched());
            });
            change.stored(changed);
            events.committed();
            return changed;
        }
    }

    /**
     * Deletes an order. One that is pending is cancelled by that.
     *
     * @throws ProblemException as {@link #change} does, and a 409 when it is paid or shipped
     */
    void delete(long id, @Nullable String ifMatch) {
        try (VersionedCache<Long, Order>.Change change = cache.change(id)) {
            Order deleted = write(tx -> {
                long now = clock.millis();
                Order present = present(tx, id, ifMatch);
                Stock stock = new Stock(tx, now, lastTerms, present.currency());
                Order last =
                        switch (present.status()) {
                            case PENDING -> move(tx, stock, present, OrderStatus.CANCELLED, now);
                            case COMPLETED, CANCELLED -> present;
                            case PAID, SHIPPED -> throw inProgress(present);
                        };
                OrderStore.delete(tx, id);
                events.record(tx, EventType.ORDER_DELETED, last, now);
                return new Changed(last, stock.touched());
            });
            change.removed(deleted.version());
            events.committed();
        }
    }

    /** Makes a change. When the database fails, it may have happened all the same, and nobody knows to which products. */
    private Order write(Write<Changed> change) {
        try {
            Changed changed = database.writer().write(change);
            products.stockChanged(changed.touched());
            return changed.order();
        } catch (ProblemException e) {
            throw e;
        } catch (RuntimeException e) {
            products.stockUnknown();
            throw e;
        } finally {
            lists.changed();
        }
    }

    private static Order present(Transaction tx, long id, @Nullable String ifMatch) throws SQLException {
        Order present = OrderStore.find(tx, id);
        if (present == null) {
            throw ProblemException.notFound(ORDER, String.valueOf(id));
        }
        ETags.require(ifMatch, ETags.of(present.version()));
        return present;
    }

    private Order edit(Transaction tx, Stock stock, Order present, OrderEdit edit, long now) throws SQLException {
        List<OrderLine> lines = edit.lines();
        boolean otherItems = lines != null && !present.asksFor(lines);
        String customer = edit.customer().over(present.customer());
        if (!otherItems && Objects.equals(customer, present.customer())) {
            return present;
        }
        if (otherItems && present.status() != OrderStatus.PENDING) {
            throw ProblemException.conflict(
                            "order-not-pending",
                            "The items of the order cannot be changed any more",
                            "Order `%d` is %s; items can be changed while an order is pending."
                                    .formatted(present.id(), present.status().wire()))
                    .with(Map.of("status", present.status()));
        }
        List<Item> items =
                otherItems ? stock.exchange(present.items(), Objects.requireNonNull(lines)) : present.items();
        Order order = present.with(items, total(items), customer, now);
        OrderStore.update(tx, order);
        if (otherItems) {
            OrderStore.replaceItems(tx, order);
        }
        events.recordEdit(tx, present, order, now);
        return order;
    }

    private Order move(Transaction tx, Stock stock, Order order, OrderStatus to, long now) throws SQLException {
        OrderStatus from = order.status();
        if (!from.next().contains(to)) {
            throw illegal(order, to);
        }
        Order moved = order.become(to, now);
        if (!OrderStore.move(tx, moved, from)) {
            throw new IllegalStateException("order " + order.id() + " has changed under the writer");
        }
        if (to.isFinal()) {
            stock.close(order.items(), to == OrderStatus.CANCELLED);
        }
        events.record(tx, EventType.of(to), moved, now);
        return moved;
    }

    private static ProblemException inProgress(Order order) {
        return ProblemException.conflict(
                        "order-in-progress",
                        "The order cannot be deleted now",
                        "Order `%d` is %s; it can be deleted when it is completed or cancelled."
                                .formatted(order.id(), order.status().wire()))
                .with(Map.of("status", order.status()));
    }

    private static ProblemException illegal(Order order, OrderStatus to) {
        List<OrderStatus> allowed = order.status().next();
        String names = allowed.isEmpty()
                ? "nothing more can become of it"
                : "it can become " + allowed.stream().map(OrderStatus::wire).collect(Collectors.joining(" or "));
        return ProblemException.conflict(
                        "illegal-transition",
                        "The order does not allow this step",
                        "Order `%d` is %s and cannot become %s; %s."
                                .formatted(order.id(), order.status().wire(), to.wire(), names))
                .with(Map.of("status", order.status(), "allowed", allowed));
    }

    private static Money total(List<Item> items) {
        try {
            return items.stream()
                    .map(item -> item.unitPrice().times(item.quantity()))
                    .reduce(Money.ZERO, Money::plus);
        } catch (ArithmeticException _) {
            String message = "the total is more than can be counted; order less at a time";
            throw ProblemException.invalid(
                    "invalid-request",
                    "The request is not valid",
                    message,
                    List.of(Problem.Item.at("/items", message)));
        }
    }
}
