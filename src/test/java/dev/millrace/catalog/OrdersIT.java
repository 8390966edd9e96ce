package dev.millrace.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.testing.Http;
import dev.millrace.testing.Http.Reply;
import dev.millrace.testing.TestServer;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

/** Orders over the API. */
class OrdersIT {
    private final Http http = TestServer.shared().http();
    private final Shop shop = new Shop(http);

    private static List<Long> ids(JsonNode page) {
        return StreamSupport.stream(page.path("items").spliterator(), false)
                .map(item -> item.path("id").asLong())
                .toList();
    }

    private static void assertRefused(Reply reply, int status, String code) {
        assertThat(reply.status()).as(reply.body()).isEqualTo(status);
        assertThat(reply.json().path("code").textValue()).isEqualTo(code);
    }

    @Test
    void the_short_form_is_answered_with_its_product_and_quantity() {
        long product = shop.product("Test Product", "99.99", "").path("id").asLong();

        Reply made = http.post("/orders", "{\"product_id\": %d, \"quantity\": 2}".formatted(product));

        assertThat(made.status()).as(made.body()).isEqualTo(201);
        assertThat(made.header("Location")).endsWith("/v1/orders/" + made.json().path("id"));
        assertThat(made.body())
                .contains(
                        "\"product_id\":%d,\"quantity\":2,\"items\":[".formatted(product),
                        "\"unit_price\":99.99}],\"total\":199.98,\"currency\":\"USD\",\"status\":\"pending\"");
        assertThat(http.get(made.header("Location").replaceFirst(".*/v1", "/v1"))
                        .body())
                .isEqualTo(made.body());
    }

    @Test
    void an_order_of_several_products_takes_all_of_them_and_lines_of_one_product_become_one() {
        long one = shop.stocked(10);
        long other = shop.product("uncounted", "0.01", "").path("id").asLong();

        JsonNode order = http.post(
                        "/v1/orders",
                        "{\"customer\":\"ada\",\"items\":[%s,%s,%s]}"
                                .formatted(Shop.line(other, 3), Shop.line(one, 1), Shop.line(one, 2)))
                .json();

        assertThat(order.path("items").findValuesAsText("product_id"))
                .containsExactly(String.valueOf(other), String.valueOf(one));
        assertThat(order.path("items").findValuesAsText("quantity")).containsExactly("3", "3");
        assertThat(order.path("total").decimalValue()).isEqualByComparingTo("30.03");
        assertThat(order.has("product_id")).isFalse();
        assertThat(order.path("customer").textValue()).isEqualTo("ada");
        assertThat(shop.stock(one)).isEqualTo(7);
        assertThat(shop.product(other).path("stock").isNull()).isTrue();
    }

    @Test
    void totals_of_random_carts_are_exact() {
        Random random = new Random(20261122);
        for (int i = 0; i < 20; i++) {
            BigDecimal expected = BigDecimal.ZERO;
            StringBuilder lines = new StringBuilder();
            for (int j = random.nextInt(5); j >= 0; j--) {
                BigDecimal price = BigDecimal.valueOf(1 + random.nextInt(1_000_000), 2);
                int quantity = 1 + random.nextInt(1_000_000);
                long id = shop.product("random", price.toPlainString(), "")
                        .path("id")
                        .asLong();
                lines.append(lines.isEmpty() ? "" : ",").append(Shop.line(id, quantity));
                expected = expected.add(price.multiply(BigDecimal.valueOf(quantity)));
            }
            Reply order = http.post("/v1/orders", "{\"items\":[" + lines + "]}");
            assertThat(order.body()).contains("\"total\":" + expected.toPlainString() + ",");
        }
    }

    @Test
    void what_is_not_in_stock_is_refused_with_what_there_is_and_nothing_is_taken() {
        long few = shop.stocked(2);
        long none = shop.stocked(0);
        long enough = shop.stocked(5);

        Reply refused = http.post(
                "/v1/orders",
                "{\"items\":[%s,%s,%s]}".formatted(Shop.line(enough, 5), Shop.line(few, 3), Shop.line(none, 1)));

        assertRefused(refused, 409, "insufficient-stock");
        assertThat(refused.json().at("/details/shortages")).isEqualTo(Http.parse("""
                        [{"product_id":%d,"available":2,"wanted":3},{"product_id":%d,"available":0,"wanted":1}]
                        """.formatted(few, none)));
        assertThat(refused.json().path("errors").findValuesAsText("path"))
                .containsExactly("/items/1/quantity", "/items/2/quantity");
        assertThat(shop.stock(few)).isEqualTo(2);
        assertThat(shop.stock(enough)).isEqualTo(5);
        assertThat(shop.delete("/v1/products/" + enough).status()).isEqualTo(204);
    }

