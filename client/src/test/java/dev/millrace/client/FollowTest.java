package dev.millrace.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.millrace.client.Stub.Answer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Events over connections that break. */
class FollowTest {
    private static String frame(long seq, String type) {
        return """
                id: %1$d
                event: %2$s
                data: {"execution_id": "e", "seq": %1$d, "type": "%2$s", "at": "2026-01-02T03:04:05.678Z", "step": "s", "data": {"text": "t%1$d"}}

                """.formatted(seq, type);
    }

    @Test
    void each_event_comes_once_and_in_order_although_the_stream_breaks_off() throws IOException {
        try (Stub stub = new Stub(
                Answer.events("retry: 2000\n\n" + frame(1, "execution.started") + ": alive\n\n" + frame(2, "log")
                        + "id: 3\ndata: {\"cut"),
                Answer.problem(503, "stopping", "1"),
                Answer.events(frame(3, "log") + frame(4, "execution.completed")))) {
            List<Event> events = new ArrayList<>();
            stub.client(RetryPolicy.NONE).executions().follow("e", events::add);

            assertThat(events).extracting(Event::seq).containsExactly(1L, 2L, 3L, 4L);
            assertThat(events.get(2).text()).isEqualTo("t3");
            assertThat(stub.requests()).extracting(Stub.Request::lastEventId).containsExactly("0", "2", "2");
        }
    }

    @Test
    void an_execution_that_is_not_there_is_not_waited_for() throws IOException {
        try (Stub stub = new Stub(Answer.problem(404, "execution-not-found", ""))) {
            assertThatExceptionOfType(ProblemException.class)
                    .isThrownBy(() -> stub.client(RetryPolicy.NONE).executions().await("e"))
                    .satisfies(e -> assertThat(e.code()).isEqualTo("execution-not-found"));
        }
    }

    @Test
    void what_the_callers_own_code_throws_is_left_to_the_caller() throws IOException {
        try (Stub stub = new Stub(
                Answer.events(frame(1, "execution.started") + frame(2, "execution.completed")),
                Answer.problem(503, "unavailable", ""))) {
            MillraceClient client = stub.client(RetryPolicy.NONE);
            assertThatExceptionOfType(ProblemException.class)
                    .isThrownBy(() -> client.executions()
                            .follow("e", event -> client.orders().get(1)))
                    .satisfies(e -> assertThat(e.code()).isEqualTo("unavailable"));
            assertThat(stub.requests()).hasSize(2);
        }
    }
}
