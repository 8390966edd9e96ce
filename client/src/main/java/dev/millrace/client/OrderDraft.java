package dev.millrace.client;

import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What to order.
 *
 * @param items at least one
 * @param customer any text; null for none
 */
public record OrderDraft(List<Line> items, @Nullable String customer) {
    public OrderDraft {
        items = List.copyOf(items);
    }

    /** So much of a product. */
    public record Line(long productId, long quantity) {}

    /** So much of one product. */
    public static OrderDraft of(long productId, long quantity) {
        return new OrderDraft(List.of(new Line(productId, quantity)), null);
    }

    /** The same and so much of another product. */
    public OrderDraft and(long productId, long quantity) {
        return new OrderDraft(
                Stream.concat(items.stream(), Stream.of(new Line(productId, quantity)))
                        .toList(),
                customer);
    }

    /** The same for somebody. */
    public OrderDraft withCustomer(String name) {
        return new OrderDraft(items, name);
    }
}