    @Test
    void every_step_is_taken_from_where_it_may_be_taken_and_from_nowhere_else() {
        long product = shop.product("stepped", "1", "").path("id").asLong();
        Map<String, List<String>> ways = Map.of(
                "pending", List.of(),
                "paid", List.of("pay"),
                "shipped", List.of("pay", "ship"),
                "completed", List.of("pay", "ship", "complete"),
                "cancelled", List.of("pay", "cancel"));
        Map<String, List<String>> allowed = Map.of(
                "pending", List.of("pay", "cancel"),
                "paid", List.of("ship", "cancel"),
                "shipped", List.of("complete"),
                "completed", List.of(),
                "cancelled", List.of());
        Map<String, String> leadsTo =
                Map.of("pay", "paid", "ship", "shipped", "complete", "completed", "cancel", "cancelled");
        ways.forEach((status, way) -> leadsTo.forEach((step, target) -> {
            long order = shop.order(product, 1).path("id").asLong();
            way.forEach(taken -> assertThat(shop.step(order, taken).status()).isEqualTo(200));
            JsonNode before = shop.order(order);
            assertThat(before.path("status").textValue()).isEqualTo(status);

            Reply reply = shop.step(order, step);

            if (allowed.getOrDefault(status, List.of()).contains(step)) {
                assertThat(reply.status()).isEqualTo(200);
                assertThat(reply.json().path("status").textValue()).isEqualTo(target);
                assertThat(shop.order(order)).isEqualTo(reply.json());
            } else {
                assertRefused(reply, 409, "illegal-transition");
                assertThat(reply.json().at("/details/status").textValue()).isEqualTo(status);
                assertThat(shop.order(order)).isEqualTo(before);
            }
        }));
    }

    @Test
    void a_cancelled_order_gives_back_what_it_took_once() {
        long product = shop.stocked(5);
        long order = shop.order(product, 3).path("id").asLong();
        assertThat(shop.stock(product)).isEqualTo(2);

        assertThat(shop.step(order, "cancel").status()).isEqualTo(200);
        assertRefused(shop.step(order, "cancel"), 409, "illegal-transition");

        assertThat(shop.stock(product)).isEqualTo(5);
    }

    @Test
    void what_was_not_counted_when_it_was_ordered_is_not_given_back() {
        long product = shop.product("later counted", "1", "").path("id").asLong();
        long order = shop.order(product, 3).path("id").asLong();
        shop.patch("/v1/products/" + product, "{\"stock\":10}");

        shop.step(order, "cancel");

        assertThat(shop.stock(product)).isEqualTo(10);
    }

    @Test
    void a_product_with_open_orders_stays_and_orders_outlive_their_product() {
        long product = shop.stocked(5);
        long pending = shop.order(product, 1).path("id").asLong();
        long paid = shop.order(product, 1).path("id").asLong();
        shop.step(paid, "pay");

        Reply refused = shop.delete("/v1/products/" + product);
        assertRefused(refused, 409, "product-in-use");
        assertThat(refused.json().at("/details/open_orders").asInt()).isEqualTo(2);

        shop.step(pending, "cancel");
        shop.step(paid, "ship");
        assertThat(shop.delete("/v1/products/" + product).status()).isEqualTo(409);
        shop.step(paid, "complete");
        assertThat(shop.delete("/v1/products/" + product).status()).isEqualTo(204);

        JsonNode order = shop.order(paid);
        assertThat(order.at("/items/0/product_id").asLong()).isEqualTo(product);
        assertThat(order.at("/items/0/unit_price").decimalValue()).isEqualByComparingTo("10");
        assertThat(http.post("/v1/orders", Shop.line(product, 1)).status()).isEqualTo(422);
    }

    @Test
    void orders_that_open_and_close_do_not_change_the_version_of_a_product_that_is_not_counted() {
        long product = shop.product("uncounted", "1", "").path("id").asLong();
        long order = shop.order(product, 1).path("id").asLong();
        shop.step(order, "cancel");

        assertThat(http.get("/v1/products/" + product).header("ETag")).isEqualTo("\"1\"");
    }

