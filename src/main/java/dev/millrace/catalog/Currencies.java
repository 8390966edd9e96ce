package dev.millrace.catalog;

import java.util.Currency;
import java.util.Set;
import java.util.stream.Collectors;

/** The codes of currencies (ISO 4217). */
final class Currencies {
    private static final Set<String> CODES = Currency.getAvailableCurrencies().stream()
            .map(Currency::getCurrencyCode)
            .collect(Collectors.toUnmodifiableSet());

    private Currencies() {}

    static boolean isCode(String text) {
        return CODES.contains(text);
    }
}
