package dev.millrace.client;

/** The orders of a server. Thread-safe. */
public final class Orders {
    private static final String PATH = "/v1/orders";

    private final Connection connection;

    Orders(Connection connection) {
        this.connection = connection;
    }

    /**
     * Orders products, which are taken from the stock, all of them or none.
     *
     * @throws ProblemException {@code insufficient-stock}, with what there is in its details; {@code product-not-found}
     */
    public Order create(OrderDraft draft) {
        return connection.send(Call.post(PATH, draft), Order.class);
    }

    /**
     * An order.
     *
     * @throws ProblemException {@code order-not-found}
     */
    public Order get(long id) {
        return connection.send(Call.get(PATH + "/" + id), Order.class);
    }

    /** A page of orders; {@code status}, {@code product_id}, {@code customer}, {@code since}, {@code until} are criteria. */
    public Page<Order> list(Query query) {
        return connection.page(Call.get(PATH + query.text()), Order.class);
    }

    /**
     * Marks an order as paid.
     *
     * @throws ProblemException {@code illegal-transition} unless it is pending
     */
    public Order pay(long id) {
        return step(id, "pay");
    }

    /**
     * Marks an order as shipped.
     *
     * @throws ProblemException {@code illegal-transition} unless it is paid
     */
    public Order ship(long id) {
        return step(id, "ship");
    }

    /**
     * Marks an order as completed.
     *
     * @throws ProblemException {@code illegal-transition} unless it is shipped
     */
    public Order complete(long id) {
        return step(id, "complete");
    }

    /**
     * Cancels an order, which gives back to the stock what it has taken.
     *
     * @throws ProblemException {@code illegal-transition} unless it is pending or paid
     */
    public Order cancel(long id) {
        return step(id, "cancel");
    }

    private Order step(long id, String word) {
        return connection.send(Call.request(PATH + "/" + id + "/" + word).once(), Order.class);
    }
}