    @Test
    void items_change_while_the_order_is_pending_and_the_stock_with_them() {
        long kept = shop.stocked(10);
        long dropped = shop.stocked(10);
        long added = shop.stocked(10);
        long order = http.post("/v1/orders", "{\"items\":[%s,%s]}".formatted(Shop.line(kept, 4), Shop.line(dropped, 4)))
                .json()
                .path("id")
                .asLong();
        shop.patch("/v1/products/" + kept, "{\"price\":77}");
        String path = "/v1/orders/" + order;

        Reply changed = shop.put(
                path, "{\"customer\":\"bob\",\"items\":[%s,%s]}".formatted(Shop.line(kept, 6), Shop.line(added, 1)));

        assertThat(changed.status()).as(changed.body()).isEqualTo(200);
        assertThat(changed.json().path("total").decimalValue())
                .as("what stays keeps its price")
                .isEqualByComparingTo("70");
        assertThat(List.of(shop.stock(kept), shop.stock(dropped), shop.stock(added)))
                .containsExactly(4L, 10L, 9L);
        assertThat(shop.delete("/v1/products/" + dropped).status()).isEqualTo(204);

        assertRefused(shop.patch(path, Shop.line(kept, 11)), 409, "insufficient-stock");
        assertThat(shop.order(order)).isEqualTo(changed.json());
        assertThat(shop.patch(path, Shop.line(kept, 1)).status()).isEqualTo(200);
        assertThat(List.of(shop.stock(kept), shop.stock(added))).containsExactly(9L, 10L);

        shop.step(order, "pay");
        assertRefused(shop.patch(path, Shop.line(kept, 2)), 409, "order-not-pending");
        assertThat(shop.patch(path, "{\"customer\":null}")
                        .json()
                        .path("customer")
                        .isNull())
                .isTrue();
        shop.step(order, "cancel");
        assertThat(shop.stock(kept)).isEqualTo(10);
    }

    @Test
    void a_patch_of_the_status_is_a_step() {
        long product = shop.stocked(5);
        long order = shop.order(product, 2).path("id").asLong();
        String path = "/v1/orders/" + order;

        assertThat(shop.patch(path, "{\"status\":\"paid\",\"customer\":\"eve\"}")
                        .body())
                .contains("\"status\":\"paid\"", "\"customer\":\"eve\"");
        assertThat(shop.patch(path, "{\"status\":\"paid\"}").status()).isEqualTo(200);
        assertRefused(shop.patch(path, "{\"status\":\"completed\",\"customer\":\"x\"}"), 409, "illegal-transition");
        assertThat(shop.order(order).path("customer").textValue()).isEqualTo("eve");
        assertThat(shop.patch(path, "{\"status\":\"cancelled\"}").status()).isEqualTo(200);
        assertThat(shop.stock(product)).isEqualTo(5);
        assertThat(shop.patch(path, "{\"status\":\"lost\"}").status()).isEqualTo(422);
        assertThat(shop.patch(path, "{\"status\":null}").status()).isEqualTo(422);
    }

    @Test
    void entity_tags_guard_changes_of_orders() {
        long order = shop.order(shop.stocked(5), 1).path("id").asLong();
        String path = "/v1/orders/" + order;
        assertThat(http.get(path, "If-None-Match", "\"1\"").status()).isEqualTo(304);
        assertThat(http.send("POST", path + "/pay", "", "If-Match", "\"1\"").header("ETag"))
                .isEqualTo("\"2\"");

        assertRefused(shop.patch(path, "{\"customer\":\"x\"}", "If-Match", "\"1\""), 412, "precondition-failed");
        assertRefused(http.send("POST", path + "/ship", "", "If-Match", "\"1\""), 412, "precondition-failed");
        assertRefused(shop.delete(path, "If-Match", "\"1\""), 412, "precondition-failed");
        assertThat(shop.order(order).path("status").textValue()).isEqualTo("paid");
    }

