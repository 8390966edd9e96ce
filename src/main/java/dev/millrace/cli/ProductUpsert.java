package dev.millrace.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.cli.ProductFile.Row.Described;
import dev.millrace.cli.ProductImport.Outcome;
import java.util.UUID;

/** Sends a product to a server: by its sku it becomes a change of the one that is there, or else a new one. Thread-safe. */
final class ProductUpsert {
    private static final String PATH = "/v1/products";

    private final RecordSender sender;
    private final boolean createOnly;
    private final String run = UUID.randomUUID().toString();

    ProductUpsert(RecordSender sender, boolean createOnly) {
        this.sender = sender;
        this.createOnly = createOnly;
    }

    /** Throws an {@link ApiException} when the server refuses it. */
    Outcome send(Described row) throws InterruptedException {
        if (row.isWhole()) {
            return create(row);
        }
        JsonNode found = sender.api()
                .get(PATH + "?sku="
                        + ApiClient.encoded(row.product().path("sku").textValue()))
                .at("/items/0/id");
        if (found.isMissingNode()) {
            return new Outcome.Rejected("sku", "no product has this sku, and a new one needs a name and a price");
        }
        return change(row, found.asLong());
    }

    private Outcome create(Described row) throws InterruptedException {
        try {
            sender.send("POST", PATH, row.product(), key(row));
            return Outcome.Taken.CREATED;
        } catch (ApiException e) {
            if (createOnly || !e.code().equals("sku-exists")) {
                throw e;
            }
            return change(row, e.problem().at("/details/product_id").asLong());
        }
    }

    private Outcome change(Described row, long id) throws InterruptedException {
        if (createOnly) {
            return new Outcome.Rejected("sku", "product %d has this sku".formatted(id));
        }
        sender.send("PATCH", PATH + "/" + id, row.product(), key(row));
        return Outcome.Taken.UPDATED;
    }

    private String key(Described row) {
        return "import-" + run + "-" + row.line();
    }
}
