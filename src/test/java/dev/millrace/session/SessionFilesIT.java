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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files that go into a page and come out of it, and starts of sessions with all that they can say. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SessionFilesIT {
    private final TestSite site;
    private final TestServer server;
    private final LiveSession session;

    SessionFilesIT(@TempDir Path folder) throws IOException {
        Browsers.requireChromium();
        Path project = Files.createDirectories(folder.resolve("root/project"));
        Files.writeString(project.resolve("note.txt"), "what is uploaded");
        Files.writeString(folder.resolve("root/secret.txt"), "secret");
        Files.createSymbolicLink(project.resolve("link.txt"), folder.resolve("root/secret.txt"));
        Files.createSymbolicLink(folder.resolve("root/outside"), folder);
        site = TestSite.start();
        server = TestServer.start(
                folder.resolve("data"),
                Map.of("SESSIONS_PROJECT_ROOT", folder.resolve("root").toString()));
        session = LiveSession.startOrClose(server, "selenium", "project");
    }

    @AfterAll
    void stop() {
        session.close();
        server.close();
        site.close();
    }

    private Reply start(String body, String... headers) {
        List<String> all = new ArrayList<>(List.of("Content-Type", "application/json"));
        all.addAll(List.of(headers));
        return server.http().send("POST", "/v1/sessions/start", body, all.toArray(String[]::new));
    }

    @Test
    void what_a_page_downloads_is_listed_and_handed_over() {
        session.act("launch_app", site.url("/files.html"));
        Http http = server.http();
        session.act("press_element", "Download");
        JsonNode download = await("the download to be complete")
                .until(
                        () -> http.get(session.path("/downloads"))
                                .json()
                                .path("items")
                                .path(0),
                        item -> !item.isMissingNode());

        assertThat(download.path("name").textValue()).isEqualTo("report 1.txt");
        assertThat(download.path("size").intValue()).isEqualTo("what is downloaded".length());
        Reply file = http.get(session.path("/downloads/report%201.txt"));
        assertThat(file.body()).isEqualTo("what is downloaded");
        assertThat(file.header("Content-Disposition")).contains("attachment; filename*=UTF-8''report%201.txt");
        assertThat(file.header("Content-Type")).contains("application/octet-stream");
    }

    @ParameterizedTest
    @ValueSource(strings = {"nothing.txt", "..", "%2e%2e", "..%2fnode-id", "%2fetc%2fpasswd", ".", "a%00b"})
    void no_other_file_is_handed_over(String name) {
        assertThat(server.http().get(session.path("/downloads/" + name)).status())
                .isIn(400, 404);
    }

    @Test
    void a_file_of_the_project_is_uploaded_by_its_name() {
        session.act("launch_app", site.url("/files.html"));
        session.act("enter_text", "css=input[type=file]", "note.txt");
        assertThat(session.act("is_element", "text=what is uploaded", "visible", 5)
                        .booleanValue())
                .isTrue();
        session.act("enter_text", "id=unseen", "note.txt");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/etc/passwd", "../secret.txt", "link.txt", "nothing.txt", ".", ""})
    void no_other_file_is_uploaded(String name) {
        session.act("launch_app", site.url("/files.html"));
        Reply reply = session.call("enter_text", List.of("css=input[type=file]", name));
        assertThat(reply.json().path("code").asText()).as(reply.body()).isEqualTo("E0403");
    }

    @ParameterizedTest
    @ValueSource(strings = {"..", "/etc", "outside", "../..", "project/../..", "nowhere", "project/note.txt"})
    void a_project_is_a_folder_below_the_root(String path) {
        Reply reply = start("{\"driver_sources\":[\"htmlunit\"],\"project_path\":\"%s\"}".formatted(path));
        assertThat(reply.json().path("code").asText()).as(reply.body()).isEqualTo("E0104");
    }

    @Test
    void the_same_start_twice_starts_once() {
        String body = "{\"driver_sources\":[\"htmlunit\"]}";
        Reply first = start(body, "Idempotency-Key", "once");
        Reply again = start(body, "Idempotency-Key", "once");
        assertThat(first.status()).as(first.body()).isEqualTo(200);
        assertThat(again.json()).isEqualTo(first.json());
        assertThat(again.header("Idempotent-Replayed")).contains("true");
        assertThat(start("{}", "Idempotency-Key", "once").status()).isEqualTo(422);
        String path = "/v1/sessions/" + first.json().path("session_id").asText();
        assertThat(server.http().send("DELETE", path + "/stop", "").status()).isEqualTo(200);
    }

    @Test
    void a_start_that_failed_may_be_tried_again_with_the_same_key() {
        String body = "{\"driver_sources\":[\"htmlunit\"],\"project_path\":\"later\"}";
        assertThat(start(body, "Idempotency-Key", "later").status()).isEqualTo(400);
        Reply again = start(body, "Idempotency-Key", "later");
        assertThat(again.status()).isEqualTo(400);
        assertThat(again.header("Idempotent-Replayed")).isEmpty();
    }

    @Test
    void a_start_opens_what_its_capabilities_say() {
        Reply reply = start("{\"driver_sources\":[{\"htmlunit\":{\"capabilities\":{\"browserURL\":\"%s\"}}}]}"
                .formatted(site.url("/form.html")));
        String path = "/v1/sessions/" + reply.json().path("session_id").asText();
        assertThat(server.http().get(path + "/source").body()).contains("A form");
        server.http().send("DELETE", path + "/stop", "");
    }

    @Test
    void the_fields_of_former_times_work_with_a_warning() {
        Reply reply = start("{\"driver_sources\":[\"htmlunit\"],\"appium_url\":\"http://127.0.0.1:4723\"}");
        assertThat(reply.status()).as(reply.body()).isEqualTo(200);
        assertThat(reply.header("Deprecation")).isEqualTo("true");
        assertThat(reply.json().path("warnings").path(0).asText()).contains("appium_url", "driver_sources");
        String path = "/v1/sessions/" + reply.json().path("session_id").asText();
        server.http().send("DELETE", path + "/stop", "");
    }

    @Test
    void lines_of_a_session_say_which_it_is_and_have_a_level_of_their_own() {
        Reply loud = start("{\"driver_sources\":[\"htmlunit\"],\"log_level\":\"debug\"}");
        Reply quiet = start("{\"driver_sources\":[\"htmlunit\"],\"log_level\":\"error\"}");
        for (Reply started : List.of(loud, quiet)) {
            String path = "/v1/sessions/" + started.json().path("session_id").asText();
            server.http().post(path + "/action", "{\"mode\":\"keyword\",\"keyword\":\"sleep\",\"params\":[0]}");
            server.http().send("DELETE", path + "/stop", "");
        }
        String id = loud.json().path("session_id").asText();
        await().untilAsserted(() -> assertThat(server.log())
                .contains("dev.millrace.session." + id)
                .contains("Session " + id + ": sleep begins")
                .contains("Session " + id + ": it was stopped"));
        assertThat(server.log())
                .doesNotContain("Session " + quiet.json().path("session_id").asText());
        assertThat(start("{\"log_level\":\"loud\"}").json().path("code").asText())
                .isEqualTo("E0104");
    }
}
