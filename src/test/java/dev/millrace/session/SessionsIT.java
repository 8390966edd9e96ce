package dev.millrace.session;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.testing.Http.Reply;
import dev.millrace.testing.TestServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** A real Chromium, driven over HTTP through the project's own pages. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SessionsIT {
    private final TestSite site;
    private final LiveSession session;

    SessionsIT() throws IOException {
        Browsers.requireChromium();
        site = TestSite.start();
        session = LiveSession.start(TestServer.shared().http(), "selenium");
    }

    @AfterAll
    void stop() {
        session.close();
        site.close();
    }

    private LiveSession open(String page) {
        session.act("launch_app", site.url(page));
        return session;
    }

    @Test
    void a_form_is_filled_and_sent() {
        LiveSession form = open("/form.html");
        form.act("enter_text", "Your name", "Ada");
        form.act("enter_text", "data-testid=note", "two\nlines");
        form.act("enter_text", "css=[name=born]", "1815-12-10");
        form.act("enter_number", "name=count", 42);
        form.act("select_dropdown_option", "name=color", "Green");
        form.act("press_checkbox", "I agree");
        form.act("press_radio_button", "Large");
        form.act("press_element", "role=button[name=Send]");

        assertThat(form.text("id=said")).isEqualTo("sent Ada");
        assertThat(form.act(
                                "execute_script",
                                "const f = document.forms[0]; return [f.note.value, f.born.value, f.count.value, f.color.value, f.agree.checked, f.size.value]")
                        .toString())
                .isEqualTo("[\"two\\nlines\",\"1815-12-10\",\"42\",\"g\",true,\"l\"]");
    }

    @Test
    void entering_replaces_what_a_field_holds_and_clearing_empties_it() {
        LiveSession form = open("/form.html");
        form.act("enter_text", "name=user", "first");
        form.act("enter_text", "name=user", "second");
        assertThat(form.text("name=user")).isEqualTo("second");
        form.act("clear_element_text", "name=user");
        assertThat(form.text("name=user")).isEmpty();
        form.act("enter_text", "Rich text", "new");
        assertThat(form.text("id=rich")).isEqualTo("new");
    }

    @Test
    void text_finds_what_is_exactly_so_before_what_only_contains_it() {
        LiveSession form = open("/form.html");
        form.act("press_element", "save");
        assertThat(form.text("id=said")).isEqualTo("saved");
        form.act("press_element", "SAVE AS");
        assertThat(form.text("id=said")).isEqualTo("saved as");
        assertThat(form.text("css=li >> xpath=.")).isEqualTo("One");
        assertThat(form.act("get_text", "text=Two", 1).textValue()).isEqualTo("Two");
    }

    @Test
    void keys_are_pressed_where_the_cursor_is() {
        LiveSession form = open("/form.html");
        form.act("press_element", "id=keys");
        form.act("press_keycode", "enter");
        assertThat(form.text("id=said")).isEqualTo("Enter");
        form.act("press_keycode", "control+b");
        assertThat(form.text("id=said")).isEqualTo("control+b");
        form.act("enter_text", "name=user", "Ada");
        form.act("enter_text_direct", " L");
        assertThat(form.text("name=user")).isEqualTo("Ada L");
        form.act("enter_text", "name=user", "<enter>");
        assertThat(form.text("id=said")).isEqualTo("sent Ada L");
    }

    @Test
    void presses_reach_points_and_what_is_far_down_the_page() {
        LiveSession form = open("/form.html");
        form.act("press_element", "id=count", 3);
        assertThat(form.text("id=count")).isEqualTo("3");
        form.act("press_element", "id=far");
        assertThat(form.text("id=said")).isEqualTo("far away");

        LiveSession table = open("/table.html");
        table.act("press_element", "id=canvas", 1, 10, 5);
        assertThat(table.text("id=said")).isEqualTo("160,55");
    }

    @Test
    void what_comes_late_moves_or_is_covered_is_waited_for() {
        LiveSession late = open("/late.html");
        late.act("press_element", "id=late");
        assertThat(late.text("id=said")).isEqualTo("came late");
        open("/late.html").act("press_element", "id=moving");
        assertThat(late.text("id=said")).isEqualTo("caught");
        open("/late.html").act("press_element", "id=slow");
        assertThat(late.text("id=said")).isEqualTo("patient");
        open("/late.html").act("press_element", "id=covered");
        assertThat(late.text("id=said")).isEqualTo("uncovered");
    }

    @Test
    void what_is_not_ready_in_time_is_told_with_the_reason() {
        LiveSession late = open("/late.html");
        Reply covered = late.call("press_element", List.of("id=buried"), Map.of("timeout", 0.5));
        assertThat(covered.status()).isEqualTo(504);
        assertThat(covered.json().path("code").asText()).isEqualTo("E0204");
        assertThat(covered.json().path("detail").asText()).contains("is covered by <div class=\"lid\">");

        Reply missing = late.call("press_element", List.of("id=nowhere"), Map.of("timeout", 0.3));
        assertThat(missing.status()).isEqualTo(404);
        assertThat(missing.json().path("type").asText()).isEqualTo("urn:millrace:problem:optics:element");
        assertThat(missing.json().path("detail").asText()).isEqualTo("`id=nowhere` is not on the page");
    }

    @Test
    void shadow_trees_and_frames_are_reached_like_the_rest() {
        LiveSession nested = open("/nested.html");
        nested.act("press_element", "Deep");
        assertThat(nested.text("id=said")).isEqualTo("deep");
        nested.act("press_element", "Inner button");
        assertThat(nested.text("id=said")).isEqualTo("inner");
        nested.act("enter_text", "Shadow field", "dark");
        nested.act("enter_text", "name=inner", "within");
        assertThat(nested.text("Shadow field")).isEqualTo("dark");
        assertThat(nested.text("css=iframe >> css=input")).isEqualTo("within");
    }

    @Test
    void fallbacks_are_tried_in_order_and_the_answer_tells_which_one_it_was() {
        LiveSession form = open("/form.html");
        Reply reply = form.call("press_element", List.of(List.of("#missing", "text=Missing", "css=button.ok")));

        assertThat(reply.status()).as(reply.body()).isEqualTo(200);
        JsonNode combination = reply.json().path("data").path("combination");
        assertThat(combination.path("index").intValue()).isEqualTo(2);
        assertThat(combination.path("params").path(0).textValue()).isEqualTo("css=button.ok");
    }

    @Test
    void when_all_fallbacks_fail_each_attempt_is_told() {
        LiveSession form = open("/form.html");
        Reply reply = form.call("press_element", List.of(List.of("id=a", "id=b")), Map.of("timeout", 0.4));

        assertThat(reply.status()).isEqualTo(404);
        assertThat(reply.json().path("code").asText()).isEqualTo("E0201");
        assertThat(reply.json().path("details").path("attempts"))
                .extracting(attempt -> attempt.path("reason").asText())
                .containsExactly("`id=a` is not on the page", "`id=b` is not on the page");
    }

    @Test
    void every_listed_element_is_found_again_by_its_xpath() {
        for (String page : List.of("/form.html", "/nested.html", "/table.html")) {
            LiveSession shown = open(page);
            JsonNode elements = TestServer.shared()
                    .http()
                    .get(shown.path("/elements"))
                    .json()
                    .path("data")
                    .path("result");
            Set<String> paths = new HashSet<>();
            assertThat(elements.size()).isGreaterThan(5);
            for (JsonNode element : elements) {
                String path = element.path("xpath").textValue();
                assertThat(paths.add(path)).as("%s is unique", path).isTrue();
                assertThat(path.length()).as(path).isLessThan(200);
                assertThat(shown.act("assert_presence", path.replace("|", ""), 0)
                                .booleanValue())
                        .as(path)
                        .isTrue();
            }
        }
    }

    @Test
    void elements_are_told_apart_by_groups() {
        LiveSession form = open("/form.html");
        Reply buttons = TestServer.shared().http().get(form.path("/elements?filter_config=buttons"));
        assertThat(buttons.json().path("data").path("result")).isNotEmpty().allSatisfy(element -> assertThat(
                        element.path("type").textValue())
                .isEqualTo("button"));
        assertThat(TestServer.shared()
                        .http()
                        .get(form.path("/elements?filter_config=nonsense"))
                        .status())
                .isEqualTo(400);
    }

    @Test
    void the_page_is_shown_as_picture_and_as_text() {
        LiveSession form = open("/form.html");
        byte[] png = Base64.getDecoder()
                .decode(TestServer.shared()
                        .http()
                        .get(form.path("/screenshot"))
                        .json()
                        .path("data")
                        .path("result")
                        .textValue());
        assertThat(new String(png, 1, 3, StandardCharsets.US_ASCII)).isEqualTo("PNG");
        assertThat(TestServer.shared()
                        .http()
                        .get(form.path("/source"))
                        .json()
                        .path("data")
                        .path("result")
                        .textValue())
                .contains("<h1 id=\"title\">A form</h1>");
    }

    @Test
    void a_login_with_a_cookie_works() {
        LiveSession login = open("/login.html");
        login.act("enter_text", "User", "ada");
        login.act("enter_text", "Password", "@:s3cret");
        login.act("press_element", "Log in");
        assertThat(login.text("css=h1")).isEqualTo("Welcome, ada");
    }

    @Test
    void scrolling_and_dragging_move_what_is_under_them() {
        LiveSession table = open("/table.html");
        table.act("scroll_from_element", "id=list", "down", 400);
        assertThat(table.act("execute_script", "return document.getElementById('list').scrollTop")
                        .intValue())
                .isEqualTo(400);
        LiveSession form = open("/form.html");
        form.act("scroll_until_element_appears", "id=far", "down", 10);
        form.act("swipe_seekbar_to_right_android", "name=loud");
        assertThat(form.text("name=loud")).isEqualTo("100");
    }

    @Test
    void states_of_elements_are_told() {
        LiveSession form = open("/form.html");
        assertThat(form.act("is_element", "id=off", "disabled", 0).booleanValue())
                .isTrue();
        assertThat(form.act("is_element", "id=hidden", "invisible", 0).booleanValue())
                .isTrue();
        assertThat(form.act("is_element", "id=count", "enabled", 0).booleanValue())
                .isTrue();
        assertThat(form.act("assert_visibility", "id=hidden|id=count", 0, "any").booleanValue())
                .isTrue();
        assertThat(form.act("validate_screen", "id=hidden|id=count", 0, "all").booleanValue())
                .isFalse();
        assertThat(form.act("detect_and_press", "id=nowhere", 0).booleanValue()).isFalse();
    }

    @Test
    void wrong_calls_are_told_with_the_signature() {
        LiveSession form = open("/form.html");
        for (Object params : List.of(
                List.of(), Map.of("elment", "x"), List.of(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11), List.of(List.of()))) {
            Reply reply = form.call("press_element", params);
            assertThat(reply.status()).as(reply.body()).isEqualTo(400);
            assertThat(reply.json().path("code").asText()).isEqualTo("E0403");
            assertThat(reply.json().path("detail").asText())
                    .contains("press_element(element, repeat=\"1\", offset_x=\"0\"");
        }
        assertThat(form.call("no such thing", List.of()).json().path("code").asText())
                .isEqualTo("E0402");
        assertThat(form.call("press_element", List.of("css=[[["))
                        .json()
                        .path("code")
                        .asText())
                .isEqualTo("E0403");
    }
}
