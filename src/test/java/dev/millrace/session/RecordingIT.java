package dev.millrace.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.testing.Http;
import dev.millrace.testing.Http.Reply;
import dev.millrace.testing.TestServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Timelines of sessions: what is in them, whose they are, and how long they stay. */
class RecordingIT {
    private static final byte[] PNG = {(byte) 0x89, 'P', 'N', 'G'};

    private static LiveSession recorded(Http http, String driver) {
        return recorded(http, driver, "true");
    }

    private static LiveSession recorded(Http http, String driver, String recording) {
        return LiveSession.of(
                http,
                http.post(
                        "/v1/sessions/start",
                        "{\"driver_sources\":[\"%s\"],\"recording\":%s}".formatted(driver, recording)));
    }

    private static JsonNode recording(Http http, LiveSession session) {
        return http.get("/v1/recordings/" + session.id()).json();
    }

    private static Map<String, byte[]> unzipped(TestServer server, String id) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(server.http().base() + "/v1/recordings/" + id + "/zip"))
                .header("Authorization", "Bearer " + server.key().orElseThrow())
                .build();
        Map<String, byte[]> files = new HashMap<>();
        try (HttpClient client = HttpClient.newHttpClient();
                InputStream body =
                        client.send(request, BodyHandlers.ofInputStream()).body();
                ZipInputStream archive = new ZipInputStream(body)) {
            for (ZipEntry entry = archive.getNextEntry(); entry != null; entry = archive.getNextEntry()) {
                files.put(entry.getName(), archive.readAllBytes());
            }
        }
        return files;
    }

    @Test
    void a_session_is_kept_with_pictures_and_without_what_is_sensitive() throws Exception {
        Browsers.requireChromium();
        TestServer server = TestServer.shared();
        Http http = server.http();
        LiveSession session;
        try (TestSite site = TestSite.start()) {
            session = recorded(http, "selenium");
            session.act("launch_app", site.url("/form.html"));
            session.act("enter_text", "name=user", "@:s3cret-word");
            session.act("get_text", "name=user");
            session.call("press_element", List.of(List.of("id=never", "id=neither")), Map.of("timeout", 0.2));
            assertThat(recording(http, session).path("live").booleanValue()).isTrue();
            assertThat(http.send("DELETE", "/v1/recordings/" + session.id(), "").status())
                    .isEqualTo(409);
            session.stop();
        }

        JsonNode kept = recording(http, session);
        assertThat(kept.path("live").booleanValue()).isFalse();
        assertThat(kept.toString()).doesNotContain("s3cret-word");
        JsonNode timeline = kept.path("timeline");
        assertThat(timeline).hasSize(5);
        assertThat(timeline.get(1).path("keyword").asText()).isEqualTo("enter_text");
        assertThat(timeline.get(1).path("params").toString()).isEqualTo("[\"name=user\",\"@:***\"]");
        assertThat(timeline.get(3).path("status").asText()).isEqualTo("FAIL");
        assertThat(timeline.get(3).path("code").asText()).isEqualTo("E0201");
        assertThat(timeline.get(3).path("duration_ms").longValue()).isGreaterThan(100);
        assertThat(timeline.get(4).has("ended_at")).isTrue();

        Map<String, byte[]> files = unzipped(server, session.id());
        assertThat(files).containsKeys(session.id() + "/timeline.jsonl", session.id() + "/session.json");
        for (JsonNode line : List.of(timeline.get(0), timeline.get(1), timeline.get(2))) {
            assertThat(files.get(session.id() + "/" + line.path("after").asText()))
                    .as(line.toString())
                    .startsWith(PNG);
        }
        assertThat(timeline.get(1).path("before"))
                .as("the same picture once")
                .isEqualTo(timeline.get(0).path("after"));
        assertThat(timeline.get(1).path("after")).isNotEqualTo(timeline.get(1).path("before"));
    }

    @Test
    void nothing_is_kept_unless_it_is_wanted_and_a_wish_is_checked() {
        Http http = TestServer.shared().http();
        try (LiveSession session = LiveSession.start(http, "htmlunit")) {
            assertThat(http.get("/v1/recordings/" + session.id()).status()).isEqualTo(404);
        }
        Reply wrong =
                http.post("/v1/sessions/start", "{\"driver_sources\":[\"htmlunit\"],\"recording\":{\"video\":1}}");
        assertThat(wrong.status()).isEqualTo(400);
        assertThat(wrong.json().path("detail").asText()).contains("screenshots");
    }

    @Test
    @Tag("long")
    void recordings_have_owners_outlive_the_server_and_a_crash_and_go_with_age(@TempDir Path data) throws Exception {
        String first;
        String second;
        try (TestServer server = TestServer.start(data)) {
            LiveSession one = recorded(server.user("ada"), "htmlunit", "{\"screenshots\": false}");
            one.act("evaluate", "${x}", "6 * 7");
            one.stop();
            first = one.id();
            LiveSession two = recorded(server.http(), "htmlunit");
            two.act("evaluate", "${x}", "1");
            two.act("evaluate", "${x}", "2");
            second = two.id();
            server.kill();
        }
        Path timeline = data.resolve("recordings").resolve(second).resolve("timeline.jsonl");
        Files.writeString(timeline, Files.readString(timeline) + "{\"n\":3,\"cut off");

        try (TestServer server = TestServer.start(data)) {
            assertThat(server.http().get("/v1/recordings").json().path("items"))
                    .extracting(item -> item.path("session_id").asText())
                    .containsExactly(second, first);
            Http ada = server.user("ada");
            assertThat(ada.get("/v1/recordings").json().path("items")).hasSize(1);
            assertThat(ada.get("/v1/recordings/" + second).status()).isEqualTo(404);
            assertThat(ada.get("/v1/recordings/" + second + "/zip").status()).isEqualTo(404);
            assertThat(ada.get("/v1/recordings/" + first)
                            .json()
                            .path("timeline")
                            .get(0)
                            .path("result")
                            .asText())
                    .isEqualTo("42");
            JsonNode cut = server.http().get("/v1/recordings/" + second).json();
            assertThat(cut.path("timeline")).hasSize(2);
            assertThat(cut.path("live").booleanValue()).isFalse();

            JsonNode page = server.http().get("/v1/recordings?limit=1").json();
            JsonNode next = server.http()
                    .get("/v1/recordings?limit=1&cursor="
                            + page.path("next_cursor").asText())
                    .json();
            assertThat(next.path("items").get(0).path("session_id").asText()).isEqualTo(first);
            assertThat(next.path("next_cursor").isNull()).isTrue();

            assertThat(ada.send("DELETE", "/v1/recordings/" + first, "").status())
                    .isEqualTo(204);
            assertThat(data.resolve("recordings").resolve(first)).doesNotExist();
        }
        Files.setLastModifiedTime(timeline, FileTime.from(Instant.now().minus(Duration.ofDays(8))));
        try (TestServer server = TestServer.start(data)) {
            await().untilAsserted(() -> assertThat(
                            server.http().get("/v1/recordings").json().path("items"))
                    .isEmpty());
            assertThat(data.resolve("recordings").resolve(second)).doesNotExist();
        }
    }

    @Test
    void a_recording_and_all_together_have_limits(@TempDir Path data) throws IOException {
        Map<String, String> small = Map.of(
                "SESSIONS_RECORDING_MAX_SIZE", "64KiB",
                "SESSIONS_RECORDING_MAX_TOTAL", "100KiB");
        try (TestServer server = TestServer.start(data, small)) {
            LiveSession session = recorded(server.http(), "htmlunit");
            String text = "x".repeat(10_000);
            for (int n = 0; n < 40; n++) {
                session.act("assert_equality", text, "y");
            }
            session.stop();

            JsonNode kept = recording(server.http(), session);
            JsonNode timeline = kept.path("timeline");
            assertThat(timeline.get(0).path("params").asText()).hasSize(2_001).endsWith("…");
            assertThat(timeline.get(timeline.size() - 1).path("full").booleanValue())
                    .isTrue();
            assertThat(timeline.size()).isBetween(25, 39);
            assertThat(kept.path("size").longValue()).isBetween(60_000L, 70_000L);

            Reply more =
                    server.http().post("/v1/sessions/start", "{\"driver_sources\":[\"htmlunit\"],\"recording\":true}");
            assertThat(more.status()).isEqualTo(429);
            assertThat(more.json().path("code").asText()).isEqualTo("recordings-full");
            assertThat(server.http().get("/v1/sessions").json().path("items")).isEmpty();
        }
    }
}
