package dev.millrace.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.testing.Events;
import dev.millrace.testing.Events.Event;
import dev.millrace.testing.Http;
import dev.millrace.testing.TestServer;
import java.io.BufferedReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Those who watch a session. */
class WatchIT {
    private final Http http = TestServer.shared().http();
    private final TestSite site = TestSite.start();
    private final LiveSession session = LiveSession.start(http, "htmlunit");

    WatchIT() throws IOException {}

    @BeforeEach
    void open() {
        session.act("launch_app", site.url("/form.html"));
    }

    @AfterEach
    void stop() {
        session.close();
        site.close();
    }

    private static boolean isFrame(Event event) {
        return event.data().has("elements");
    }

    private static boolean tells(Event event, String text) {
        for (JsonNode element : event.data().path("elements")) {
            if (element.path("text").asText().equals(text)) {
                return true;
            }
        }
        return false;
    }

    @Test
    void every_watcher_gets_a_first_frame_and_every_change_from_the_same_looks() throws IOException {
        List<BufferedReader> readers = new ArrayList<>();
        for (int n = 0; n < 5; n++) {
            readers.add(http.stream(session.path("/workspace/stream?interval_ms=100&filter_config=text")));
        }
        for (BufferedReader reader : readers) {
            assertThat(Events.until(reader, _ -> true)).allMatch(WatchIT::isFrame);
        }

        session.act("press_element", "save");
        session.act("execute_script", "document.getElementById('title').textContent = 'changed'");

        List<Long> looks = new ArrayList<>();
        for (BufferedReader reader : readers) {
            looks.add(Events.until(reader, event -> tells(event, "changed"))
                    .getLast()
                    .id());
            reader.close();
        }
        assertThat(looks).as("one look every 500 ms for all of them").allMatch(look -> look < 20);
    }

    @Test
    void five_watchers_of_a_painted_page_share_one_picture_for_each_interval() throws IOException {
        Browsers.requireChromium();
        try (LiveSession painted = LiveSession.start(http, "selenium")) {
            painted.act("launch_app", site.url("/form.html"));
            long begin = System.nanoTime();
            List<BufferedReader> readers = new ArrayList<>();
            for (int n = 0; n < 5; n++) {
                readers.add(http.stream(painted.path("/workspace/stream?interval_ms=500")));
            }
            for (BufferedReader reader : readers) {
                Event first = Events.until(reader, _ -> true).getLast();
                assertThat(first.data().path("screenshot").asText()).isNotEmpty();
                assertThat(first.data().path("elements")).isNotEmpty();
            }
            painted.act("execute_script", "document.getElementById('title').textContent = 'changed'");
            for (BufferedReader reader : readers) {
                Event change =
                        Events.until(reader, event -> tells(event, "changed")).getLast();
                long intervals = (System.nanoTime() - begin) / 500_000_000;
                assertThat(change.id()).as("pictures so far").isBetween(2L, intervals + 2);
                reader.close();
            }
        }
    }

    @Test
    void a_page_that_stands_still_is_shown_once_with_its_source() throws IOException {
        try (BufferedReader reader =
                http.stream(session.path("/workspace/stream?interval_ms=500&include_source=true"))) {
            List<Event> events = new ArrayList<>();
            Events.until(reader, event -> events.add(event) && events.size() == 4);

            assertThat(events.getFirst().data().path("source").asText()).contains("A form");
            assertThat(events.subList(1, 4))
                    .allMatch(event -> event.data().path("type").asText().equals("heartbeat"));
        }
    }

    @Test
    void a_watcher_who_looks_seldom_learns_of_the_end_at_once() throws Exception {
        BufferedReader reader = http.stream(session.path("/workspace/stream?interval_ms=60000"));
        assertThat(Events.until(reader, _ -> true)).allMatch(WatchIT::isFrame);
        session.stop();

        CompletableFuture<List<Event>> rest = CompletableFuture.supplyAsync(() -> all(reader));
        assertThat(rest.orTimeout(10, TimeUnit.SECONDS).get()).isEmpty();
    }

    @Test
    void every_reader_sees_every_keyword_and_the_end() throws Exception {
        List<BufferedReader> readers =
                List.of(http.stream(session.path("/events")), http.stream(session.path("/events")));
        session.act("sleep", 0);
        session.call("get_text", Map.of("element", "id=title", "index", 7), Map.of("timeout", 0.2));
        session.stop();

        for (BufferedReader reader : readers) {
            List<Event> events =
                    CompletableFuture.supplyAsync(() -> all(reader)).get();
            assertThat(events)
                    .extracting(event -> event.data().path("status").asText())
                    .containsExactly("RUNNING", "SUCCESS", "RUNNING", "FAIL");
            assertThat(events.getFirst().data().path("execution_id").asText())
                    .isEqualTo(events.get(1).data().path("execution_id").asText());
        }
    }

    private static List<Event> all(BufferedReader reader) {
        try {
            return Events.all(reader);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void a_keyword_whose_caller_hangs_up_is_cancelled() throws IOException {
        int status = -1;
        CompletableFuture<Integer> caller = new CompletableFuture<>();
        Thread hanging = Thread.ofPlatform().start(() -> {
            try {
                caller.complete(session.call("sleep", List.of(50)).status());
            } catch (IllegalStateException e) {
                caller.complete(status);
            }
        });
        await().until(() -> session.info().path("state").asText().equals("busy"));
        hanging.interrupt();

        await().until(() -> session.info().path("state").asText().equals("ready"));
        assertThat(Stream.of(caller.join())).containsExactly(status);
    }
}
