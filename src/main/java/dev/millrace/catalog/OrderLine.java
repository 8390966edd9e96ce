package dev.millrace.catalog;

/**
 * A product that an order asks for.
 *
 * @param quantity above zero
 * @param path where the request says so, as a JSON Pointer without a slash at its end
 */
record OrderLine(long productId, long quantity, String path) {
    OrderLine plus(long more) {
        return new OrderLine(productId, quantity + more, path);
    }
}
