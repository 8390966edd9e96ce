package dev.millrace.catalog;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** How an order stands. */
enum OrderStatus {
    PENDING,
    PAID,
    SHIPPED,
    COMPLETED,
    CANCELLED;

    /** The name in JSON. */
    @JsonValue
    String wire() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The status of this name. */
    static Optional<OrderStatus> of(String wire) {
        return Arrays.stream(values())
                .filter(status -> status.wire().equals(wire))
                .findFirst();
    }

    /** What may come of an order that stands so. */
    List<OrderStatus> next() {
        return switch (this) {
            case PENDING -> List.of(PAID, CANCELLED);
            case PAID -> List.of(SHIPPED, CANCELLED);
            case SHIPPED -> List.of(COMPLETED);
            case COMPLETED, CANCELLED -> List.of();
        };
    }

    /** Whether nothing more can come of it. */
    boolean isFinal() {
        return next().isEmpty();
    }
}
