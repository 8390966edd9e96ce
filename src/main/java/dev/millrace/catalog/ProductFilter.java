package dev.millrace.catalog;

import jakarta.ws.rs.core.MultivaluedMap;
import org.jspecify.annotations.Nullable;

/**
 * Which products to list. Null leaves a criterion out.
 *
 * @param text part of the name, sku or description, in lower case
 * @param minPrice in hundredths, and so is {@code maxPrice}
 */
record ProductFilter(
        @Nullable String text,
        @Nullable String sku,
        @Nullable Long minPrice,
        @Nullable Long maxPrice,
        @Nullable String currency,
        @Nullable Boolean inStock) {

    /** Reads the criteria from a query. Throws a 422 that names the parameter. */
    static ProductFilter of(MultivaluedMap<String, String> query) {
        QueryParameters parameters = new QueryParameters(query);
        String text = parameters.text("q", Texts.NAME);
        return new ProductFilter(
                text == null ? null : ProductDraft.searchable(text),
                parameters.text("sku", Texts.SKU),
                parameters.amount("min_price"),
                parameters.amount("max_price"),
                parameters.currency("currency"),
                parameters.flag("in_stock"));
    }
}
