package dev.millrace.catalog;

/**
 * On what terms a product is to be had.
 *
 * @param counted whether its stock is counted
 */
record Terms(Money price, String currency, boolean counted) {
    static Terms of(Product product) {
        return new Terms(product.price(), product.currency(), product.stock() != null);
    }
}
