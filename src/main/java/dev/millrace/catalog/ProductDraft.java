package dev.millrace.catalog;

import java.util.Locale;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** All that callers say of a product, valid. The parts are those of {@link Product}. */
record ProductDraft(
        @Nullable String sku,
        String name,
        @Nullable String description,
        Money price,
        String currency,
        @Nullable Long stock) {
    /** Between the texts that are searched; in none of them. */
    private static final String SEPARATOR = "\u001f";

    /** The product of this draft, as it begins. */
    Product first(long id, long now) {
        return new Product(id, sku, name, description, price, currency, stock, Product.FIRST_VERSION, now, now);
    }

    /** A product as this draft has it. */
    Product next(Product present, long now) {
        return new Product(
                present.id(),
                sku,
                name,
                description,
                price,
                currency,
                stock,
                present.version() + 1,
                present.createdAt(),
                now);
    }

    /** What a search looks through, in lower case. */
    String searchText() {
        return searchable(
                Stream.of(name, sku, description).filter(Objects::nonNull).collect(Collectors.joining(SEPARATOR)));
    }

    /** A text in the form in which texts are compared. */
    static String searchable(String text) {
        return text.toLowerCase(Locale.ROOT);
    }
}
