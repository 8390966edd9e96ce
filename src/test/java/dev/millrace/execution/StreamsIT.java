package dev.millrace.execution;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.testing.Events;
import dev.millrace.testing.Events.Event;
import dev.millrace.testing.Http;
import dev.millrace.testing.TestServer;
import java.io.BufferedReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Watching executions: every reader sees every event once, whenever it comes. */
class StreamsIT {
    private final Http http = TestServer.shared().http();

    @TempDir
    private Path folder;

    /** Starts a workflow that talks, waits for a file, and talks again. */
    private String start(String name, Path gate) {
        http.put(name, """
                name: %s
                states:
                  initial: talk
                  talk:
                    type: step
                    command: "echo one; echo problem >&2; while ! [ -f %s ]; do sleep 0.05; done; echo two"
                    on_success: end
                  end: {type: step, command: "echo three", on_success: done}
                  done: {type: terminal}
                """.formatted(name, gate));
        return http.run(name, "{}");
    }

    @Test
    void logs_stream_while_the_execution_runs_and_end_when_it_ends() throws Exception {
        Path gate = folder.resolve("gate");
        String id = start("talking", gate);

        try (BufferedReader stream = http.stream("/executions/" + id + "/logs?stream=stdout")) {
            List<Event> live = Events.until(stream, _ -> true);
            assertThat(live.getFirst().data().at("/data/text").textValue()).isEqualTo("one\n");
            assertThat(http.get("/v1/executions/" + id).json().path("status").textValue())
                    .isEqualTo("running");
            Files.createFile(gate);
            List<Event> rest = Events.all(stream);
            assertThat(rest)
                    .extracting(event -> event.data().at("/data/text").textValue())
                    .containsExactly("two\n", "three\n");
        }
        assertThat(http.get("/v1/executions/" + id + "/logs?stream=stderr", "Accept", "text/plain")
                        .body())
                .isEqualTo("problem\n");
        assertThat(http.get("/v1/executions/" + id + "/logs?step=end", "Accept", "application/json")
                        .json()
                        .size())
                .isEqualTo(1);
    }

    @Test
    void every_reader_sees_every_event_once_in_order() throws Exception {
        Path gate = folder.resolve("gate");
        String id = start("watched", gate);
        List<Future<List<Event>>> readers = new ArrayList<>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 20; i++) {
                BufferedReader stream = http.stream("/v1/executions/" + id + "/events");
                readers.add(threads.submit(() -> Events.all(stream)));
            }
            Files.createFile(gate);
            List<Event> late = null;
            for (Future<List<Event>> reader : readers) {
                List<Event> events = reader.get();
                assertThat(events)
                        .extracting(Event::id)
                        .containsExactlyElementsOf(
                                LongStream.rangeClosed(1, events.size()).boxed().toList());
                assertThat(events.getLast().type()).isEqualTo("execution.completed");
                late = Events.all(http.stream("/v1/executions/" + id + "/events"));
                assertThat(late).isEqualTo(events);
            }
            assertThat(late)
                    .extracting(Event::type)
                    .contains("execution.queued", "execution.started", "step.started", "log", "step.completed");
        }
    }

    @Test
    void a_reader_goes_on_from_the_last_event_it_saw() throws Exception {
        String id = http.awaitEnd(start("continued", Files.createFile(folder.resolve("gate"))))
                .path("execution_id")
                .textValue();
        List<Event> all = Events.all(http.stream("/v1/executions/" + id + "/events"));

        List<Event> rest = Events.all(http.stream("/v1/executions/" + id + "/events", "Last-Event-ID", "3"));
        assertThat(rest).isEqualTo(all.subList(3, all.size()));
        assertThat(Events.all(http.stream("/v1/executions/" + id + "/events?after=" + all.size())))
                .isEmpty();
        assertThat(http.get("/v1/executions/" + id + "/events?after=x").status())
                .isEqualTo(422);
    }

    @Test
    void a_reader_of_a_resumed_execution_sees_both_runs() throws Exception {
        http.put("twice", """
                name: twice
                states:
                  initial: check
                  check: {type: step, command: "test -f %s", on_success: done}
                  done: {type: terminal}
                """.formatted(folder.resolve("gate")));
        String id = http.runToEnd("twice", "{}").path("execution_id").textValue();
        Files.createFile(folder.resolve("gate"));
        http.post("/v1/executions/" + id + "/resume", "");
        http.awaitEnd(id);

        List<Event> events = Events.all(http.stream("/v1/executions/" + id + "/events"));

        assertThat(events)
                .extracting(Event::type)
                .containsSubsequence("execution.failed", "execution.resumed", "step.completed", "execution.completed");
    }

    @Test
    void status_changes_of_all_executions_are_seen_live() throws Exception {
        try (BufferedReader stream = http.stream("/v1/events")) {
            assertThat(stream.readLine()).isEqualTo("retry: 2000");
            http.put("noticed", "{name: noticed, states: {initial: done, done: {type: terminal}}}");
            String id = http.run("noticed", "{}");

            List<Event> events = Events.until(
                    stream,
                    event -> event.type().equals("execution.completed")
                            && event.data().path("execution_id").asText().equals(id));

            assertThat(events.stream()
                            .filter(event ->
                                    event.data().path("execution_id").asText().equals(id))
                            .map(Event::type))
                    .containsExactly("execution.queued", "execution.started", "execution.completed");
        }
    }

    @Test
    void there_is_no_stream_of_an_execution_that_does_not_exist() {
        assertThat(http.get("/v1/executions/nobody/events").status()).isEqualTo(404);
        assertThat(http.get("/v1/executions/nobody/logs").status()).isEqualTo(404);
    }

    @Test
    void a_reader_that_hangs_up_in_the_middle_disturbs_nobody() throws Exception {
        Path gate = folder.resolve("gate");
        String id = start("abandoned", gate);
        for (int i = 0; i < 10; i++) {
            BufferedReader stream = http.stream("/v1/executions/" + id + "/events");
            stream.readLine();
            stream.close();
        }
        Files.createFile(gate);

        assertThat(http.awaitEnd(id).path("status").textValue()).isEqualTo("completed");
        assertThat(Events.all(http.stream("/v1/executions/" + id + "/events"))
                        .getLast()
                        .type())
                .isEqualTo("execution.completed");
    }
}
