package dev.millrace.catalog;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.http.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** All that callers say of an order, valid as far as can be told without looking at products. */
record OrderDraft(List<OrderLine> lines, @Nullable String customer) {
    static final List<String> SET_BY_SERVER = List.of("id", "total", "currency", "created_at", "updated_at");

    private static final List<String> FIELDS =
            Stream.concat(OrderLines.FIELDS.stream(), Stream.of("customer")).toList();
    private static final List<String> NOT_WHOLE =
            Stream.concat(SET_BY_SERVER.stream(), Stream.of("status")).toList();

    OrderDraft {
        lines = List.copyOf(lines);
    }

    /** The order that a body describes whole. Throws a 422 with everything that is wrong. */
    static OrderDraft whole(ObjectNode body) {
        List<Problem.Item> errors = new ArrayList<>();
        BodyFields fields = new BodyFields(body, "", errors);
        fields.only(FIELDS, NOT_WHOLE);
        List<OrderLine> lines = OrderLines.areIn(fields) ? OrderLines.read(fields, errors) : List.of();
        if (!OrderLines.areIn(fields)) {
            fields.wrong("items", "is required, or product_id and quantity for a single one");
        }
        Edit<String> customer = fields.text("customer", Texts::customer);
        InvalidBody.throwIfAny(errors);
        return new OrderDraft(lines, customer.value());
    }
}
