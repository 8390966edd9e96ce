package dev.millrace.session;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.testing.Http;
import dev.millrace.testing.Http.Reply;
import dev.millrace.testing.TestAppium;
import dev.millrace.testing.TestServer;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A pretended device behind a real Appium server, driven over HTTP. */
class AppiumIT {
    private static final String ELEMENT = "element-6066-11e4-a52e-4f735466cecf";
    private static final String APP =
            Path.of("src/test/resources/appium/notes.xml").toAbsolutePath().toString();

    private static @TempDir Path folder;
    private static @Nullable TestAppium appium;
    private static @Nullable TestServer server;

    @BeforeAll
    static void start() {
        TestAppium.require();
        appium = TestAppium.start(folder);
        server = TestServer.start(
                folder.resolve("data"),
                Map.of(
                        "SESSIONS_ALLOWED_DRIVERS",
                        "local," + appium.url(),
                        "SESSIONS_ALLOWED_CAPABILITIES",
                        "platformName,appium:automationName,appium:deviceName,appium:app,appium:appPackage,appium:newCommandTimeout,appium:existingSessionId"));
    }

    @AfterAll
    static void stop() {
        if (server != null) {
            server.close();
        }
        if (appium != null) {
            appium.close();
        }
    }

    private static TestAppium appium() {
        return Objects.requireNonNull(appium);
    }

    private static Http http() {
        return Objects.requireNonNull(server).http();
    }

    private static Map<String, Object> request(Map<String, Object> more) {
        Map<String, Object> capabilities = new HashMap<>(Map.of(
                "platformName", "Fake",
                "appium:automationName", "Fake",
                "appium:deviceName", "Notebook",
                "appium:app", APP));
        capabilities.putAll(more);
        return Map.of(
                "driver_sources",
                List.of(Map.of("appium", Map.of("url", appium().url(), "capabilities", capabilities))));
    }

    private static LiveSession session() {
        return LiveSession.of(http(), http().post("/v1/sessions/start", LiveSession.json(request(Map.of()))));
    }

    /** Asks Appium itself about its session. */
    private static JsonNode asked(LiveSession session, String path) {
        String id = session.info().path("driver_id").textValue();
        return appium().http().get("/session/" + id + path).json().path("value");
    }

    private static JsonNode asked(LiveSession session, String path, String body) {
        String id = session.info().path("driver_id").textValue();
        return appium().http().post("/session/" + id + path, body).json().path("value");
    }

    private static String attribute(LiveSession session, String id, String name) {
        String element = asked(session, "/element", "{\"using\":\"id\",\"value\":\"%s\"}".formatted(id))
                .path(ELEMENT)
                .textValue();
        return asked(session, "/element/" + element + "/attribute/" + name).asText();
    }

    /** What the fingers and keys of a session have done. */
    private static JsonNode actions(LiveSession session) {
        return asked(session, "/log", "{\"type\":\"actions\"}");
    }

    private static String code(Reply reply) {
        return reply.json().path("code").asText();
    }

    @Test
    void the_screen_of_a_device_is_seen() {
        try (LiveSession session = session()) {
            byte[] png =
                    Base64.getDecoder().decode(session.act("capture_screenshot").textValue());
            assertThat(png).startsWith(0x89, 'P', 'N', 'G');
            assertThat(http().get(session.path("/source"))
                            .json()
                            .path("data")
                            .path("result")
                            .asText())
                    .contains("android.widget.FrameLayout");

            JsonNode elements =
                    http().get(session.path("/elements")).json().path("data").path("result");
            JsonNode save = StreamSupport.stream(elements.spliterator(), false)
                    .filter(element -> element.path("text").asText().equals("Save"))
                    .findFirst()
                    .orElseThrow();
            assertThat(save.path("type").asText()).isEqualTo("button");
            assertThat(save.path("xpath").asText()).isEqualTo("//*[@resource-id=\"org.example.notes:id/save\"]");
            assertThat(save.path("bounds").toString()).isEqualTo("{\"x1\":310,\"y1\":50,\"x2\":390,\"y2\":90}");
            assertThat(save.path("extra").path("resource-id").asText()).isEqualTo("org.example.notes:id/save");
            assertThat(texts(session, "buttons")).containsExactly("Save", "Archive", "Delete all");
            assertThat(texts(session, "inputs")).containsExactly("");
            assertThat(texts(session, "images")).containsExactly("Picture");
            assertThat(texts(session, "text")).containsExactly("Notes", "Milk", "Bread", "Hidden");
        }
    }

