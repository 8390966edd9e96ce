package dev.millrace.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.testing.Http;
import dev.millrace.testing.Http.Reply;
import dev.millrace.testing.TestServer;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

/** Products over the API. */
class ProductsIT {
    private final Http http = TestServer.shared().http();
    private final Shop shop = new Shop(http);

    private static String unique() {
        return UUID.randomUUID().toString().substring(0, 12);
    }

    private static List<Long> ids(JsonNode page) {
        return StreamSupport.stream(page.path("items").spliterator(), false)
                .map(item -> item.path("id").asLong())
                .toList();
    }

    @Test
    void a_product_needs_a_name_and_a_price_and_is_answered_whole() {
        Reply made = http.post("/products", "{\"name\": \"Test Product\", \"price\": 99.99}");

        assertThat(made.status()).as(made.body()).isEqualTo(201);
        assertThat(made.header("Location"))
                .endsWith("/v1/products/" + made.json().path("id"));
        assertThat(made.header("ETag")).isEqualTo("\"1\"");
        assertThat(made.body()).contains("\"price\":99.99,\"currency\":\"USD\",\"stock\":null");
        Reply read = http.get("/v1/products/" + made.json().path("id"));
        assertThat(read.body()).isEqualTo(made.body());
        assertThat(read.header("ETag")).isEqualTo("\"1\"");
    }

    @Test
    void prices_are_exact_and_have_two_places() {
        assertThat(http.post("/v1/products", "{\"name\":\"a\",\"price\":5}").body())
                .contains("\"price\":5.00,");
        assertThat(http.post("/v1/products", "{\"name\":\"a\",\"price\":1e2}").body())
                .contains("\"price\":100.00,");
        assertThat(http.post("/v1/products", "{\"name\":\"a\",\"price\":0.10}").body())
                .contains("\"price\":0.10,");
        assertThat(http.post("/v1/products", "{\"name\":\"a\",\"price\":9999999999.99}")
                        .body())
                .contains("\"price\":9999999999.99,");
    }

    @Test
    void ids_are_counted_and_never_used_again() {
        long first = shop.product("first", "1", "").path("id").asLong();
        assertThat(shop.delete("/v1/products/" + first).status()).isEqualTo(204);
        long second = shop.product("second", "1", "").path("id").asLong();

        assertThat(second).isGreaterThan(first);
        assertThat(http.get("/v1/products/" + first).status()).isEqualTo(404);
    }

    @Test
    void names_may_be_of_any_script_and_have_200_characters() {
        String name = "\uD83D\uDC69\u200D\uD83D\uDCBB漢".repeat(50);

        JsonNode product = shop.product(name, "1", ",\"description\":\"two\\nlines\"");

        assertThat(product.path("name").textValue()).isEqualTo(name);
        assertThat(shop.product(product.path("id").asLong())).isEqualTo(product);
        assertThat(http.post("/v1/products", "{\"name\":\"%s!\",\"price\":1}".formatted(name))
                        .status())
                .isEqualTo(422);
    }

    @Test
    void a_sku_is_taken_once() {
        String sku = unique();
        JsonNode first = shop.product("a", "1", ",\"sku\":\"" + sku + "\"");
        JsonNode other = shop.product("b", "1", "");

        Reply again = http.post("/v1/products", "{\"name\":\"c\",\"price\":1,\"sku\":\"%s\"}".formatted(sku));
        Reply changed = shop.patch("/v1/products/" + other.path("id"), "{\"sku\":\"%s\"}".formatted(sku));

        for (Reply refused : List.of(again, changed)) {
            assertThat(refused.status()).isEqualTo(409);
            assertThat(refused.json().path("code").textValue()).isEqualTo("sku-exists");
            assertThat(refused.json().at("/details/product_id")).isEqualTo(first.path("id"));
        }
        assertThat(shop.product(other.path("id").asLong())).isEqualTo(other);
        assertThat(shop.patch("/v1/products/" + first.path("id"), "{\"sku\":null}")
                        .status())
                .isEqualTo(200);
        assertThat(shop.patch("/v1/products/" + other.path("id"), "{\"sku\":\"%s\"}".formatted(sku))
                        .status())
                .isEqualTo(200);
    }

