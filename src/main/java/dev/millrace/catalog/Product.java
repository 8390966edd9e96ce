package dev.millrace.catalog;

import org.jspecify.annotations.Nullable;

/**
 * A product.
 *
 * @param sku the seller's own name for it; no two products have the same
 * @param stock how many there are; null when nobody counts
 * @param version raised by each change that can be seen
 * @param createdAt milliseconds since 1970 UTC
 */
record Product(
        long id,
        @Nullable String sku,
        String name,
        @Nullable String description,
        Money price,
        String currency,
        @Nullable Long stock,
        long version,
        long createdAt,
        long updatedAt) {
    static final long FIRST_VERSION = 1;

    /** What can be said of this product. */
    ProductDraft draft() {
        return new ProductDraft(sku, name, description, price, currency, stock);
    }
}
