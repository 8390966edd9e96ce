package dev.millrace.load;

import static io.gatling.javaapi.core.CoreDsl.StringBody;
import static io.gatling.javaapi.core.CoreDsl.jsonPath;
import static io.gatling.javaapi.core.CoreDsl.scenario;
import static io.gatling.javaapi.http.HttpDsl.http;
import static io.gatling.javaapi.http.HttpDsl.status;

import io.gatling.javaapi.core.ScenarioBuilder;
import io.gatling.javaapi.core.Simulation;

/** Shoppers: each looks for a product, orders it, looks at the order and pays it. */
public final class CatalogSimulation extends Simulation {
    private static final ScenarioBuilder SHOPPER = scenario("shopper")
            .exec(http("add a product")
                    .post("/v1/products")
                    .body(StringBody("{\"name\": \"lamp\", \"price\": 19.99, \"stock\": 5}"))
                    .asJson()
                    .check(status().is(201), jsonPath("$.id").saveAs("product")))
            .exec(http("list products")
                    .get("/v1/products?limit=20")
                    .check(status().is(200), jsonPath("$.items[0].id").exists()))
            .exec(http("read the product")
                    .get("/v1/products/#{product}")
                    .check(status().is(200), jsonPath("$.stock").is("5")))
            .exec(http("order it")
                    .post("/v1/orders")
                    .body(StringBody("{\"product_id\": #{product}, \"quantity\": 2}"))
                    .asJson()
                    .check(status().is(201), jsonPath("$.id").saveAs("order")))
            .exec(http("pay the order")
                    .post("/v1/orders/#{order}/pay")
                    .check(status().is(200), jsonPath("$.status").is("paid")))
            .exec(http("see what is left")
                    .get("/v1/products/#{product}")
                    .check(status().is(200), jsonPath("$.stock").is("3")));

    {
        setUp(SHOPPER.injectOpen(Load.users()))
                .protocols(Load.server())
                .assertions(Load.assertions("add a product", "list products", "read the product", "order it"))
                .maxDuration(Load.LONGEST);
    }
}
