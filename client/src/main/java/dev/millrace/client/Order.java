package dev.millrace.client;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An order.
 *
 * @param total the sum of all quantities times their prices, exact
 */
public record Order(
        long id,
        List<Item> items,
        BigDecimal total,
        String currency,
        State status,
        @Nullable String customer,
        Instant createdAt,
        Instant updatedAt) {

    /** One product of an order, at the price that it had when it came into the order. */
    public record Item(long productId, long quantity, BigDecimal unitPrice) {}

    /** How far an order is. */
    public enum State {
        @JsonProperty("pending")
        PENDING,
        @JsonProperty("paid")
        PAID,
        @JsonProperty("shipped")
        SHIPPED,
        @JsonProperty("completed")
        COMPLETED,
        @JsonProperty("cancelled")
        CANCELLED
    }
}
