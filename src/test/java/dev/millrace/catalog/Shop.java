package dev.millrace.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.testing.Http;
import dev.millrace.testing.Http.Reply;

/** What tests do with products and orders. */
record Shop(Http http) {
    static final String MERGE_PATCH = "application/merge-patch+json";

    /** Makes a product, or fails; more fields begin with a comma. */
    JsonNode product(String name, String price, String more) {
        return created("/v1/products", "{\"name\":\"%s\",\"price\":%s%s}".formatted(name, price, more));
    }

    /** Makes a product of which there are so many, and answers its id. */
    long stocked(long stock) {
        return product("counted", "10", ",\"stock\":" + stock).path("id").asLong();
    }

    /** Orders a product, or fails. */
    JsonNode order(long product, long quantity) {
        return created("/v1/orders", line(product, quantity));
    }

    private JsonNode created(String path, String body) {
        Reply reply = http.post(path, body);
        assertThat(reply.status()).as(reply.body()).isEqualTo(201);
        return reply.json();
    }

    static String line(long product, long quantity) {
        return "{\"product_id\":%d,\"quantity\":%d}".formatted(product, quantity);
    }

    JsonNode product(long id) {
        return http.get("/v1/products/" + id).json();
    }

    JsonNode order(long id) {
        return http.get("/v1/orders/" + id).json();
    }

    long stock(long product) {
        return product(product).path("stock").asLong();
    }

    Reply step(long order, String name) {
        return http.send("POST", "/v1/orders/" + order + "/" + name, "");
    }

    Reply patch(String path, String body, String... headers) {
        String[] all = new String[headers.length + 2];
        System.arraycopy(headers, 0, all, 0, headers.length);
        all[headers.length] = "Content-Type";
        all[headers.length + 1] = MERGE_PATCH;
        return http.send("PATCH", path, body, all);
    }

    Reply put(String path, String body, String... headers) {
        String[] all = new String[headers.length + 2];
        System.arraycopy(headers, 0, all, 0, headers.length);
        all[headers.length] = "Content-Type";
        all[headers.length + 1] = "application/json";
        return http.send("PUT", path, body, all);
    }

    Reply delete(String path, String... headers) {
        return http.send("DELETE", path, "", headers);
    }
}
