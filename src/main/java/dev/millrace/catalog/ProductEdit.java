package dev.millrace.catalog;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.http.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** What a body says of a product, valid as far as it goes. The parts are those of {@link Product}. */
record ProductEdit(
        Edit<String> sku,
        Edit<String> name,
        Edit<String> description,
        Edit<Money> price,
        Edit<String> currency,
        Edit<Long> stock) {
    private static final long MOST_STOCK = 1_000_000_000_000L;

    private static final List<String> FIELDS = List.of("name", "price", "currency", "stock", "sku", "description");
    private static final List<String> SET_BY_SERVER = List.of("id", "created_at", "updated_at");

    /**
     * The product that a body describes whole.
     *
     * @param currency of a price that names none
     * @throws dev.millrace.http.ProblemException 422 with everything that is wrong
     */
    static ProductDraft whole(ObjectNode body, String currency) {
        List<Problem.Item> errors = new ArrayList<>();
        ProductEdit edit = readWhole(new BodyFields(body, "", errors));
        InvalidBody.throwIfAny(errors);
        return new ProductDraft(
                edit.sku.value(),
                Objects.requireNonNull(edit.name.value()),
                edit.description.value(),
                Objects.requireNonNull(edit.price.value()),
                edit.currency.overRequired(currency),
                edit.stock.value());
    }

    /** What a merge patch changes. Throws a 422 with everything that is wrong. */
    static ProductEdit patch(ObjectNode body) {
        List<Problem.Item> errors = new ArrayList<>();
        ProductEdit edit = readPatch(new BodyFields(body, "", errors));
        InvalidBody.throwIfAny(errors);
        return edit;
    }

    /** Everything that is wrong with a body that describes a product whole, or else is a patch. */
    static List<Problem.Item> problems(ObjectNode body, boolean whole) {
        List<Problem.Item> errors = new ArrayList<>();
        BodyFields fields = new BodyFields(body, "", errors);
        var _ = whole ? readWhole(fields) : readPatch(fields);
        return errors;
    }

    private static ProductEdit readWhole(BodyFields fields) {
        fields.require("name", "price");
        return read(fields);
    }

    private static ProductEdit readPatch(BodyFields fields) {
        fields.neverNull("name", "price", "currency");
        return read(fields);
    }

    private static ProductEdit read(BodyFields fields) {
        fields.only(FIELDS, SET_BY_SERVER);
        return new ProductEdit(
                fields.text("sku", Texts::sku),
                fields.text("name", Texts::name),
                fields.text("description", Texts::description),
                fields.price("price"),
                fields.text("currency", Texts::currency),
                fields.whole("stock", 0, MOST_STOCK));
    }

    /** What becomes of a product by this. */
    ProductDraft over(ProductDraft present) {
        return new ProductDraft(
                sku.over(present.sku()),
                name.overRequired(present.name()),
                description.over(present.description()),
                price.overRequired(present.price()),
                currency.overRequired(present.currency()),
                stock.over(present.stock()));
    }
}