    @Test
    void put_replaces_and_patch_merges() {
        JsonNode product = shop.product("before", "1", ",\"description\":\"text\",\"stock\":5");
        String path = "/v1/products/" + product.path("id");

        Reply patched = shop.patch(path, "{\"price\":2.5,\"description\":null}");
        assertThat(patched.status()).isEqualTo(200);
        assertThat(patched.header("ETag")).isEqualTo("\"2\"");
        assertThat(patched.body()).contains("\"before\"", "\"description\":null", "\"price\":2.50", "\"stock\":5");

        Reply put = shop.put(path, "{\"name\":\"after\",\"price\":3}");
        assertThat(put.status()).isEqualTo(200);
        assertThat(put.body()).contains("\"after\"", "\"price\":3.00", "\"stock\":null");
        assertThat(http.get(path).body()).isEqualTo(put.body());
        assertThat(http.send("PATCH", path, "{\"stock\":7}", "Content-Type", "application/json")
                        .json()
                        .path("stock")
                        .asInt())
                .isEqualTo(7);
    }

    @Test
    void a_change_that_changes_nothing_leaves_the_version() {
        JsonNode product = shop.product("same", "1", "");
        String path = "/v1/products/" + product.path("id");

        assertThat(shop.patch(path, "{}").header("ETag")).isEqualTo("\"1\"");
        assertThat(shop.put(path, "{\"name\":\"same\",\"price\":1.00}").header("ETag"))
                .isEqualTo("\"1\"");
        assertThat(shop.product(product.path("id").asLong())).isEqualTo(product);
    }

    @Test
    void entity_tags_save_reading_again_and_guard_changes() {
        String path = "/v1/products/" + shop.product("tagged", "1", "").path("id");
        assertThat(http.get(path, "If-None-Match", "\"1\"").status()).isEqualTo(304);
        assertThat(http.get(path, "If-None-Match", "W/\"1\"").status()).isEqualTo(304);
        assertThat(shop.patch(path, "{\"price\":2}", "If-Match", "\"1\"").status())
                .isEqualTo(200);
        assertThat(http.get(path, "If-None-Match", "\"1\"").status()).isEqualTo(200);

        for (Reply stale : List.of(
                shop.patch(path, "{\"price\":3}", "If-Match", "\"1\""),
                shop.put(path, "{\"name\":\"x\",\"price\":3}", "If-Match", "\"1\""),
                shop.delete(path, "If-Match", "\"1\", \"7\""))) {
            assertThat(stale.status()).isEqualTo(412);
            assertThat(stale.json().path("code").textValue()).isEqualTo("precondition-failed");
        }
        assertThat(http.get(path).body()).contains("\"price\":2.00");
        assertThat(shop.delete(path, "If-Match", "\"1\", \"2\"").status()).isEqualTo(204);
    }

    @Test
    void what_is_not_there_is_not_found() {
        for (String id : List.of("999999999999", "0", "007", "-1", "x", "99999999999999999999999")) {
            String path = "/v1/products/" + id;
            for (Reply missing : List.of(
                    http.get(path),
                    shop.put(path, "{\"name\":\"x\",\"price\":1}"),
                    shop.patch(path, "{}"),
                    shop.delete(path))) {
                assertThat(missing.status()).as(path).isEqualTo(404);
                assertThat(missing.json().path("code").textValue()).isEqualTo("product-not-found");
            }
        }
    }

    @Test
    void a_patch_of_another_media_type_is_refused_and_told_which_are_taken() {
        JsonNode product = shop.product("patched", "1", "");
        String path = "/v1/products/" + product.path("id");

        for (String type : List.of("text/plain", "application/json-patch+json", "application/xml")) {
            Reply refused = http.send("PATCH", path, "{\"price\":2}", "Content-Type", type);
            assertThat(refused.status()).isEqualTo(415);
            assertThat(refused.header("Accept-Patch")).contains(Shop.MERGE_PATCH);
        }
        assertThat(http.send("PATCH", path, "{\"price\":2}").status()).isEqualTo(415);
        assertThat(shop.product(product.path("id").asLong())).isEqualTo(product);
    }

