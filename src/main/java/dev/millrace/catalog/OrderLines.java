package dev.millrace.catalog;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.http.Problem;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads what an order asks for: {@code items}, or {@code product_id} and {@code quantity} for a single one. */
final class OrderLines {
    static final List<String> FIELDS = List.of("items", "product_id", "quantity");

    private static final String PRODUCT = "product_id";
    private static final String QUANTITY = "quantity";
    private static final int MOST_ITEMS = 1_000;
    private static final long MOST_QUANTITY = 1_000_000;

    private OrderLines() {}

    /** Whether a body asks for anything. */
    static boolean areIn(BodyFields body) {
        return FIELDS.stream().anyMatch(body::has);
    }

    /** The lines, one for each product; empty when something is wrong with them. */
    static List<OrderLine> read(BodyFields body, List<Problem.Item> errors) {
        if (!body.has("items")) {
            return line(body, "");
        }
        for (String name : List.of(PRODUCT, QUANTITY)) {
            if (body.has(name)) {
                body.wrong(name, "cannot stand beside items; say it in one of them");
            }
        }
        JsonNode items = body.node("items");
        if (!items.isArray() || items.isEmpty() || items.size() > MOST_ITEMS) {
            body.wrong("items", "must be an array of 1 to %d items".formatted(MOST_ITEMS));
            return List.of();
        }
        List<OrderLine> lines = new ArrayList<>();
        for (int i = 0; i < items.size(); i++) {
            String at = "/items/" + i;
            if (items.get(i) instanceof ObjectNode item) {
                BodyFields fields = new BodyFields(item, at, errors);
                fields.only(List.of(PRODUCT, QUANTITY), List.of("unit_price"));
                lines.addAll(line(fields, at));
            } else {
                errors.add(Problem.Item.at(at, "an item must be an object with product_id and quantity"));
            }
        }
        return merged(lines);
    }

    private static List<OrderLine> line(BodyFields fields, String at) {
        fields.require(PRODUCT, QUANTITY);
        Long product = fields.whole(PRODUCT, 1, Long.MAX_VALUE).value();
        Long quantity = fields.whole(QUANTITY, 1, MOST_QUANTITY).value();
        return product == null || quantity == null ? List.of() : List.of(new OrderLine(product, quantity, at));
    }

    private static List<OrderLine> merged(List<OrderLine> lines) {
        Map<Long, OrderLine> byProduct = new LinkedHashMap<>();
        lines.forEach(line -> byProduct.merge(line.productId(), line, (first, again) -> first.plus(again.quantity())));
        return List.copyOf(byProduct.values());
    }
}
