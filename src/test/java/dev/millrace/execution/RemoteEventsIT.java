package dev.millrace.execution;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.testing.Events;
import dev.millrace.testing.Events.Event;
import dev.millrace.testing.Http;
import dev.millrace.testing.TestCluster;
import dev.millrace.testing.TestRedis;
import java.io.BufferedReader;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Watchers at a server that does not run what they watch: two servers with one MariaDB and one Redis. */
class RemoteEventsIT {
    private static final String TALKATIVE = """
            name: talkative
            states:
              initial: talk
              talk:
                type: step
                command: for i in $(seq 1 100); do echo "line $i"; sleep 0.02; done
                on_success: done
                on_failure: done
              done: {type: terminal}
            """;

    private final TestCluster cluster = TestCluster.shared();
    private final TestRedis redis = cluster.redis();
    private final Http here = cluster.here();
    private final Http there = cluster.there();

    @BeforeEach
    void upload() {
        here.put("talkative", TALKATIVE);
    }

    private static void assertWhole(List<Event> events) {
        assertThat(events)
                .extracting(Event::id)
                .containsExactlyElementsOf(
                        LongStream.rangeClosed(1, events.size()).boxed().toList());
        assertThat(events.getLast().type()).isEqualTo("execution.completed");
    }

    @Test
    void watchers_elsewhere_see_every_event_once_and_soon() throws IOException {
        String id = here.run("talkative", "{}");
        List<Event> events = new ArrayList<>();
        List<Duration> lags = new ArrayList<>();
        try (BufferedReader stream = there.stream("/v1/executions/" + id + "/events")) {
            Events.until(stream, event -> {
                lags.add(Duration.between(Instant.parse(event.data().path("at").asText()), Instant.now()));
                events.add(event);
                return event.type().equals("execution.completed");
            });
        }

        assertWhole(events);
        List<Duration> sorted = lags.stream().skip(10).sorted().toList();
        assertThat(sorted.get(sorted.size() / 2))
                .as("sooner than by looking each second")
                .isLessThan(Duration.ofMillis(300));
    }

    @Test
    void watchers_elsewhere_miss_nothing_when_redis_forgets_or_is_gone() throws IOException {
        String id = here.run("talkative", "{}");
        List<Event> events = new ArrayList<>();
        try (BufferedReader stream = there.stream("/v1/executions/" + id + "/events")) {
            Events.until(stream, event -> {
                events.add(event);
                switch (events.size()) {
                    case 20 -> redis.flushAll();
                    case 40 -> redis.kill();
                    default -> {}
                }
                return event.type().equals("execution.completed");
            });
        }
        assertWhole(events);
    }

    @Test
    void the_status_of_all_executions_is_seen_elsewhere_and_a_gap_is_told() throws IOException {
        try (BufferedReader stream = there.stream("/v1/events")) {
            String id = here.run("talkative", "{}");
            List<Event> seen = Events.until(stream, event -> event.type().equals("execution.completed"));
            assertThat(seen).extracting(Event::type).contains("execution.started");
            assertThat(seen).allSatisfy(event -> assertThat(
                            event.data().path("execution_id").asText())
                    .isEqualTo(id));

            redis.kill();
            Events.until(stream, event -> event.type().equals("reset"));
        }
    }
}
