package dev.millrace.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.millrace.client.Stub.Answer;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What is sent again, and what is not. */
class RetryTest {
    private static final RetryPolicy QUICK = new RetryPolicy(3, Duration.ofMillis(1), Duration.ofSeconds(5));

    private static final Answer PRODUCT = Answer.json("""
            {"id": 9007199254740993, "sku": null, "name": "Lamp", "description": null, "price": 9999999999.99,
             "currency": "USD", "stock": 3, "created_at": "2026-01-02T03:04:05.678Z",
             "updated_at": "2026-01-02T03:04:05.678Z", "something_new": [1]}
            """);

    @Test
    void a_creation_is_sent_again_with_the_same_key_until_the_server_takes_it() throws IOException {
        try (Stub stub =
                new Stub(Answer.problem(503, "unavailable", "0"), Answer.problem(429, "rate-limited", ""), PRODUCT)) {
            Product product = stub.client(QUICK)
                    .products()
                    .create(ProductDraft.of("Lamp", "9999999999.99").withStock(3));

            assertThat(product.id()).isEqualTo(9007199254740993L);
            assertThat(product.price()).isEqualTo(new BigDecimal("9999999999.99"));
            assertThat(stub.requests()).hasSize(3);
            assertThat(stub.requests())
                    .extracting(Stub.Request::idempotencyKey)
                    .doesNotContain("")
                    .containsOnly(stub.requests().get(0).idempotencyKey());
            assertThat(stub.requests().get(2)).satisfies(request -> {
                assertThat(request.line()).isEqualTo("POST /v1/products");
                assertThat(request.authorization()).isEqualTo("Bearer mr_key");
                assertThat(request.body()).isEqualTo("{\"name\":\"Lamp\",\"price\":9999999999.99,\"stock\":3}");
            });
        }
    }

    @Test
    void a_lost_answer_is_asked_for_again_where_that_acts_once() throws IOException {
        try (Stub stub = new Stub(
                Answer.broken(),
                Answer.problem(409, "request-in-flight", "0"),
                Answer.json("{\"execution_id\": \"e-1\", \"status\": \"queued\"}"))) {
            Started started = stub.client(QUICK)
                    .executions()
                    .start(StartRequest.of("greet", Map.of("who", "Ada"))
                            .withIdempotencyKey("k1")
                            .withPriority(5));

            assertThat(started).isEqualTo(new Started("e-1", Status.QUEUED));
            assertThat(stub.requests()).extracting(Stub.Request::idempotencyKey).containsExactly("k1", "k1", "k1");
            assertThat(stub.requests().get(0).line()).isEqualTo("POST /v1/workflows/greet/run");
            assertThat(stub.requests().get(0).body()).isEqualTo("{\"inputs\":{\"who\":\"Ada\"},\"priority\":5}");
        }
    }

    @Test
    void a_deletion_whose_answer_is_lost_is_not_sent_again() throws IOException {
        try (Stub stub = new Stub(Answer.broken(), Answer.json("{}"))) {
            assertThatExceptionOfType(UnreachableException.class)
                    .isThrownBy(() -> stub.client(QUICK).products().delete(7));
            assertThat(stub.requests()).hasSize(1);
        }
    }

    @Test
    void it_gives_up_after_the_last_attempt_and_where_the_wait_would_be_too_long() throws IOException {
        try (Stub stub = new Stub(
                Answer.problem(429, "rate-limited", "0"),
                Answer.problem(429, "rate-limited", "0"),
                Answer.problem(429, "rate-limited", "0"),
                Answer.problem(429, "rate-limited", "6"))) {
            MillraceClient client = stub.client(QUICK);
            assertThatExceptionOfType(ProblemException.class)
                    .isThrownBy(() -> client.orders().pay(1))
                    .satisfies(e -> assertThat(e.code()).isEqualTo("rate-limited"));
            assertThat(stub.requests()).hasSize(3);
            assertThatExceptionOfType(ProblemException.class)
                    .isThrownBy(() -> client.orders().pay(1));
            assertThat(stub.requests()).hasSize(4);
        }
    }

    @Test
    void a_refusal_says_all_that_is_wrong() throws IOException {
        try (Stub stub = new Stub(
                Answer.problem(422, "invalid-request", ""), new Answer(502, "text/html", "<h1>Bad gateway</h1>", ""))) {
            MillraceClient client = stub.client(QUICK);
            assertThatExceptionOfType(ProblemException.class)
                    .isThrownBy(() -> client.products().create(ProductDraft.of("Lamp", "0")))
                    .withMessage("422 invalid-request: because\n  /price: too low")
                    .satisfies(e -> assertThat(e.problem().requestId()).isEqualTo("r1"));
            assertThatExceptionOfType(ProblemException.class)
                    .isThrownBy(() -> client.products().get(1))
                    .satisfies(e -> assertThat(e.code()).isEqualTo("http-502"));
        }
    }

    @Test
    void nobody_who_listens_is_said_so() {
        MillraceClient client = MillraceClient.builder(URI.create("http://127.0.0.1:1"))
                .retries(RetryPolicy.NONE)
                .build();
        assertThatExceptionOfType(UnreachableException.class)
                .isThrownBy(() -> client.products().get(1))
                .withMessageContaining("http://127.0.0.1:1");
    }
}
