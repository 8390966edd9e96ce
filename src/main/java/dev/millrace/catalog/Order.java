package dev.millrace.catalog;

import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * An order.
 *
 * @param items one for each product, in the order in which they were asked for
 * @param version raised by each change
 * @param createdAt milliseconds since 1970 UTC
 */
record Order(
        long id,
        List<Item> items,
        Money total,
        String currency,
        OrderStatus status,
        @Nullable String customer,
        long version,
        long createdAt,
        long updatedAt) {
    static final long FIRST_VERSION = 1;

    Order {
        items = List.copyOf(items);
    }

    /**
     * A product in an order.
     *
     * @param unitPrice as it was when the product came into the order
     * @param taken how many of them came out of the stock, and go back there when the order is cancelled; none where
     *     the stock was not counted
     */
    record Item(long productId, long quantity, Money unitPrice, long taken) {}

    /** This order under the id that it got. */
    Order as(long given) {
        return new Order(given, items, total, currency, status, customer, version, createdAt, updatedAt);
    }

    /** Whether these lines are what the order has. */
    boolean asksFor(List<OrderLine> lines) {
        return items.size() == lines.size()
                && IntStream.range(0, lines.size())
                        .allMatch(i -> items.get(i).productId() == lines.get(i).productId()
                                && items.get(i).quantity() == lines.get(i).quantity());
    }

    /** This order as it comes to say this. */
    Order with(List<Item> others, Money sum, @Nullable String name, long now) {
        return new Order(id, others, sum, currency, status, name, version + 1, createdAt, now);
    }

    /** This order as it comes to stand so. */
    Order become(OrderStatus next, long now) {
        return new Order(id, items, total, currency, next, customer, version + 1, createdAt, now);
    }
}
