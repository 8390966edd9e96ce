package dev.millrace.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.testing.Http;
import dev.millrace.testing.Http.Reply;
import dev.millrace.testing.TestServer;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Pages that want to harm who looks at them: they can spoil their own session, which can be stopped at any time. */
class HostilePagesIT {
    private final TestSite site = TestSite.start();
    private final Http http = TestServer.shared().http();

    HostilePagesIT() throws IOException {}

    @BeforeEach
    void requireChromium() {
        Browsers.requireChromium();
    }

    @AfterEach
    void stop() {
        site.close();
    }

    private LiveSession open(String page) {
        LiveSession session = LiveSession.start(http, "selenium");
        session.act("launch_app", site.url(page));
        return session;
    }

    private static void assertStopsAtOnce(LiveSession session) {
        long begin = System.nanoTime();
        assertThat(session.stop().status()).isEqualTo(200);
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(8));
        assertThat(BrowserProcesses.of(session.id())).isEmpty();
    }

    @Test
    void a_script_that_never_ends_ends_with_its_keyword_and_then_with_the_browser(@TempDir Path data) {
        try (TestServer server = TestServer.start(data, Map.of("SESSIONS_KEYWORD_TIMEOUT", "3s"));
                LiveSession session = LiveSession.start(server.http(), "selenium")) {
            session.act("launch_app", site.url("/hostile.html"));
            long begin = System.nanoTime();
            Reply hanging = session.call("press_element", List.of("id=hang"), Map.of("timeout", 1.5));
            assertThat(hanging.json().path("code").asText()).as(hanging.body()).isEqualTo("E0704");
            assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(4));

            Reply next = session.call("get_text", List.of("id=said"));
            assertThat(next.json().path("code").asText()).as(next.body()).isIn("E0704", "E0101");
            await().atMost(Duration.ofSeconds(10))
                    .untilAsserted(() ->
                            assertThat(session.info().path("state").asText()).isEqualTo("broken"));
            assertThat(session.info().path("reason").asText()).contains("script");
            assertThat(server.http()
                            .get(session.path("/screenshot"))
                            .json()
                            .path("code")
                            .asText())
                    .isEqualTo("E0101");
            assertStopsAtOnce(session);
        }
    }

    @Test
    void a_session_that_hangs_is_stopped_at_once() {
        try (LiveSession session = open("/hostile.html")) {
            session.call("press_element", List.of("id=hang"), Map.of("timeout", 0.5));
            assertStopsAtOnce(session);
        }
    }

    @Test
    void a_page_that_loads_slowly_is_no_page_that_hangs() {
        try (LiveSession session = open("/form.html")) {
            Reply slow = session.call("launch_app", List.of(site.url("/slow?ms=5000")), Map.of("timeout", 0.5));
            assertThat(slow.status()).as(slow.body()).isIn(500, 504);
            session.act("launch_app", site.url("/form.html"));
            assertThat(session.text("id=title")).isEqualTo("A form");
        }
    }

    @Test
    @Tag("long")
    void a_flood_on_the_console_changes_nothing() {
        try (LiveSession session = open("/hostile.html")) {
            session.act("press_element", "id=flood");
            session.act("press_element", "id=endless-flood");
            assertThat(session.text("id=flooding")).isEqualTo("flooding");
            assertStopsAtOnce(session);
        }
    }

    @Test
    void dialogs_are_closed_and_those_without_end_are_an_error() {
        try (LiveSession session = open("/hostile.html")) {
            session.act("press_element", "id=alarm");
            assertThat(session.text("id=said")).isEqualTo("rang");
            session.call("press_element", List.of("id=endless-alarm"), Map.of("timeout", 3));
            Reply reply = session.call("get_text", List.of("id=said"), Map.of("timeout", 3));
            assertThat(reply.json().path("code").asText()).as(reply.body()).isIn("E0401", "E0704", "E0101");
            assertStopsAtOnce(session);
        }
    }

    @Test
    void a_page_gets_one_window_for_each_press_at_most() {
        try (LiveSession session = open("/hostile.html")) {
            session.act("execute_script", "window.openMany()");
            session.act("press_element", "id=windows");
            await().untilAsserted(() ->
                    assertThat(ofOpener(session, "tries").intValue()).isGreaterThan(50));
            assertThat(ofOpener(session, "opened").intValue()).isLessThanOrEqualTo(2);
            assertThat(session.text("css=h1")).isEqualTo("A form");
        }
    }

    /** What the page counts; the session may be in a window that it has opened. */
    private static JsonNode ofOpener(LiveSession session, String variable) {
        return session.act("execute_script", "return (window.opener || window)." + variable);
    }

    @Test
    @Tag("long")
    void what_is_too_large_is_refused_and_the_session_goes_on() {
        try (LiveSession session = open("/hostile.html")) {
            session.act("execute_script", "document.body.append(document.createComment('x'.repeat(100e6)))");
            JsonNode source = http.get(session.path("/source")).json();
            assertThat(source.path("code").asText()).isEqualTo("E0401");
            assertThat(source.path("detail").asText()).contains("100,00", "characters");

            JsonNode answer = session.call("execute_script", List.of("return 'x'.repeat(100e6)"))
                    .json();
            assertThat(answer.path("detail").asText()).contains("larger than 64 MiB");

            session.act("execute_script", "document.getElementById('said').textContent = 'long '.repeat(300000)");
            assertThat(session.call("get_text", List.of("id=said"))
                            .json()
                            .path("detail")
                            .asText())
                    .contains("more than 1,000,000 characters");
            session.act("execute_script", "document.getElementById('said').textContent = 'short'");
            assertThat(session.text("id=said")).isEqualTo("short");
        }
    }

    @Test
    @Tag("long")
    void a_page_without_end_is_loaded_up_to_a_limit() {
        try (LiveSession session = LiveSession.start(http, "htmlunit")) {
            Reply endless = session.call("launch_app", List.of(site.url("/endless")), Map.of("timeout", 5));
            assertThat(endless.status()).as(endless.body()).isBetween(400, 504);
            assertStopsAtOnce(session);
        }
    }

    @Test
    void pictures_that_would_be_huge_are_refused_at_the_start() {
        for (String argument :
                List.of("--window-size=20000,20000", "--force-device-scale-factor=50", "--window-size=x")) {
            Reply reply = http.post(
                    "/v1/sessions/start",
                    "{\"driver_sources\":[{\"selenium\":{\"capabilities\":{\"goog:chromeOptions\":{\"args\":[\"%s\"]}}}}]}"
                            .formatted(argument));
            assertThat(reply.json().path("code").asText()).as(reply.body()).isEqualTo("E0104");
        }
    }

    @Test
    void a_page_that_closes_itself_or_crashes_ends_its_session_with_a_reason() {
        try (LiveSession session = open("/hostile.html")) {
            session.call("launch_app", List.of("about:blank"));
            session.call("execute_script", List.of("window.close()"));
            Reply reply = session.call("get_text", List.of("css=h1"), Map.of("timeout", 2));
            assertThat(reply.json().path("code").asText()).as(reply.body()).isIn("E0101", "E0201");
            assertStopsAtOnce(session);
        }
    }
}
