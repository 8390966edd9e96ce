package dev.millrace.catalog;

import dev.millrace.http.ProblemException;
import jakarta.ws.rs.core.MultivaluedMap;
import java.math.BigDecimal;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads the criteria of a list. What is not there is null; what is wrong is a 422 that names the parameter. */
record QueryParameters(MultivaluedMap<String, String> query) {
    private static final Pattern AMOUNT = Pattern.compile("\\d{1,16}(\\.\\d{1,2})?");
    private static final Pattern ID = Pattern.compile("[1-9]\\d{0,17}");

    @Nullable
    String text(String name, int most) {
        String text = query.getFirst(name);
        if (text != null && (text.isEmpty() || text.length() > most)) {
            throw wrong(
                    name,
                    "a text of 1 to %d characters".formatted(most),
                    text.substring(0, Math.min(20, text.length())));
        }
        return text;
    }

    /** An amount of money in hundredths. */
    @Nullable
    Long amount(String name) {
        String text = query.getFirst(name);
        if (text != null && !AMOUNT.matcher(text).matches()) {
            throw wrong(name, "an amount such as 10 or 99.99", text);
        }
        return text == null ? null : new BigDecimal(text).movePointRight(2).longValueExact();
    }

    @Nullable
    Long id(String name) {
        String text = query.getFirst(name);
        if (text != null && !ID.matcher(text).matches()) {
            throw wrong(name, "an id such as 1", text);
        }
        return text == null ? null : Long.valueOf(text);
    }

    @Nullable
    String currency(String name) {
        String text = query.getFirst(name);
        if (text != null && !Currencies.isCode(text)) {
            throw wrong(name, "the code of a currency such as USD or EUR", text);
        }
        return text;
    }

    @Nullable
    Boolean flag(String name) {
        String text = query.getFirst(name);
        if (text == null) {
            return null;
        }
        return switch (text) {
            case "true" -> true;
            case "false" -> false;
            default -> throw wrong(name, "true or false", text);
        };
    }

    @Nullable
    OrderStatus status(String name) {
        String text = query.getFirst(name);
        return text == null
                ? null
                : OrderStatus.of(text)
                        .orElseThrow(() -> wrong(name, "pending, paid, shipped, completed or cancelled", text));
    }

    private static ProblemException wrong(String name, String wanted, String given) {
        return ProblemException.invalid("/" + name, "%s must be %s, not `%s`".formatted(name, wanted, given));
    }
}
