package dev.millrace.client;

/** The products of a server. Thread-safe. */
public final class Products {
    private static final String PATH = "/v1/products";

    private final Connection connection;

    Products(Connection connection) {
        this.connection = connection;
    }

    /**
     * Adds a product.
     *
     * @throws ProblemException {@code invalid-request}, or {@code sku-exists}
     */
    public Product create(ProductDraft draft) {
        return connection.send(Call.post(PATH, draft), Product.class);
    }

    /**
     * A product.
     *
     * @throws ProblemException {@code product-not-found}
     */
    public Product get(long id) {
        return connection.send(Call.get(PATH + "/" + id), Product.class);
    }

    /** A page of products; {@code q}, {@code sku}, {@code min_price}, {@code max_price}, {@code in_stock} are criteria. */
    public Page<Product> list(Query query) {
        return connection.page(Call.get(PATH + query.text()), Product.class);
    }

    /** Puts a draft in the place of all that a product is. */
    public Product replace(long id, ProductDraft draft) {
        return connection.send(Call.put(PATH + "/" + id, draft), Product.class);
    }

    /**
     * Deletes a product; orders keep its id and its price.
     *
     * @throws ProblemException {@code product-in-use} while an order for it is open
     */
    public void delete(long id) {
        connection.send(Call.delete(PATH + "/" + id));
    }
}
