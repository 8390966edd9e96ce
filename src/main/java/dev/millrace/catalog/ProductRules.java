package dev.millrace.catalog;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.http.Problem;
import java.util.List;

/** What the API asks of products, for checks without a server. */
public final class ProductRules {
    private ProductRules() {}

    /**
     * Everything that is wrong with what a body says of a product.
     *
     * @param whole whether it must be enough for a new product; else it is a change of one
     */
    public static List<Problem.Item> problems(ObjectNode body, boolean whole) {
        return ProductEdit.problems(body, whole);
    }
}
