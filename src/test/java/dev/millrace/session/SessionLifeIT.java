package dev.millrace.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.testing.Http;
import dev.millrace.testing.Http.Reply;
import dev.millrace.testing.TestServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of browsers: when sessions are stopped, fail to start, crash, or are forgotten. */
class SessionLifeIT {
    private static final Map<String, String> CLOSED_IN = Map.of(
            "SESSIONS_ALLOWED_HOSTS", "127.0.0.1",
            "SESSIONS_IDLE_TIMEOUT", "1h",
            "SESSIONS_MAX_PER_CALLER", "2");

    @BeforeAll
    static void requireChromium() {
        Browsers.requireChromium();
    }

    private static void assertNothingIsLeft(String session, Set<Path> foldersBefore) throws IOException {
        assertThat(BrowserProcesses.of(session)).isEmpty();
        assertThat(BrowserProcesses.folders()).allMatch(foldersBefore::contains);
    }

    @Test
    void a_stopped_session_leaves_nothing_and_is_not_there_any_more() throws IOException {
        Set<Path> before = new HashSet<>(BrowserProcesses.folders());
        Http http = TestServer.shared().http();
        LiveSession session = LiveSession.start(http, "selenium");
        assertThat(BrowserProcesses.of(session.id())).isNotEmpty();

        assertThat(session.stop().json().path("status").asText()).isEqualTo("terminated");

        assertNothingIsLeft(session.id(), before);
        assertThat(session.call("sleep", List.of(0)).status()).isEqualTo(404);
    }

    @Test
    void a_browser_that_is_killed_in_the_middle_of_a_keyword_breaks_the_session() throws IOException {
        Set<Path> before = new HashSet<>(BrowserProcesses.folders());
        LiveSession session = LiveSession.start(TestServer.shared().http(), "selenium");
        CompletableFuture<Reply> reply = CompletableFuture.supplyAsync(
                () -> session.call("press_element", List.of("id=never"), Map.of("timeout", 60)));
        await().until(() -> session.info().path("state").asText().equals("busy"));

        long killed = System.nanoTime();
        BrowserProcesses.browser(session.id()).destroyForcibly();

        assertThat(reply.join().status()).as(reply.join().body()).isEqualTo(500);
        assertThat(reply.join().json().path("code").asText()).isEqualTo("E0101");
        assertThat(Duration.ofNanos(System.nanoTime() - killed)).isLessThan(Duration.ofSeconds(5));
        assertThat(session.info().path("state").asText()).isEqualTo("broken");
        assertThat(session.call("sleep", List.of(0)).json().path("code").asText())
                .isEqualTo("E0101");
        assertThat(session.stop().status()).isEqualTo(200);
        assertNothingIsLeft(session.id(), before);
    }

    @Test
    void a_driver_that_is_killed_breaks_the_session_at_once() throws IOException {
        LiveSession session = LiveSession.start(TestServer.shared().http(), "selenium");
        BrowserProcesses.browser(session.id()).parent().orElseThrow().destroyForcibly();

        await().until(() -> session.info().path("state").asText().equals("broken"));

        assertThat(session.stop().status()).isEqualTo(200);
        assertThat(BrowserProcesses.of(session.id())).isEmpty();
    }

    @Test
    void keywords_run_one_at_a_time_and_in_order() {
        try (LiveSession session = LiveSession.start(TestServer.shared().http(), "htmlunit")) {
            session.act("execute_script", "window.said = []");
            List<CompletableFuture<Reply>> replies = IntStream.range(0, 10)
                    .mapToObj(n -> CompletableFuture.supplyAsync(() -> session.call(
                            "execute_script", List.of("const n = window.said.length; window.said.push(n); return n"))))
                    .toList();
            assertThat(replies.stream()
                            .map(CompletableFuture::join)
                            .map(reply ->
                                    reply.json().path("data").path("result").intValue()))
                    .containsExactlyInAnyOrder(0, 1, 2, 3, 4, 5, 6, 7, 8, 9);
        }
    }

    @Test
    void a_keyword_that_takes_too_long_ends_and_the_session_goes_on() {
        try (LiveSession session = LiveSession.start(TestServer.shared().http(), "selenium")) {
            Reply late =
                    session.call("execute_script", List.of("return new Promise(() => {})"), Map.of("timeout", 0.5));
            assertThat(late.status()).as(late.body()).isEqualTo(504);
            assertThat(late.json().path("code").asText()).isEqualTo("E0704");
            await().until(() -> session.info().path("state").asText().equals("ready"));
        }
    }

