package dev.millrace.session;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.testing.Http.Reply;
import dev.millrace.testing.TestServer;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Elements that are in no page but on its picture: a canvas, seen by images. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class VisionIT {
    private final TestSite site;
    private final LiveSession session;

    VisionIT() throws IOException {
        Browsers.requireChromium();
        site = TestSite.start();
        session = LiveSession.start(TestServer.shared().http(), "selenium");
    }

    @AfterAll
    void stop() {
        session.close();
        site.close();
    }

    @BeforeEach
    void open() {
        session.act("launch_app", site.url("/canvas.html"));
    }

    private String said() {
        return session.content("said");
    }

    private Reply upload(String name, String image) {
        return TestServer.shared()
                .http()
                .post(session.path("/templates"), LiveSession.json(Map.of("name", name, "image_base64", image)));
    }

    private PageImage startButton() {
        return PageImage.of(session).part(40, 40, 170, 48);
    }

    private PageImage cross() {
        return PageImage.of(session).part(56, 156, 72, 72);
    }

    @Test
    void an_image_is_pressed_where_the_page_shows_it_with_and_without_its_ending() {
        Reply kept = upload("engine.png", startButton().base64());
        assertThat(kept.status()).as(kept.body()).isEqualTo(200);
        assertThat(kept.json().path("status").textValue()).isEqualTo("ok");

        session.act("press_element", "engine.png");
        session.act("press_element", "engine");
        session.act("press_element", "engine", 2, 240, 0);

        assertThat(said()).isEqualTo("Start engine;Start engine;Stop engine;Stop engine;");
    }

    @Test
    void an_image_of_one_call_is_seen_by_that_call_alone() {
        Map<String, Object> images =
                Map.of("template_images", Map.of("mine.png", startButton().base64()));
        assertThat(session.call("press_element", List.of("mine.png"), images).status())
                .isEqualTo(200);

        Reply later = session.call("press_element", List.of("mine.png"));
        assertThat(later.status()).isEqualTo(404);
        assertThat(later.json().path("code").asText()).isEqualTo("E0201");
        assertThat(later.json().path("detail").asText()).contains("there is no template `mine.png`");
    }

    @Test
    void of_several_places_the_index_and_the_area_choose() {
        upload("cross", cross().base64());
        session.act("press_element", Map.of("element", "cross", "index", 1));
        session.act("press_element", Map.of("element", "cross"));
        session.act("press_element", Map.of("element", "cross", "aoi_x", 20, "aoi_width", 60));
        assertThat(said()).isEqualTo("second;first;second;");

        Reply third = session.call("press_element", Map.of("element", "cross", "index", 2), Map.of("timeout", 1));
        assertThat(third.json().path("detail").asText()).contains("fits only 2 elements");
        Reply area = session.call("press_element", Map.of("element", "cross", "aoi_x", 60, "aoi_width", 60));
        assertThat(area.json().path("code").asText()).isEqualTo("E0205");
    }

    @Test
    void an_image_of_a_slightly_other_size_is_found_and_another_sign_is_not() {
        upload("small cross", cross().scaled(0.9).base64());
        session.act("press_element", "small cross");
        assertThat(said()).isEqualTo("first;");

        upload("plus", PageImage.of(session).part(656, 156, 72, 72).base64());
        Reply gone = session.call("press_element", Map.of("element", "plus", "aoi_width", 50), Map.of("timeout", 1));
        assertThat(gone.status()).as(gone.body()).isEqualTo(404);
        assertThat(gone.json().path("code").asText()).isEqualTo("E0201");
    }

    @Test
    void images_are_asserted_like_elements() {
        upload("engine", startButton().base64());
        upload("hatch", PageImage.of(session).part(480, 40, 170, 48).base64());
        assertThat(session.act("assert_presence", "engine|id=field|hatch", 5, "all")
                        .booleanValue())
                .isTrue();
        assertThat(session.act("is_element", "engine", "visible", 1).booleanValue())
                .isTrue();
        session.act("execute_script", "document.getElementById('canvas').style.visibility = 'hidden'");
        assertThat(session.act("validate_screen", "engine|hatch", 0).booleanValue())
                .isFalse();
        assertThat(session.act("is_element", "engine", "invisible", 1).booleanValue())
                .isTrue();
        assertThat(session.act("detect_and_press", "engine", 0).booleanValue()).isFalse();
    }

    @Test
    void text_goes_into_the_field_whose_image_was_pressed() {
        JsonNode box = session.act(
                "execute_script",
                "const r = document.getElementById('field').getBoundingClientRect(); return [r.left, r.top, r.width, r.height].map(Math.round)");
        PageImage field = PageImage.of(session)
                .part(
                        box.path(0).intValue(),
                        box.path(1).intValue(),
                        160,
                        box.path(3).intValue());
        Map<String, Object> images = Map.of("template_images", Map.of("field", field.base64()));

        Reply typed = session.call("enter_text", List.of("field", "Ada"), images);

        assertThat(typed.status()).as(typed.body()).isEqualTo(200);
        assertThat(session.text("id=field")).isEqualTo("Ada");
    }

    @Test
    void fallbacks_may_be_images_and_locators_together() {
        upload("engine", startButton().base64());
        Reply reply = session.call("press_element", List.of(List.of("id=missing", "engine")));
        assertThat(reply.json().path("data").path("combination").path("index").intValue())
                .as(reply.body())
                .isEqualTo(1);
        assertThat(said()).isEqualTo("Start engine;");
    }

    @Test
    void a_black_page_is_told_as_such() {
        upload("engine", startButton().base64());
        session.act(
                "execute_script",
                "document.body.innerHTML = ''; document.body.style.background = document.documentElement.style.background = '#000'");
        Reply black = session.call("press_element", List.of("engine"), Map.of("timeout", 1));
        assertThat(black.status()).as(black.body()).isEqualTo(500);
        assertThat(black.json().path("code").asText()).isEqualTo("E0303");
    }

    @Test
    void what_is_no_name_or_no_image_is_refused() {
        String image = cross().base64();
        for (String name : List.of("../../etc/cron.d/x", "/tmp/x.png", "a\\b", "", "..")) {
            assertThat(upload(name, image).status()).as(name).isEqualTo(400);
        }
        assertThat(upload("x", "not base64").json().path("code").asText()).isEqualTo("E0403");
        assertThat(upload("x", "aGVsbG8=").json().path("detail").asText()).contains("neither a PNG nor a JPEG");
        assertThat(upload("x", "A".repeat(3 << 20)).json().path("detail").asText())
                .contains("larger than 2 MiB");
        Reply huge = TestServer.shared()
                .http()
                .sendBytes("POST", session.path("/templates"), new byte[100 << 20], "application/json");
        assertThat(huge.status()).isEqualTo(413);
        Reply call = session.call("press_element", List.of("x"), Map.of("template_images", Map.of("../x", image)));
        assertThat(call.json().path("code").asText()).isEqualTo("E0403");
    }

    @Test
    void sources_of_elements_open_and_close_ways() {
        try (LiveSession pictures = start("{\"elements_sources\":[\"selenium_screenshot\"]}")) {
            Reply locator = pictures.call("press_element", List.of("id=field"));
            assertThat(locator.json().path("code").asText()).as(locator.body()).isEqualTo("E0202");
        }
        try (LiveSession locators = start("{\"elements_sources\":[\"selenium_find_element\"]}")) {
            locators.act("launch_app", site.url("/canvas.html"));
            Reply image = locators.call(
                    "press_element",
                    List.of("engine"),
                    Map.of("template_images", Map.of("engine", startButton().base64())));
            assertThat(image.json().path("code").asText()).as(image.body()).isEqualTo("E0202");
        }
    }

    @Test
    void names_of_detections_that_are_unknown_are_refused_with_those_that_are_known() {
        Reply image = startReply("{\"image_detection\":[\"sift\"]}");
        assertThat(image.status()).isEqualTo(400);
        assertThat(image.json().path("detail").asText()).contains("there is: templatematch");
        Reply source = startReply("{\"elements_sources\":[\"crystal_ball\"]}");
        assertThat(source.json().path("detail").asText()).contains("selenium_screenshot");
        Reply none = startReply("{\"elements_sources\":[{\"selenium\":false}]}");
        assertThat(none.json().path("code").asText()).isEqualTo("E0501");
    }

    private static LiveSession start(String request) {
        return LiveSession.startWith(TestServer.shared().http(), request);
    }

    private static Reply startReply(String request) {
        return TestServer.shared().http().post("/v1/sessions/start", request);
    }
}