    @Test
    void a_pending_order_is_cancelled_by_its_deletion_and_one_under_way_stays() {
        long product = shop.stocked(5);
        long pending = shop.order(product, 2).path("id").asLong();
        long paid = shop.order(product, 2).path("id").asLong();
        shop.step(paid, "pay");

        assertThat(shop.delete("/v1/orders/" + pending).status()).isEqualTo(204);
        assertRefused(shop.delete("/v1/orders/" + paid), 409, "order-in-progress");

        assertThat(http.get("/v1/orders/" + pending).status()).isEqualTo(404);
        assertThat(shop.stock(product)).isEqualTo(3);
        shop.step(paid, "cancel");
        assertThat(shop.delete("/v1/orders/" + paid).status()).isEqualTo(204);
        assertThat(shop.delete("/v1/orders/" + paid).status()).isEqualTo(404);
        assertThat(shop.stock(product)).isEqualTo(5);
    }

    @Test
    void posts_with_an_idempotency_key_act_once() {
        long product = shop.stocked(5);
        String[] headers = {"Idempotency-Key", UUID.randomUUID().toString(), "Content-Type", "application/json"};
        Reply first = http.send("POST", "/v1/orders", Shop.line(product, 1), headers);
        Reply again = http.send("POST", "/v1/orders", Shop.line(product, 1), headers);
        assertThat(again.json()).isEqualTo(first.json());
        assertThat(again.header("Idempotent-Replayed")).isEqualTo("true");
        assertThat(shop.stock(product)).isEqualTo(4);

        String pay = "/v1/orders/" + first.json().path("id") + "/pay";
        String key = UUID.randomUUID().toString();
        Reply paid = http.send("POST", pay, "", "Idempotency-Key", key);
        Reply paidAgain = http.send("POST", pay, "", "Idempotency-Key", key);
        assertThat(paid.status()).isEqualTo(200);
        assertThat(paidAgain.status()).isEqualTo(200);
        assertThat(paidAgain.json()).isEqualTo(paid.json());
        assertThat(shop.step(first.json().path("id").asLong(), "pay").status()).isEqualTo(409);
    }

    @Test
    void lists_come_newest_first_and_can_be_filtered() {
        String ada = UUID.randomUUID().toString();
        long product = shop.stocked(100);
        long other = shop.product("other", "1", "").path("id").asLong();
        String of = "{\"customer\":\"" + ada + "\",\"items\":[%s]}";
        long first = http.post("/v1/orders", of.formatted(Shop.line(product, 1)))
                .json()
                .path("id")
                .asLong();
        long second = http.post("/v1/orders", of.formatted(Shop.line(product, 5) + "," + Shop.line(other, 1)))
                .json()
                .path("id")
                .asLong();
        shop.step(second, "pay");
        JsonNode last = shop.order(product, 2);
        String list = "/v1/orders?limit=2&";

        assertThat(ids(http.get(list + "product_id=" + product).json()))
                .containsExactly(last.path("id").asLong(), second);
        assertThat(http.get(list + "product_id=" + product).json().at("/items/1"))
                .isEqualTo(shop.order(second));
        assertThat(ids(http.get(list + "customer=" + ada).json())).containsExactly(second, first);
        assertThat(ids(http.get(list + "status=paid&product_id=" + product).json()))
                .containsExactly(second);
        assertThat(ids(http.get(list + "customer=" + ada + "&status=pending").json()))
                .containsExactly(first);
        assertThat(ids(http.get(list + "customer=" + ada + "&min_total=10.01").json()))
                .containsExactly(second);
        assertThat(ids(http.get(list + "customer=" + ada + "&max_total=10").json()))
                .containsExactly(first);
        assertThat(ids(http.get(list + "product_id=" + other).json())).containsExactly(second);
        String at = last.path("created_at").textValue();
        assertThat(ids(http.get("/v1/orders?product_id=" + product + "&since=" + at)
                        .json()))
                .contains(last.path("id").asLong());
        assertThat(ids(http.get("/v1/orders?product_id=" + product + "&until=" + at)
                        .json()))
                .doesNotContain(last.path("id").asLong());
        assertThat(ids(http.get(list + "since=2999-01-01T00:00:00Z").json())).isEmpty();
        assertThat(ids(http.get(list + "until=2000-01-01T00:00:00Z").json())).isEmpty();
        JsonNode page = http.get("/v1/orders?limit=1&customer=" + ada).json();
        String cursor = page.path("next_cursor").textValue();
        assertThat(ids(http.get("/v1/orders?limit=1&customer=" + ada + "&cursor=" + cursor)
                        .json()))
                .containsExactly(first);
    }
}
