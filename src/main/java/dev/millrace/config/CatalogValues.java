package dev.millrace.config;

import dev.millrace.config.CachePolicy.Strategy;
import java.time.Duration;

/** Reads the settings of {@code catalog}. */
final class CatalogValues {
    private static final Duration SHORTEST_TTL = Duration.ofSeconds(1);
    private static final Duration LONGEST_TTL = Duration.ofDays(7);

    private final Values values;

    CatalogValues(Values values) {
        this.values = values;
    }

    Settings.Catalog read() {
        return new Settings.Catalog(
                values.currency("catalog.currency"),
                new Settings.CatalogCache(
                        records("catalog.cache.products."),
                        records("catalog.cache.orders."),
                        lists("catalog.cache.lists.")));
    }

    private CachePolicy records(String prefix) {
        Strategy strategy = strategy(values.oneOf(prefix + "strategy", "CACHE-ASIDE", "WRITE-THROUGH", "NONE"));
        Duration negativeTtl = values.duration(prefix + "negative_ttl", Duration.ZERO, LONGEST_TTL);
        return policy(prefix, strategy, negativeTtl);
    }

    /** A write tells no page what it holds now, so pages cannot be written through. */
    private CachePolicy lists(String prefix) {
        return policy(prefix, strategy(values.oneOf(prefix + "strategy", "CACHE-ASIDE", "NONE")), Duration.ZERO);
    }

    private CachePolicy policy(String prefix, Strategy strategy, Duration negativeTtl) {
        return new CachePolicy(
                strategy,
                values.duration(prefix + "ttl", SHORTEST_TTL, LONGEST_TTL),
                values.ratio(prefix + "jitter"),
                negativeTtl,
                values.integer(prefix + "max_entries", 1, 10_000_000),
                values.ratio(prefix + "refresh_ahead"),
                values.duration(prefix + "max_age", Duration.ZERO, LONGEST_TTL));
    }

    private static Strategy strategy(String name) {
        return switch (name) {
            case "WRITE-THROUGH" -> Strategy.WRITE_THROUGH;
            case "NONE" -> Strategy.NONE;
            default -> Strategy.CACHE_ASIDE;
        };
    }
}
