package dev.millrace.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.math.BigDecimal;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;

/** The client against the server at MILLRACE_SERVER, with the key in MILLRACE_TOKEN. */
@EnabledIfEnvironmentVariable(named = "MILLRACE_SERVER", matches = "http.*")
class LiveServerTest {
    private static final String GREET = """
            name: client-greet
            inputs: [{name: who, type: string, required: true}]
            outputs: {greeting: "{{trimSpace .states.hello.Output}}"}
            states:
              initial: hello
              hello: {type: step, command: "echo Hello, $who", on_success: done}
              done: {type: terminal}
            """;

    private static final String WAIT = """
            name: client-wait
            states:
              initial: wait
              wait: {type: step, command: sleep 60, on_success: done}
              done: {type: terminal}
            """;

    private final MillraceClient client =
            MillraceClient.of(URI.create(System.getenv("MILLRACE_SERVER")), System.getenv("MILLRACE_TOKEN"));

    @Test
    void a_workflow_is_stored_read_and_listed() {
        Workflow stored = client.workflows().put("client-greet", GREET);

        assertThat(stored.id()).isEqualTo("client-greet");
        assertThat(stored.valid()).isTrue();
        assertThat(client.workflows().source("client-greet")).isEqualTo(GREET);
        assertThat(client.workflows().get("client-greet").revision()).isEqualTo(stored.revision());
        assertThat(client.workflows()
                        .list(Query.of("q", "client-greet").limit(10))
                        .items())
                .extracting(Workflow::id)
                .contains("client-greet");
        assertThat(client.workflows().validate("name: x\n").errors()).isNotEmpty();
    }

    @Test
    void what_is_wrong_with_a_document_is_told_with_its_lines() {
        assertThatExceptionOfType(ProblemException.class)
                .isThrownBy(() -> client.workflows().put("client-bad", "name: client-bad\nstats: {}\n"))
                .satisfies(e -> {
                    assertThat(e.code()).isEqualTo("invalid-workflow");
                    assertThat(e.problem().errors())
                            .anyMatch(item -> Integer.valueOf(2).equals(item.line()));
                });
    }

    @Test
    void an_execution_is_followed_to_its_end() {
        client.workflows().put("client-greet", GREET);
        Started started = client.executions().start("client-greet", Map.of("who", "Ada"));
        List<Event> events = new ArrayList<>();
        client.executions().follow(started.executionId(), events::add);

        assertThat(events).extracting(Event::seq).isSorted().doesNotHaveDuplicates();
        assertThat(events).extracting(Event::text).contains("Hello, Ada\n");
        assertThat(events.get(events.size() - 1).type()).isEqualTo("execution.completed");
        assertThat(client.executions().log(started.executionId())).contains("Hello, Ada");
        Execution execution = client.executions().get(started.executionId());
        assertThat(execution.output("greeting")).isEqualTo("Hello, Ada");
        assertThat(execution.steps()).extracting(Step::name).containsExactly("hello");
    }

    @Test
    void a_start_with_the_same_key_starts_once() {
        client.workflows().put("client-greet", GREET);
        StartRequest request = StartRequest.of("client-greet", Map.of("who", "Bob"))
                .withIdempotencyKey(UUID.randomUUID().toString());

        assertThat(client.executions().start(request).executionId())
                .isEqualTo(client.executions().start(request).executionId());
    }

    @Test
    void an_execution_is_cancelled_and_begun_again() {
        client.workflows().put("client-wait", WAIT);
        Started started = client.executions().start("client-wait", Map.of());
        client.executions().cancel(started.executionId());
        Execution ended = client.executions().await(started.executionId());

        assertThat(ended.status()).isEqualTo(Status.CANCELLED);
        assertThatExceptionOfType(ProblemException.class)
                .isThrownBy(() -> client.executions().cancel(started.executionId()))
                .satisfies(e -> assertThat(e.code()).isEqualTo("execution-ended"));
        Started again = client.executions().rerun(started.executionId());
        client.executions().cancel(again.executionId());
        assertThat(client.executions().await(again.executionId()).status().isEnd())
                .isTrue();
        Started resumed = client.executions().resume(started.executionId());
        assertThat(resumed.executionId()).isEqualTo(started.executionId());
        client.executions().cancel(resumed.executionId());
    }

    @Test
    void lists_are_read_page_by_page() {
        client.workflows().put("client-greet", GREET);
        client.executions().run("client-greet", Map.of("who", "Eve"));
        client.executions().run("client-greet", Map.of("who", "Zoe"));
        Query query = Query.of("workflow", "client-greet").limit(1);
        Page<Execution> first = client.executions().list(query);

        assertThat(first.nextCursor()).isNotNull();
        Page<Execution> second = client.executions().list(query.cursor(String.valueOf(first.nextCursor())));
        assertThat(second.items().get(0).executionId())
                .isNotEqualTo(first.items().get(0).executionId());
    }

    @Test
    void an_order_takes_its_products_from_the_stock() {
        Product product = client.products()
                .create(ProductDraft.of("Lamp", "19.99")
                        .withSku("lamp-" + UUID.randomUUID())
                        .withStock(3));
        Order order = client.orders().create(OrderDraft.of(product.id(), 2).withCustomer("ada"));

        assertThat(order.total()).isEqualTo(new BigDecimal("39.98"));
        assertThat(client.products().get(product.id()).stock()).isEqualTo(1);
        assertThatExceptionOfType(ProblemException.class)
                .isThrownBy(() -> client.orders().create(OrderDraft.of(product.id(), 2)))
                .satisfies(e -> assertThat(e.code()).isEqualTo("insufficient-stock"));
        assertThat(client.orders().pay(order.id()).status()).isEqualTo(Order.State.PAID);
        assertThatExceptionOfType(ProblemException.class)
                .isThrownBy(() -> client.orders().complete(order.id()))
                .satisfies(e -> assertThat(e.code()).isEqualTo("illegal-transition"));
        assertThat(client.orders().cancel(order.id()).status()).isEqualTo(Order.State.CANCELLED);
        assertThat(client.products()
                        .replace(product.id(), ProductDraft.of("Lamp", "18.00"))
                        .price())
                .isEqualTo(new BigDecimal("18.00"));
        client.products().delete(product.id());
        assertThat(client.orders().list(Query.of("customer", "ada")).items())
                .extracting(Order::id)
                .contains(order.id());
    }
}
