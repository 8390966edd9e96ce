package dev.millrace.catalog;

import java.util.Locale;

/** What can happen to products and orders. */
enum EventType {
    PRODUCT_CREATED,
    PRODUCT_UPDATED,
    PRODUCT_DELETED,
    ORDER_CREATED,
    ORDER_UPDATED,
    ORDER_PAID,
    ORDER_SHIPPED,
    ORDER_COMPLETED,
    ORDER_CANCELLED,
    ORDER_DELETED;

    private final String wire = name().toLowerCase(Locale.ROOT).replace('_', '.');

    /** The name in streams, such as {@code order.created}. */
    String wire() {
        return wire;
    }

    /** What happens to an order that comes to stand so. */
    static EventType of(OrderStatus status) {
        return switch (status) {
            case PENDING -> ORDER_CREATED;
            case PAID -> ORDER_PAID;
            case SHIPPED -> ORDER_SHIPPED;
            case COMPLETED -> ORDER_COMPLETED;
            case CANCELLED -> ORDER_CANCELLED;
        };
    }
}
