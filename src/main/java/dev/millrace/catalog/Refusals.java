package dev.millrace.catalog;

import dev.millrace.http.Problem;
import dev.millrace.http.ProblemException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Why the products that an order asks for cannot be had. */
final class Refusals {
    private final List<Problem.Item> invalid = new ArrayList<>();
    private final List<Problem.Item> insufficient = new ArrayList<>();
    private final List<Map<String, Object>> shortages = new ArrayList<>();

    void unknown(OrderLine line) {
        invalid.add(
                Problem.Item.at(line.path() + "/product_id", "there is no product `%d`".formatted(line.productId())));
    }

    void otherCurrency(OrderLine line, String currency, String ofOrder) {
        invalid.add(Problem.Item.at(
                line.path() + "/product_id",
                "product `%d` has a price in %s, others of this order in %s; order them apart"
                        .formatted(line.productId(), currency, ofOrder)));
    }

    void insufficient(OrderLine line, long wanted, long available) {
        insufficient.add(Problem.Item.at(
                line.path() + "/quantity",
                "there are %d of product `%d` in stock, not %d".formatted(available, line.productId(), wanted)));
        shortages.add(Map.of("product_id", line.productId(), "wanted", wanted, "available", available));
    }

    void throwIfAny() {
        InvalidBody.throwIfAny(invalid);
        if (!insufficient.isEmpty()) {
            throw ProblemException.conflict(
                            "insufficient-stock",
                            "There is not enough in stock",
                            "Nothing was ordered: " + insufficient.getFirst().message() + ".")
                    .listing(insufficient)
                    .with(Map.of("shortages", List.copyOf(shortages)));
        }
    }
}
