package dev.millrace.client;

import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * What a product is to be.
 *
 * @param sku a name that no other product has; null for none
 * @param price from 0.01, with two places at most
 * @param currency null for the server's
 * @param stock null when nobody counts
 */
public record ProductDraft(
        @Nullable String sku,
        String name,
        @Nullable String description,
        BigDecimal price,
        @Nullable String currency,
        @Nullable Long stock) {

    /** One that is not counted, in the server's currency. */
    public static ProductDraft of(String name, String price) {
        return new ProductDraft(null, name, null, new BigDecimal(price), null, null);
    }

    /** The same with a name that no other product has. */
    public ProductDraft withSku(String code) {
        return new ProductDraft(code, name, description, price, currency, stock);
    }

    /** The same, of which there are so many. */
    public ProductDraft withStock(long pieces) {
        return new ProductDraft(sku, name, description, price, currency, pieces);
    }
}