    private static List<String> texts(LiveSession session, String filter) {
        JsonNode found = http().get(session.path("/elements?filter_config=" + filter))
                .json()
                .path("data")
                .path("result");
        return StreamSupport.stream(found.spliterator(), false)
                .map(element -> element.path("text").asText())
                .toList();
    }

    @Test
    void elements_are_pressed_read_and_typed_into() {
        try (LiveSession session = session()) {
            session.act("enter_text", "New note", "Eggs");
            assertThat(attribute(session, "note", "value")).isEqualTo("Eggs");
            session.act("clear_element_text", "id=note");
            assertThat(attribute(session, "note", "value")).isEmpty();

            session.act("press_element", "role=textbox", 2);
            assertThat(attribute(session, "note", "clicks")).isNotEmpty();
            assertThat(session.text("id=title")).isEqualTo("Notes");
            assertThat(session.text("//android.view.ViewGroup >> bread")).isEqualTo("Bread");
            assertThat(session.act("is_element", "Hidden", "invisible", 1).booleanValue())
                    .isTrue();
            assertThat(session.act("is_element", "Archive", "disabled", 1).booleanValue())
                    .isTrue();
            session.act("assert_presence", "id=never|id=save", 1);
        }
    }

    @Test
    void fingers_and_keys_do_what_keywords_say() {
        try (LiveSession session = session()) {
            session.act("press_by_coordinates", 20, 30);
            session.act("swipe", 200, 300, "up", 100);
            session.act("scroll", "down");
            session.act("press_keycode", "enter");
            session.act("enter_text_direct", "hi");

            JsonNode all = actions(session);
            assertThat(all).hasSize(5);
            assertThat(all.get(0).toString()).contains("\"pointerType\":\"touch\"", "\"x\":20,\"y\":30", "pointerUp");
            assertThat(all.get(1).toString()).contains("\"x\":200,\"y\":300", "\"x\":200,\"y\":200");
            assertThat(all.get(2).toString()).contains("\"x\":200,\"y\":379", "\"x\":200,\"y\":20");
            assertThat(all.get(3).toString()).contains("\"type\":\"key\"", "keyDown");
            assertThat(all.get(4).toString()).contains("\"value\":\"h\"", "\"value\":\"i\"");
        }
    }

    @Test
    void what_the_device_refuses_is_told() {
        try (LiveSession session = session()) {
            Reply dead = session.call("press_element", List.of("Archive"), Map.of("timeout", 0.5));
            assertThat(dead.status()).as(dead.body()).isEqualTo(504);
            assertThat(dead.json().path("detail").asText()).contains("is disabled");

            session.act("press_element", "Delete all");
            Reply covered = session.call("press_element", List.of("Save"));
            assertThat(code(covered)).isEqualTo("E0401");
            assertThat(covered.json().path("detail").asText()).contains("dialog");

            for (Reply unsupported : List.of(
                    session.call("force_terminate_app", List.of("org.example.notes")),
                    session.call("launch_other_app", List.of("org.example.notes")),
                    session.call("launch_other_app", List.of("notes://milk")),
                    session.call("get_app_version", List.of("org.example.notes")),
                    session.call("execute_script", List.of("mobile: shake")))) {
                assertThat(unsupported.status()).as(unsupported.body()).isEqualTo(400);
                assertThat(code(unsupported)).isEqualTo("E0105");
            }
            assertThat(code(session.call("launch_other_app", List.of("file:///sdcard/x"))))
                    .isEqualTo("E0403");
            assertThat(code(session.call("launch_app", List.of("x; reboot")))).isEqualTo("E0403");
            assertThat(code(session.call("get_app_version", List.of()))).isEqualTo("E0403");
            assertThat(code(session.call("press_element", List.of("css=a")))).isEqualTo("E0202");
            assertThat(code(session.call("press_element", List.of("//a[")))).isEqualTo("E0403");
        }
    }

    @Test
    void commands_of_the_devices_driver_are_run() {
        try (LiveSession session = session()) {
            JsonNode sum = session.act(
                    "execute_script", "{\"script\": \"fake: addition\", \"args\": {\"num1\": 2, \"num2\": 3}}");
            assertThat(sum.intValue()).isEqualTo(5);
        }
    }