    @Test
    void there_are_limits_hosts_and_owners(@TempDir Path data) throws Exception {
        try (TestSite site = TestSite.start();
                TestServer server = TestServer.start(data, CLOSED_IN);
                LiveSession session = LiveSession.start(server.user("ada"), "selenium")) {
            Http ada = server.user("ada");
            Reply away = session.call("launch_app", List.of(site.elsewhere("/form.html")));
            assertThat(away.json().path("code").asText()).isEqualTo("E0403");
            assertThat(session.call("launch_app", List.of("file:///etc/passwd"))
                            .json()
                            .path("code")
                            .asText())
                    .isEqualTo("E0403");
            assertThat(session.call("launch_app", List.of(site.url("/away")))
                            .json()
                            .path("code")
                            .asText())
                    .isEqualTo("E0401");

            session.act("launch_app", site.url("/hostile.html"));
            session.act("press_element", "id=away");
            Reply lost = session.call("get_text", List.of("css=h1"), Map.of("timeout", 1));
            assertThat(lost.json().path("detail").asText()).contains("sessions.allowed_hosts");

            session.act("launch_app", site.url("/hostile.html"));
            String fetch = "return fetch('%s').then(r => r.text()).catch(e => 'refused')"
                    .formatted(site.elsewhere("/form.html"));
            assertThat(session.act("execute_script", fetch).textValue()).isEqualTo("refused");
            session.act("press_element", "id=file");
            session.act("execute_script", "location = 'file:///etc/passwd'");
            assertThat(session.text("id=said")).isEqualTo("quiet");

            session.act("press_element", "id=alarm");
            assertThat(session.text("id=said")).isEqualTo("rang");

            Http bob = server.user("bob");
            assertThat(bob.get(session.path("")).status()).isEqualTo(404);
            assertThat(bob.send("DELETE", session.path("/stop"), "").status()).isEqualTo(404);
            assertThat(bob.get("/v1/sessions").json().path("items")).isEmpty();
            assertThat(ada.get("/v1/sessions").json().path("items")).hasSize(1);

            LiveSession.start(ada, "htmlunit");
            Reply third = ada.post("/v1/sessions/start", "{}");
            assertThat(third.status()).isEqualTo(429);
            assertThat(third.json().path("code").asText()).isEqualTo("too-many-sessions");
        }
    }

    @Test
    void what_would_start_programs_is_refused() throws IOException {
        Set<Path> before = new HashSet<>(BrowserProcesses.folders());
        for (String source : List.of(
                "{\"selenium\":{\"capabilities\":{\"goog:chromeOptions\":{\"binary\":\"/bin/sh\"}}}}",
                "{\"selenium\":{\"capabilities\":{\"goog:chromeOptions\":{\"args\":[\"--renderer-cmd-prefix=sh\"]}}}}",
                "{\"selenium\":{\"capabilities\":{\"goog:chromeOptions\":{\"prefs\":{\"download.default_directory\":\"/etc\"}}}}}",
                "{\"selenium\":{\"capabilities\":{\"goog:chromeOptions\":{\"extensions\":[\"UEsDBA==\"]}}}}",
                "{\"selenium\":{\"capabilities\":{\"goog:chromeOptions\":{\"debuggerAddress\":\"127.0.0.1:1\"}}}}",
                "{\"selenium\":{\"capabilities\":{\"goog:chromeOptions\":{\"args\":[\"--proxy-server=x\"]}}}}",
                "{\"selenium\":{\"capabilities\":{\"goog:chromeOptions\":{\"args\":[\"--load-extension=/tmp\"]}}}}",
                "{\"selenium\":{\"capabilities\":{\"moz:firefoxOptions\":{\"binary\":\"/bin/sh\"}}}}",
                "{\"selenium\":{\"capabilities\":{\"proxy\":{\"proxyType\":\"manual\"}}}}",
                "{\"selenium\":{\"url\":\"http://127.0.0.1:9515\"}}",
                "{\"selenium\":{\"capabilities\":{\"browserURL\":\"file:///etc/passwd\"}}}",
                "{\"playwright\":{}}",
                "{\"selenium\":{\"headless\":true}}")) {
            Reply reply =
                    TestServer.shared().http().post("/v1/sessions/start", "{\"driver_sources\":[" + source + "]}");
            assertThat(reply.status()).as(source + reply.body()).isEqualTo(400);
        }
        Reply none = TestServer.shared()
                .http()
                .post("/v1/sessions/start", "{\"driver_sources\":[{\"selenium\":{\"enabled\":false}}]}");
        assertThat(none.json().path("code").asText()).isEqualTo("E0501");
        assertThat(BrowserProcesses.folders()).allMatch(before::contains);
    }

