package dev.millrace.catalog;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.http.Problem;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What changes of an order.
 *
 * @param lines what it asks for from now on; null leaves that as it is
 * @param status what becomes of it after that; null leaves it where it is
 * @param isStep whether it is asked for the step to that status, which is refused where the order stands so already
 */
record OrderEdit(
        @Nullable List<OrderLine> lines,
        Edit<String> customer,
        @Nullable OrderStatus status,
        boolean isStep) {
    private static final List<String> FIELDS = Stream.concat(
                    OrderLines.FIELDS.stream(), Stream.of("customer", "status"))
            .toList();

    /** The edit after which an order is as a draft has it. */
    static OrderEdit to(OrderDraft draft) {
        return new OrderEdit(draft.lines(), new Edit<>(true, draft.customer()), null, false);
    }

    /** The edit that is a step from one status to another. */
    static OrderEdit to(OrderStatus status) {
        return new OrderEdit(null, Edit.none(), status, true);
    }

    /** What a merge patch changes. Throws a 422 with everything that is wrong. */
    static OrderEdit patch(ObjectNode body) {
        List<Problem.Item> errors = new ArrayList<>();
        BodyFields fields = new BodyFields(body, "", errors);
        fields.only(FIELDS, OrderDraft.SET_BY_SERVER);
        fields.neverNull("status");
        List<OrderLine> lines = OrderLines.areIn(fields) ? OrderLines.read(fields, errors) : null;
        Edit<String> customer = fields.text("customer", Texts::customer);
        Edit<String> status = fields.text("status", OrderEdit::wrongStatus);
        InvalidBody.throwIfAny(errors);
        return new OrderEdit(
                lines,
                customer,
                status.value() == null ? null : OrderStatus.of(status.value()).orElseThrow(),
                false);
    }

    private static @Nullable String wrongStatus(String text) {
        return OrderStatus.of(text).isPresent()
                ? null
                : "must be one of "
                        + Arrays.stream(OrderStatus.values())
                                .map(OrderStatus::wire)
                                .collect(Collectors.joining(", "));
    }
}
