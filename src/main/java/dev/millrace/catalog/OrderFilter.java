package dev.millrace.catalog;

import dev.millrace.http.Times;
import jakarta.ws.rs.core.MultivaluedMap;
import org.jspecify.annotations.Nullable;

/**
 * Which orders to list. Null leaves a criterion out.
 *
 * @param minTotal in hundredths, and so is {@code maxTotal}
 * @param since in milliseconds since 1970 UTC
 * @param until likewise; orders of this moment are left out
 */
record OrderFilter(
        @Nullable OrderStatus status,
        @Nullable Long productId,
        @Nullable String customer,
        @Nullable Long minTotal,
        @Nullable Long maxTotal,
        @Nullable Long since,
        @Nullable Long until) {

    /** Reads the criteria from a query. Throws a 422 that names the parameter. */
    static OrderFilter of(MultivaluedMap<String, String> query) {
        QueryParameters parameters = new QueryParameters(query);
        return new OrderFilter(
                parameters.status("status"),
                parameters.id("product_id"),
                parameters.text("customer", Texts.CUSTOMER),
                parameters.amount("min_total"),
                parameters.amount("max_total"),
                Times.parse("since", query.getFirst("since")),
                Times.parse("until", query.getFirst("until")));
    }
}