    @Test
    void a_post_with_an_idempotency_key_acts_once() {
        String key = unique();
        String body = "{\"name\":\"once\",\"price\":1}";
        Http keyed = http;

        Reply first =
                keyed.send("POST", "/v1/products", body, "Idempotency-Key", key, "Content-Type", "application/json");
        Reply again =
                keyed.send("POST", "/v1/products", body, "Idempotency-Key", key, "Content-Type", "application/json");
        Reply other = keyed.send(
                "POST",
                "/v1/products",
                "{\"name\":\"other\",\"price\":1}",
                "Idempotency-Key",
                key,
                "Content-Type",
                "application/json");

        assertThat(first.status()).isEqualTo(201);
        assertThat(again.status()).isEqualTo(201);
        assertThat(again.json()).isEqualTo(first.json());
        assertThat(again.header("Idempotent-Replayed")).isEqualTo("true");
        assertThat(other.status()).isEqualTo(422);
    }

    @Test
    void lists_come_newest_first_in_pages() {
        String mark = unique();
        List<Long> made = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            made.addFirst(shop.product(mark + " " + i, "1", "").path("id").asLong());
        }
        List<Long> listed = new ArrayList<>();
        String cursor = "";
        do {
            JsonNode page = http.get("/v1/products?limit=2&q=" + mark + cursor).json();
            listed.addAll(ids(page));
            cursor = page.hasNonNull("next_cursor")
                    ? "&cursor=" + page.path("next_cursor").textValue()
                    : "";
        } while (!cursor.isEmpty());

        assertThat(listed).isEqualTo(made);
    }

    @Test
    void lists_can_be_filtered() {
        String mark = unique();
        long cheap =
                shop.product("ÄPFEL " + mark, "1.50", ",\"stock\":0").path("id").asLong();
        long dear = shop.product("pears", "20", ",\"description\":\"100%_" + mark + "\"")
                .path("id")
                .asLong();
        long euro = shop.product("figs " + mark, "3", ",\"currency\":\"EUR\",\"stock\":2,\"sku\":\"sku-" + mark + "\"")
                .path("id")
                .asLong();

        assertThat(ids(http.get("/v1/products?q=" + mark.toUpperCase(java.util.Locale.ROOT))
                        .json()))
                .containsExactly(euro, dear, cheap);
        assertThat(ids(http.get("/v1/products?q=%C3%A4pfel%20" + mark).json())).containsExactly(cheap);
        assertThat(ids(http.get("/v1/products?q=100%25_" + mark).json())).containsExactly(dear);
        assertThat(ids(http.get("/v1/products?q=1__%25" + mark).json())).isEmpty();
        assertThat(ids(http.get("/v1/products?q=" + mark + "&min_price=1.51&max_price=20")
                        .json()))
                .containsExactly(euro, dear);
        assertThat(ids(http.get("/v1/products?q=" + mark + "&currency=EUR").json()))
                .containsExactly(euro);
        assertThat(ids(http.get("/v1/products?q=" + mark + "&in_stock=true").json()))
                .containsExactly(euro, dear);
        assertThat(ids(http.get("/v1/products?q=" + mark + "&in_stock=false").json()))
                .containsExactly(cheap);
        assertThat(ids(http.get("/v1/products?sku=sku-" + mark).json())).containsExactly(euro);
        assertThat(ids(http.get("/v1/products?sku=SKU-" + mark).json())).isEmpty();
    }

    @Test
    void a_criterion_that_is_wrong_is_named() {
        for (String query : List.of(
                "min_price=x",
                "max_price=1e9",
                "min_price=-1",
                "currency=usd",
                "in_stock=yes",
                "q=",
                "sku=",
                "limit=0",
                "cursor=x")) {
            Reply refused = http.get("/v1/products?" + query);
            assertThat(refused.status()).as(query).isEqualTo(422);
            assertThat(refused.json().at("/errors/0/path").textValue())
                    .isEqualTo("/" + query.substring(0, query.indexOf('=')));
        }
    }
}