    @Test
    void the_form_of_former_times_works_with_a_warning() {
        Reply reply = http().post(
                        "/v1/sessions/start",
                        LiveSession.json(Map.of(
                                "driver_sources", List.of("appium"),
                                "appium_url", appium().url(),
                                "appium_config",
                                        Map.of(
                                                "capabilities",
                                                Map.of(
                                                        "platformName", "Fake",
                                                        "automationName", "Fake",
                                                        "deviceName", "Notebook",
                                                        "app", APP)))));
        try (LiveSession session = LiveSession.of(http(), reply)) {
            assertThat(reply.header("Deprecation")).isEqualTo("true");
            assertThat(reply.json().path("warnings").get(0).asText()).contains("appium_url");
            assertThat(session.info().path("driver").asText()).isEqualTo("appium");
        }
    }

    @Test
    void only_allowed_servers_and_capabilities_are_used() {
        Reply elsewhere = http().post(
                        "/v1/sessions/start",
                        "{\"driver_sources\":[{\"appium\":{\"url\":\"http://127.0.0.2:4723\",\"capabilities\":{\"platformName\":\"Fake\"}}}]}");
        assertThat(code(elsewhere)).isEqualTo("E0104");
        assertThat(elsewhere.json().path("detail").asText()).contains("sessions.allowed_drivers");
        for (Map<String, Object> more : List.<Map<String, Object>>of(
                Map.of("appium:chromedriverExecutable", "/bin/sh"),
                Map.of("avd", "any"),
                Map.of("browserName", "Chrome"),
                Map.of("appPackage", "a;reboot"),
                Map.of("platformName", ""))) {
            Reply refused = http().post("/v1/sessions/start", LiveSession.json(request(more)));
            assertThat(refused.status()).as(more + refused.body()).isEqualTo(400);
            assertThat(code(refused)).isEqualTo("E0104");
        }
        Reply byDefault = TestServer.shared()
                .http()
                .post(
                        "/v1/sessions/start",
                        "{\"driver_sources\":[{\"appium\":{\"capabilities\":{\"platformName\":\"Fake\",\"appium:app\":\"/etc/passwd\"}}}]}");
        assertThat(byDefault.json().path("detail").asText()).contains("`appium:app` is not allowed");
    }

    @Test
    void a_session_that_does_not_begin_says_why() {
        Reply reply = http().post("/v1/sessions/start", LiveSession.json(request(Map.of("appium:app", "/nowhere"))));
        assertThat(reply.status()).isEqualTo(500);
        assertThat(code(reply)).isEqualTo("E0102");
        assertThat(reply.json().path("detail").asText()).contains("/nowhere");
        assertThat(http().get("/v1/sessions").json().path("items")).isEmpty();
    }

    @Test
    void a_session_of_somebody_else_is_joined_and_left_as_it_is() {
        try (LiveSession first = session()) {
            String id = first.info().path("driver_id").textValue();
            Reply reply = http().post(
                            "/v1/sessions/start", LiveSession.json(request(Map.of("appium:existingSessionId", id))));
            LiveSession second = LiveSession.of(http(), reply);
            assertThat(second.info().path("driver_id").textValue()).isEqualTo(id);
            second.act("enter_text", "id=note", "both");
            second.stop();

            assertThat(attribute(first, "note", "value")).isEqualTo("both");
        }
    }

    @Test
    void a_stopped_session_is_ended_at_appium_too() {
        LiveSession session = session();
        String id = session.info().path("driver_id").textValue();
        assertThat(appium().http().get("/session/" + id + "/source").status()).isEqualTo(200);
        session.stop();
        assertThat(appium().http().get("/session/" + id + "/source").status()).isEqualTo(404);
    }

    @Test
    void a_session_that_appium_has_ended_is_broken() {
        LiveSession session = session();
        String id = session.info().path("driver_id").textValue();
        appium().http().send("DELETE", "/session/" + id, "");

        Reply reply = session.call("press_element", List.of("Save"));

        assertThat(code(reply)).as(reply.body()).isEqualTo("E0101");
        assertThat(reply.json().path("detail").asText()).contains("the device is gone");
        assertThat(session.info().path("state").asText()).isEqualTo("broken");
        assertThat(session.stop().status()).isEqualTo(200);
    }
}