    @Test
    void a_start_that_fails_leaves_nothing() throws IOException {
        Set<Path> before = new HashSet<>(BrowserProcesses.folders());
        Http http = TestServer.shared().http();
        Reply reply = http.post(
                "/v1/sessions/start",
                "{\"driver_sources\":[{\"selenium\":{\"capabilities\":{\"browserURL\":\"http://127.0.0.1:1/\"}}}]}");

        assertThat(reply.status()).as(reply.body()).isEqualTo(500);
        assertThat(reply.json().path("code").asText()).isEqualTo("E0401");
        assertThat(BrowserProcesses.folders()).allMatch(before::contains);
    }

    @Test
    void a_server_that_stops_or_comes_back_after_a_crash_ends_its_browsers(@TempDir Path data) throws Exception {
        try (TestServer killed = TestServer.start(data)) {
            String orphaned = LiveSession.start(killed.http(), "selenium").id();
            killed.kill();
            assertThat(BrowserProcesses.of(orphaned)).isNotEmpty();
            try (TestServer next = TestServer.start(data)) {
                await().untilAsserted(
                                () -> assertThat(BrowserProcesses.of(orphaned)).isEmpty());
                String stopped = LiveSession.start(next.http(), "selenium").id();
                assertThat(next.terminate()).isIn(0, 143);
                assertThat(BrowserProcesses.of(stopped)).isEmpty();
                assertThat(BrowserProcesses.folders(data)).isEmpty();
            }
        }
    }

    /** ChromeDriver ends when the port that it has chosen is taken in the other family of addresses. */
    @Test
    @Tag("long")
    void a_driver_that_ends_at_once_is_started_again_and_not_for_ever(@TempDir Path data) throws Exception {
        Path driver = data.resolve("unlucky");
        Files.writeString(driver, """
                #!/bin/sh
                for n in 1 2; do
                    mkdir %1$s/try-$n 2>/dev/null && { echo 'IPv6 port not available. Exiting...'; exit 1; }
                done
                exec chromedriver "$@"
                """.formatted(data));
        assertThat(driver.toFile().setExecutable(true)).isTrue();
        Map<String, String> settings = Map.of("SESSIONS_CHROMEDRIVER", driver.toString());
        try (TestServer server = TestServer.start(data.resolve("data"), settings)) {
            LiveSession.start(server.http(), "selenium").close();
            Files.writeString(driver, "#!/bin/sh\necho 'no port. Exiting...'\nexit 1\n");
            Reply refused = server.http().post("/v1/sessions/start", "{\"driver_sources\":[\"selenium\"]}");
            assertThat(refused.json().path("code").asText()).isEqualTo("E0102");
            assertThat(refused.json().path("detail").asText()).contains("it ended at once: no port. Exiting...");
        }
    }

    @Test
    @Tag("long")
    void a_session_that_nobody_uses_is_stopped(@TempDir Path data) throws Exception {
        try (TestServer server = TestServer.start(data, Map.of("SESSIONS_IDLE_TIMEOUT", "1s"))) {
            LiveSession session = LiveSession.start(server.http(), "htmlunit");
            await().atMost(Duration.ofSeconds(20))
                    .until(() -> session.info().path("code").asText().equals("session-not-found"));
        }
    }

    @Test
    @Tag("long")
    void a_hundred_rounds_of_start_and_stop_leave_nothing() throws IOException {
        Set<Path> before = new HashSet<>(BrowserProcesses.folders());
        for (int round = 0; round < 100; round++) {
            LiveSession session = LiveSession.start(TestServer.shared().http(), "selenium");
            session.stop();
            assertNothingIsLeft(session.id(), before);
        }
    }

    @Test
    @Tag("long")
    void ten_sessions_at_a_time_do_not_mix_up(@TempDir Path data) throws Exception {
        Map<String, String> ten = Map.of("SESSIONS_MAX", "10", "SESSIONS_MAX_PER_CALLER", "10");
        try (TestSite site = TestSite.start();
                TestServer server = TestServer.start(data, ten)) {
            List<CompletableFuture<Void>> users = IntStream.range(0, 10)
                    .mapToObj(n -> CompletableFuture.runAsync(() -> workThrough(server, site, n)))
                    .toList();
            users.forEach(CompletableFuture::join);
        }
    }

    private static void workThrough(TestServer server, TestSite site, int n) {
        try (LiveSession session = LiveSession.start(server.http(), "selenium")) {
            session.act("launch_app", site.url("/form.html"));
            for (int round = 0; round < 100; round++) {
                String text = "session %d round %d".formatted(n, round);
                session.act("enter_text", "name=user", text);
                JsonNode found = session.act("get_text", "name=user");
                assertThat(found.textValue()).isEqualTo(text);
            }
        }
    }
}
