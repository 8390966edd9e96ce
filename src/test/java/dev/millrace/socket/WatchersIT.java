package dev.millrace.socket;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.testing.Events;
import dev.millrace.testing.Http;
import dev.millrace.testing.TestServer;
import dev.millrace.testing.WebSocketClient;
import java.io.BufferedReader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Many who watch the same. */
@Tag("long")
class WatchersIT {
    private static final int EACH = 1_000;

    private static final String BUSY = """
            name: socket-busy
            states:
              initial: talk
              talk: {type: step, command: "for i in $(seq 1 100); do echo line $i; sleep 0.1; done", on_success: done}
              done: {type: terminal}
            """;

    @Test
    void a_thousand_on_sockets_and_a_thousand_on_streams_all_see_all_events_in_order(@TempDir Path folder)
            throws Exception {
        try (TestServer server = TestServer.start(folder);
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Http http = server.http();
            http.put("socket-busy", BUSY);
            String execution = http.run("socket-busy", "{}");
            List<Future<List<Long>>> watchers = new ArrayList<>();
            for (int i = 0; i < EACH; i++) {
                WebSocketClient socket = WebSocketClient.open(server);
                socket.send("{'type':'subscribe','topics':['execution:%s']}".formatted(execution));
                watchers.add(threads.submit(() -> numbers(socket)));
                BufferedReader stream = http.stream("/v1/executions/" + execution + "/events");
                watchers.add(threads.submit(
                        () -> Events.all(stream).stream().map(Events.Event::id).toList()));
            }

            List<Long> all = Events.all(http.stream("/v1/executions/" + execution + "/events")).stream()
                    .map(Events.Event::id)
                    .toList();
            assertThat(all)
                    .isEqualTo(LongStream.rangeClosed(1, all.size()).boxed().toList());
            for (Future<List<Long>> watcher : watchers) {
                assertThat(watcher.get()).isEqualTo(all);
            }
        }
    }

    private static List<Long> numbers(WebSocketClient socket) {
        List<Long> numbers = new ArrayList<>();
        try (socket) {
            for (JsonNode frame : socket.until("ended")) {
                if (frame.path("type").asText().equals("event")) {
                    numbers.add(frame.path("seq").longValue());
                }
            }
        }
        return numbers;
    }
}
