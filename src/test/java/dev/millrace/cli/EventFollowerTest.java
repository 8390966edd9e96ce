package dev.millrace.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpHandler;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class EventFollowerTest {
    private final List<String> notes = new ArrayList<>();
    private final List<Long> seen = new ArrayList<>();
    private Runnable seenOne = () -> {};

    private static String frame(int seq, String type) {
        return "id: %d\nevent: %s\ndata: {\"execution_id\":\"x\",\"seq\":%d,\"type\":\"%s\",\"at\":\"2026-11-22T04:00:00.000Z\",\"data\":{}}\n\n"
                .formatted(seq, type, seq, type);
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private void follow(HttpHandler handler, Duration patience, List<String> lastEventIds)
            throws IOException, InterruptedException {
        try (ServerStub stub = new ServerStub(handler);
                ApiClient api = new ApiClient(stub.address(), Optional.empty())) {
            new EventFollower(api, notes::add, patience, Duration.ofMillis(1)).follow("x", event -> {
                seen.add(event.seq());
                seenOne.run();
            });
            lastEventIds.addAll(stub.headers("Last-Event-ID"));
        }
    }

    @Test
    void a_connection_that_breaks_is_made_again_after_the_last_event_that_came() throws Exception {
        AtomicInteger connections = new AtomicInteger();
        CountDownLatch read = new CountDownLatch(2);
        seenOne = read::countDown;
        List<String> lastEventIds = new ArrayList<>();

        follow(
                exchange -> {
                    switch (connections.incrementAndGet()) {
                        case 1 -> {
                            exchange.getResponseHeaders().add("Content-Type", "text/event-stream");
                            exchange.sendResponseHeaders(200, 10_000);
                            exchange.getResponseBody()
                                    .write(("retry: 2000\n\n" + frame(1, "execution.started") + frame(2, "log")
                                                    + "id: 3\ndata: {\"cut")
                                            .getBytes(StandardCharsets.UTF_8));
                            exchange.getResponseBody().flush();
                            await(read);
                        }
                        case 2 -> ServerStub.answer(exchange, 503, "text/plain", "restarting");
                        case 3 -> ServerStub.answer(exchange, 200, "text/event-stream", ": nothing yet\n\n");
                        default ->
                            ServerStub.answer(
                                    exchange,
                                    200,
                                    "text/event-stream",
                                    frame(3, "step.failed") + frame(4, "execution.failed"));
                    }
                },
                Duration.ofSeconds(10),
                lastEventIds);

        assertThat(seen).containsExactly(1L, 2L, 3L, 4L);
        assertThat(lastEventIds).containsExactly("0", "2", "2", "2");
        assertThat(notes).isNotEmpty().allMatch(note -> note.contains("is lost"));
    }

    @Test
    void an_execution_that_was_resumed_is_followed_over_its_earlier_end() throws Exception {
        follow(
                exchange -> ServerStub.answer(
                        exchange,
                        200,
                        "text/event-stream",
                        frame(1, "execution.failed") + frame(2, "execution.resumed") + frame(3, "execution.completed")),
                Duration.ofSeconds(10),
                new ArrayList<>());

        assertThat(seen).containsExactly(1L, 2L, 3L);
    }

    @Test
    void a_server_that_stays_away_is_given_up_with_a_word_on_how_to_go_on() {
        assertThatThrownBy(() -> follow(
                        exchange -> ServerStub.answer(exchange, 503, "text/plain", "away"),
                        Duration.ofMillis(50),
                        new ArrayList<>()))
                .isInstanceOfSatisfying(CommandException.class, e -> {
                    assertThat(e.exitStatus()).isEqualTo(ExitStatus.SYSTEM_FAULT);
                    assertThat(e.details()).anyMatch(detail -> detail.contains("millrace logs -f x"));
                });
        assertThat(notes).hasSize(1);
    }

    @Test
    void a_refusal_is_final() {
        String problem =
                "{\"title\":\"No such execution\",\"detail\":\"There is no execution `x`.\",\"code\":\"execution-not-found\"}";

        assertThatThrownBy(() -> follow(
                        exchange -> ServerStub.answer(exchange, 404, "application/problem+json", problem),
                        Duration.ofSeconds(10),
                        new ArrayList<>()))
                .isInstanceOf(ApiException.class)
                .hasMessage("There is no execution `x`.");
    }
}
