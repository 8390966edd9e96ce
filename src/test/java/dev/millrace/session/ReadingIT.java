package dev.millrace.session;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.testing.Http.Reply;
import dev.millrace.testing.TestServer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Texts that are in no page but on its picture, read by tesseract. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ReadingIT {
    private final TestSite site;
    private final LiveSession session;

    ReadingIT() throws IOException {
        Browsers.requireChromium();
        Browsers.requireTesseract();
        site = TestSite.start();
        session = LiveSession.startWith(
                TestServer.shared().http(), "{\"driver_sources\":[\"selenium\"],\"text_detection\":[\"tesseract\"]}");
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

    @Test
    void a_text_that_the_page_only_paints_is_pressed() {
        session.act("press_element", "Start engine");
        session.act("press_element", "text_only:stop ENGINE");
        session.act("press_element", "text=hatch");
        assertThat(session.content("said")).isEqualTo("Start engine;Stop engine;Open hatch;");
        assertThat(TestServer.shared().http().get(session.path("/workflow")).body())
                .contains("text_detection:\n  - tesseract");
    }

    @Test
    void what_was_read_is_told_and_asserted() {
        assertThat(session.text("text_only:the mill stands still")).isEqualTo("The mill stands still");
        assertThat(session.act("assert_presence", "Start engine|Stop engine|css=input", 5, "all")
                        .booleanValue())
                .isTrue();
        assertThat(session.act("validate_screen", "The mill turns", 0).booleanValue())
                .isFalse();
        assertThat(session.act("is_element", "Start engine", "visible", 0).booleanValue())
                .isTrue();
        session.act("execute_script", "document.getElementById('canvas').remove()");
        assertThat(session.act("is_element", "Start engine", "invisible", 5).booleanValue())
                .isTrue();
    }

    @Test
    void a_part_of_several_is_chosen_by_index_and_area() {
        session.act("press_element", Map.of("element", "text_only:engine", "index", 1));
        session.act("press_element", Map.of("element", "text_only:engine", "aoi_width", 18));
        assertThat(session.content("said")).isEqualTo("Stop engine;Start engine;");
    }

    @Test
    void text_is_entered_where_a_text_was_pressed() {
        session.act("enter_text", "text_only:Type a name", "Ada");
        assertThat(session.text("id=field")).isEqualTo("Ada");
        session.act("clear_element_text", "text_only:Ada");
        assertThat(session.text("id=field")).isEmpty();
    }

    @Test
    void without_detection_of_texts_only_those_that_ask_for_it_are_read() {
        try (LiveSession plain = LiveSession.start(TestServer.shared().http(), "selenium")) {
            plain.act("launch_app", site.url("/canvas.html"));
            Reply page = plain.call("press_element", List.of("Start engine"), Map.of("timeout", 0.5));
            assertThat(page.json().path("code").asText()).isEqualTo("E0201");
            plain.act("press_element", "text_only:Start engine");
            assertThat(plain.content("said")).isEqualTo("Start engine;");
        }
    }

    @Test
    void other_names_of_the_reader_are_taken_with_a_warning() {
        Reply reply = TestServer.shared()
                .http()
                .post("/v1/sessions/start", "{\"driver_sources\":[\"htmlunit\"],\"text_detection\":[\"easyocr\"]}");
        assertThat(reply.status()).as(reply.body()).isEqualTo(200);
        JsonNode warnings = reply.json().path("warnings");
        assertThat(warnings.path(0).textValue()).isEqualTo("text_detection: easyocr is done by tesseract here");
        TestServer.shared()
                .http()
                .send(
                        "DELETE",
                        "/v1/sessions/" + reply.json().path("session_id").textValue() + "/stop",
                        "");
    }

    @Test
    @Tag("long")
    void without_the_program_it_is_told_what_to_install(@TempDir Path data) throws Exception {
        try (TestServer server = TestServer.start(data, Map.of("SESSIONS_TESSERACT", "/nowhere/tesseract"));
                LiveSession plain = LiveSession.start(server.http(), "selenium")) {
            Reply start = server.http()
                    .post(
                            "/v1/sessions/start",
                            "{\"driver_sources\":[\"htmlunit\"],\"text_detection\":[\"tesseract\"]}");
            assertThat(start.status()).as(start.body()).isEqualTo(500);
            assertThat(start.json().path("detail").asText()).contains("apt-get install tesseract-ocr");
            Reply use = plain.call("press_element", List.of("text_only:Start"));
            assertThat(use.json().path("code").asText()).isEqualTo("E0603");
        }
    }
}
