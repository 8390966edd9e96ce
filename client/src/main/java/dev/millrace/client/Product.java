package dev.millrace.client;

import java.math.BigDecimal;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A product.
 *
 * @param price exact, with two places
 * @param stock how many there are; null when nobody counts
 */
public record Product(
        long id,
        @Nullable String sku,
        String name,
        @Nullable String description,
        BigDecimal price,
        String currency,
        @Nullable Long stock,
        Instant createdAt,
        Instant updatedAt) {}
