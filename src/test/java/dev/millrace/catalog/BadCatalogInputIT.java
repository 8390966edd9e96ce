package dev.millrace.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.testing.Http;
import dev.millrace.testing.Http.Reply;
import dev.millrace.testing.TestServer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is wrong is told with its place, and changes nothing. */
class BadCatalogInputIT {
    private final Http http = TestServer.shared().http();
    private final Shop shop = new Shop(http);

    private static List<String> paths(Reply reply) {
        return StreamSupport.stream(reply.json().path("errors").spliterator(), false)
                .map(error -> error.path("path").textValue())
                .toList();
    }

    private long newest(String path) {
        return http.get(path + "?limit=1").json().at("/items/0/id").asLong();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "-1            | 422 | above zero",
                "0             | 422 | above zero",
                "-0.0          | 422 | above zero",
                "0e999999999   | 422 | above zero",
                "1e999999999   | 422 | at most 9999999999.99",
                "1e2147483647  | 422 | at most 9999999999.99",
                "1e-999999999  | 422 | two decimal places",
                "10000000000   | 422 | at most 9999999999.99",
                "9999999999.999| 422 | two decimal places",
                "0.001         | 422 | two decimal places",
                "99999999999999999999999999999999999999 | 422 | at most 9999999999.99",
                "\"99.99\"     | 422 | a number",
                "true          | 422 | a number",
                "[1]           | 422 | a number",
                "null          | 422 | required",
                "NaN           | 400 | not JSON",
                "Infinity      | 400 | not JSON",
                "1e99999999999 | 400 | exponent is too large",
                "1.2.3         | 400 | not JSON",
            })
    void a_price_that_is_none_is_refused(String price, int status, String reason) {
        long before = newest("/v1/products");
        JsonNode product = shop.product("priced", "7", "");

        Reply made = http.post("/v1/products", "{\"name\":\"x\",\"price\":%s}".formatted(price));
        Reply changed = shop.patch("/v1/products/" + product.path("id"), "{\"price\":%s}".formatted(price));

        assertThat(made.status()).as(made.body()).isEqualTo(status);
        assertThat(made.body()).contains(reason);
        assertThat(changed.status()).isEqualTo(status);
        if (status == 422) {
            assertThat(paths(made)).containsExactly("/price");
            assertThat(paths(changed)).containsExactly("/price");
        }
        assertThat(shop.product(product.path("id").asLong())).isEqualTo(product);
        assertThat(newest("/v1/products")).as("only the one beside it was made").isEqualTo(before + 1);
    }

    @Test
    void all_that_is_wrong_with_a_body_is_told_at_once() {
        Reply refused = http.post("/v1/products", """
                {"nmae": "x", "id": 7, "price": -1, "currency": "XYZZY", "stock": 1.5, "sku": " a ", "a/b~c": 1}
                """);

        assertThat(refused.status()).isEqualTo(422);
        assertThat(paths(refused))
                .containsExactlyInAnyOrder(
                        "/nmae", "/id", "/name", "/price", "/currency", "/stock", "/sku", "/a~1b~0c");
        assertThat(refused.body()).contains("set by the server", "there is: name, price");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"name\":\"\",\"price\":1}                       | /name",
                "{\"name\":\"  \",\"price\":1}                     | /name",
                "{\"name\":\"a\\u0000b\",\"price\":1}              | /name",
                "{\"name\":\"\\ud83d\",\"price\":1}                | /name",
                "{\"name\":7,\"price\":1}                          | /name",
                "{\"name\":\"a\",\"price\":1,\"stock\":-1}         | /stock",
                "{\"name\":\"a\",\"price\":1,\"stock\":1e999999999}| /stock",
                "{\"name\":\"a\",\"price\":1,\"stock\":99999999999999999999} | /stock",
                "{\"name\":\"a\",\"price\":1,\"description\":\"\\u0007\"} | /description",
                "{\"name\":\"a\",\"price\":1,\"currency\":\"usd\"} | /currency",
            })
    void a_field_that_is_wrong_is_named(String body, String path) {
        Reply refused = http.post("/v1/products", body);

        assertThat(refused.status()).as(refused.body()).isEqualTo(422);
        assertThat(paths(refused)).containsExactly(path);
    }

    @Test
    void what_is_no_json_object_or_not_utf_8_cannot_be_read() {
        byte[] invalid = "{\"name\":\"x\u00e4\",\"price\":1}".getBytes(StandardCharsets.ISO_8859_1);
        for (byte[] body : List.of(
                invalid,
                "[]".getBytes(StandardCharsets.UTF_8),
                "null".getBytes(StandardCharsets.UTF_8),
                "{\"name\":\"x\",\"name\":\"y\",\"price\":1}".getBytes(StandardCharsets.UTF_8),
                "{\"name\":\"x\",\"price\":1}{}".getBytes(StandardCharsets.UTF_8))) {
            for (String path : List.of("/v1/products", "/v1/orders")) {
                Reply refused = http.sendBytes("POST", path, body, "application/json");
                assertThat(refused.status()).as(refused.body()).isEqualTo(400);
                assertThat(refused.json().path("code").textValue()).isEqualTo("unreadable");
            }
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{}                                                         | /items",
                "{\"items\":[]}                                             | /items",
                "{\"items\":{}}                                             | /items",
                "{\"items\":[1]}                                            | /items/0",
                "{\"items\":[{\"product_id\":1}]}                           | /items/0/quantity",
                "{\"items\":[{\"quantity\":1}]}                             | /items/0/product_id",
                "{\"product_id\":1}                                         | /quantity",
                "{\"product_id\":1,\"quantity\":0}                          | /quantity",
                "{\"product_id\":1,\"quantity\":-1}                         | /quantity",
                "{\"product_id\":1,\"quantity\":1.5}                        | /quantity",
                "{\"product_id\":1,\"quantity\":1000000000}                 | /quantity",
                "{\"product_id\":1,\"quantity\":1e999999999}                | /quantity",
                "{\"product_id\":1,\"quantity\":\"2\"}                      | /quantity",
                "{\"product_id\":0,\"quantity\":1}                          | /product_id",
                "{\"product_id\":999999999999,\"quantity\":1}               | /product_id",
                "{\"items\":[{\"product_id\":999999999999,\"quantity\":1}]} | /items/0/product_id",
                "{\"product_id\":1,\"quantity\":1,\"status\":\"paid\"}      | /status",
                "{\"product_id\":1,\"quantity\":1,\"total\":1}              | /total",
                "{\"product_id\":1,\"quantity\":1,\"customer\":\" x\"}      | /customer",
            })
    void an_order_that_is_wrong_is_refused(String body, String path) {
        long before = newest("/v1/orders");

        Reply refused = http.post("/v1/orders", body);

        assertThat(refused.status()).as(refused.body()).isEqualTo(422);
        assertThat(paths(refused)).containsExactly(path);
        assertThat(newest("/v1/orders")).isEqualTo(before);
    }

    @Test
    void an_order_of_too_many_items_is_refused() {
        String items = "{\"product_id\":1,\"quantity\":1},".repeat(1_001);
        Reply many = http.post("/v1/orders", "{\"items\":[" + items.substring(0, items.length() - 1) + "]}");
        assertThat(many.status()).isEqualTo(422);
        assertThat(paths(many)).containsExactly("/items");

        String huge = "{\"product_id\":1,\"quantity\":1},".repeat(400_000);
        Reply tooLong = http.post("/v1/orders", "{\"items\":[" + huge.substring(0, huge.length() - 1) + "]}");
        assertThat(tooLong.status()).isEqualTo(413);
    }

    @Test
    void a_total_that_is_too_large_to_count_is_refused() {
        long product = shop.product("dear", "9999999999.99", "").path("id").asLong();
        String line = Shop.line(product, 1_000_000) + ",";
        String items = line.repeat(1_000);

        Reply refused = http.post("/v1/orders", "{\"items\":[" + items.substring(0, items.length() - 1) + "]}");

        assertThat(refused.status()).as(refused.body()).isEqualTo(422);
        assertThat(paths(refused)).containsExactly("/items");
    }

    @Test
    void items_of_one_order_have_one_currency() {
        long dollars = shop.product("a", "1", ",\"stock\":5").path("id").asLong();
        long euros = shop.product("b", "1", ",\"currency\":\"EUR\",\"stock\":5")
                .path("id")
                .asLong();

        Reply refused =
                http.post("/v1/orders", "{\"items\":[%s,%s]}".formatted(Shop.line(dollars, 1), Shop.line(euros, 1)));

        assertThat(refused.status()).as(refused.body()).isEqualTo(422);
        assertThat(paths(refused)).containsExactly("/items/1/product_id");
        assertThat(shop.stock(dollars)).isEqualTo(5);
        assertThat(shop.stock(euros)).isEqualTo(5);
    }

    @Test
    void a_wrong_criterion_of_orders_is_named() {
        for (String query : List.of("status=open", "product_id=x", "customer=", "min_total=x", "since=x", "until=x")) {
            Reply refused = http.get("/v1/orders?" + query);
            assertThat(refused.status()).as(query).isEqualTo(422);
            assertThat(paths(refused)).containsExactly("/" + query.substring(0, query.indexOf('=')));
        }
    }
}
