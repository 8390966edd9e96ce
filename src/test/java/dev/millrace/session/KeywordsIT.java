package dev.millrace.session;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.testing.TestServer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** The keywords that clients know: their names and parameters, and those that other tests do not need. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class KeywordsIT {
    private static final String AREA = "aoi_x=0, aoi_y=0, aoi_width=100, aoi_height=100";

    /** Every keyword of the contract; a parameter without a default is required, {@code ?} stands for nothing. */
    private static final List<String> CONTRACT = List.of(
            "press_element(element, repeat=1, offset_x=0, offset_y=0, index=0, " + AREA + ", event_name=?)",
            "press_by_percentage(percent_x, percent_y, repeat=1, event_name=?)",
            "press_by_coordinates(coor_x, coor_y, repeat=1, event_name=?)",
            "detect_and_press(element, timeout=30, event_name=?)",
            "press_checkbox(element, " + AREA + ", event_name=?, index=0)",
            "press_radio_button(element, " + AREA + ", event_name=?, index=0)",
            "select_dropdown_option(element, option, timeout=30, event_name=?)",
            "swipe(coor_x, coor_y, direction=right, swipe_length=50, event_name=?)",
            "swipe_by_percentage(percent_x, percent_y, direction=right, swipe_length=50, event_name=?)",
            "swipe_seekbar_to_right_android(element, event_name=?)",
            "swipe_until_element_appears(element, direction, timeout, event_name=?)",
            "swipe_from_element(element, direction, swipe_length, " + AREA + ", event_name=?, index=0)",
            "scroll_from_element(element, direction, scroll_length, " + AREA + ", event_name=?, index=0)",
            "scroll(direction, event_name=?)",
            "scroll_until_element_appears(element, direction, timeout, event_name=?)",
            "enter_text(element, text, " + AREA + ", event_name=?, index=0)",
            "enter_text_direct(text, event_name=?)",
            "enter_text_using_keyboard(text_input, event_name=?)",
            "enter_number(element, number, " + AREA + ", event_name=?, index=0)",
            "press_keycode(keycode, event_name=?)",
            "clear_element_text(element, " + AREA + ", event_name=?, index=0)",
            "get_text(element, index=0, " + AREA + ")",
            "sleep(duration)",
            "execute_script(script_or_json, event_name=?)",
            "initialise_setup()",
            "launch_app(app_identifier=?, app_activity=?, event_name=?)",
            "start_appium_session(event_name=?)",
            "get_driver_session_id()",
            "launch_other_app(app_name, event_name=?)",
            "close_and_terminate_app()",
            "force_terminate_app(app_name, event_name=?)",
            "get_app_version(app_package=?)",
            "validate_element(element, timeout=10, rule=all, event_name=?)",
            "is_element(element, element_state, timeout, event_name=?)",
            "assert_presence(elements, timeout_str=30, rule=any, event_name=?, fail=true)",
            "assert_visibility(elements, timeout_str=30, rule=any, event_name=?, fail=true)",
            "validate_screen(elements, timeout=30, rule=any, event_name=?)",
            "assert_equality(output, expression, event_name=?)",
            "capture_screenshot(event_name=?)",
            "capture_pagesource(event_name=?)",
            "get_interactive_elements(filter_config=?)",
            "get_screen_elements()",
            "execute_module(module_name)",
            "run_loop(target, args)",
            "condition(args)",
            "read_data(input_element, file_path, query=)",
            "evaluate(param1, param2)",
            "date_evaluate(param1, param2, param3=today, param4=%d %B)",
            "invoke_api(api_identifier, event_name=?)");

    private final LiveSession session;
    private final TestSite site;

    KeywordsIT() throws IOException {
        Browsers.requireChromium();
        session = LiveSession.start(TestServer.shared().http(), "selenium");
        site = TestSite.start();
    }

    @BeforeEach
    void open() {
        session.act("launch_app", site.url("/form.html"));
    }

    @AfterAll
    void stop() {
        session.close();
        site.close();
    }

    private static String signature(JsonNode keyword) {
        List<String> parameters = new ArrayList<>();
        for (JsonNode parameter : keyword.path("parameters")) {
            String initial = parameter.path("default").isNull()
                    ? "?"
                    : parameter.path("default").textValue();
            String name = parameter.path("name").textValue();
            parameters.add(parameter.path("required").booleanValue() ? name : name + "=" + initial);
        }
        return keyword.path("keyword_slug").textValue() + "(" + String.join(", ", parameters) + ")";
    }

    private long scrolled() {
        return session.act("execute_script", "return Math.round(window.scrollY)")
                .longValue();
    }

    @Test
    void all_keywords_of_the_contract_are_there_with_their_parameters() {
        List<String> found = new ArrayList<>();
        for (JsonNode keyword : TestServer.shared().http().get("/v1/keywords").json()) {
            found.add(signature(keyword));
            assertThat(keyword.path("description").textValue()).isNotBlank();
            assertThat(keyword.path("parameters"))
                    .allSatisfy(parameter ->
                            assertThat(parameter.path("type").textValue()).isIn("str", "int", "float", "bool", "list"));
        }
        assertThat(CONTRACT).hasSize(49);
        assertThat(found).containsExactlyInAnyOrderElementsOf(CONTRACT);
    }

    @Test
    void names_are_read_in_words_and_in_any_case() {
        assertThat(session.call("  gEt   driver Session ID ", List.of()).status())
                .isEqualTo(200);
    }

    @Test
    void points_are_pressed_in_pixels_and_in_percent() {
        session.act("launch_app", site.url("/table.html"));
        JsonNode canvas = session.act(
                "execute_script",
                "const r = document.getElementById('canvas').getBoundingClientRect(); return [r.left, r.top, innerWidth, innerHeight]");
        double x = canvas.path(0).doubleValue() + 30;
        double y = canvas.path(1).doubleValue() + 20;
        session.act("press_by_coordinates", Math.round(x), Math.round(y));
        assertThat(session.text("id=said")).isEqualTo("30,20");
        session.act(
                "press_by_percentage",
                (x + 30) / canvas.path(2).doubleValue() * 100,
                (y + 20) / canvas.path(3).doubleValue() * 100);
        assertThat(session.text("id=said")).isEqualTo("60,40");
    }

    @Test
    void swipes_and_scrolls_move_the_page() {
        session.act("scroll", "down");
        long page = scrolled();
        assertThat(page).isGreaterThan(300);
        session.act("swipe", 300, 300, "down", 100);
        assertThat(scrolled()).isEqualTo(page - 100);
        session.act("swipe_by_percentage", 50, 50, "up", 10);
        assertThat(scrolled()).isGreaterThan(page - 100);
        session.act("swipe_until_element_appears", "id=title", "down", 10);
        assertThat(scrolled()).isLessThan(100);
        assertThat(session.call("scroll_until_element_appears", List.of("id=nowhere", "down", 0.3))
                        .json()
                        .path("code")
                        .textValue())
                .isEqualTo("E0201");
    }

    @Test
    void a_slider_is_dragged() {
        session.act("swipe_from_element", "name=loud", "right", 50);
        assertThat(Integer.parseInt(session.text("name=loud"))).isBetween(65, 85);
    }

    @Test
    void the_keyboard_types_texts_and_keys() {
        session.act("press_element", "name=user");
        session.act("enter_text_using_keyboard", "Ada");
        session.act("enter_text_using_keyboard", "<backspace>");
        assertThat(session.text("name=user")).isEqualTo("Ad");
    }

    @Test
    void other_pages_are_opened_and_closed() {
        assertThat(session.act("launch_app").textValue())
                .isEqualTo(session.act("get_driver_session_id").textValue())
                .isNotEmpty();
        session.act("launch_other_app", site.url("/table.html"));
        assertThat(session.act("execute_script", "return document.title").textValue())
                .isEqualTo("Table");
        session.act("close_and_terminate_app");
        assertThat(session.act("execute_script", "return location.href").textValue())
                .isEqualTo("about:blank");
        session.act("initialise_setup");
    }

    @Test
    void what_makes_no_sense_in_a_browser_says_so() {
        Map<String, List<Object>> calls = Map.of(
                "start_appium_session", List.of(),
                "force_terminate_app", List.of("x"),
                "get_app_version", List.of());
        calls.forEach((keyword, parameters) -> {
            JsonNode answer = session.call(keyword, parameters).json();
            assertThat(answer.path("status").intValue()).isEqualTo(400);
            assertThat(answer.path("code").textValue()).isEqualTo("E0105");
            assertThat(answer.path("detail").textValue()).contains("devices");
        });
    }

    @Test
    void elements_are_asserted_by_any_locator() {
        session.act("validate_element", "css=#title|text=Save or leave|//button[@id='off']", 1, "all");
        assertThat(session.act("assert_presence", "css=.ok", 0).booleanValue()).isTrue();
        assertThat(session.actWith(
                                "assert_presence", Map.of("elements", "id=nowhere", "timeout_str", 0, "fail", "false"))
                        .booleanValue())
                .isFalse();
        assertThat(session.call("validate_element", List.of("css=#title|id=nowhere", 0))
                        .json()
                        .path("code")
                        .textValue())
                .isEqualTo("E0201");
        assertThat(session.act("assert_equality", "a", "b").booleanValue()).isFalse();
    }

    @Test
    void the_page_is_captured_as_picture_text_and_elements() {
        byte[] png =
                Base64.getDecoder().decode(session.act("capture_screenshot").textValue());
        assertThat(png).startsWith(0x89, 'P', 'N', 'G');
        assertThat(session.act("capture_pagesource").path("page_source").textValue())
                .contains("A form");
        assertThat(session.actWith("get_interactive_elements", Map.of("filter_config", List.of("buttons", "inputs"))))
                .allSatisfy(
                        element -> assertThat(element.path("type").textValue()).isIn("button", "input"));
        JsonNode screen = session.act("get_screen_elements");
        assertThat(screen.path("screenshot").textValue()).isNotEmpty();
        assertThat(screen.path("elements")).isNotEmpty();
    }

    @Test
    void an_event_has_the_name_that_its_caller_gives_it() {
        session.actWith("press_element", Map.of("element", "id=count", "event_name", "counted"));
        assertThat(session.text("id=count")).isEqualTo("1");
    }
}
