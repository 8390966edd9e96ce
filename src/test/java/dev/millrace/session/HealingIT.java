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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Locators that stop matching, on a page that is changed under them. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HealingIT {
    private static final Map<String, Object> SOON = Map.of("timeout", 0.3);

    private final TestSite site;
    private final LiveSession session;

    HealingIT() throws IOException {
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
        show("");
    }

    /** The page with these changes. */
    private void show(String changes) {
        session.act("launch_app", site.url("/heal.html?" + changes));
    }

    /** What was pressed last. */
    private String said() {
        return session.content("said");
    }

    private Reply press(Object locator) {
        return session.call("press_element", List.of(locator), SOON);
    }

    private static void assertHealed(Reply reply, String from) {
        assertThat(reply.status()).as(reply.body()).isEqualTo(200);
        JsonNode data = reply.json().path("data");
        assertThat(data.path("healed").booleanValue()).as(reply.body()).isTrue();
        assertThat(data.path("healing").path(0).path("from").textValue()).isEqualTo(from);
        assertThat(data.path("heal_summary").textValue()).contains(from);
    }

    private static void assertNotFound(Reply reply) {
        assertThat(reply.status()).as(reply.body()).isEqualTo(404);
        assertThat(reply.json().path("code").asText()).isEqualTo("E0201");
    }

    @ParameterizedTest
    @CsvSource({
        "id=new, ids",
        "New order, texts",
        "xpath=/html/body/div[1]/button[1], moved",
        "css=body > div > #new, moved",
        "id=new, ids+moved"
    })
    void an_element_is_found_again_by_what_it_looked_like(String locator, String changes) {
        assertThat(press(locator).json().path("data").has("healed")).isFalse();
        show(changes);

        Reply reply = press(locator);

        assertHealed(reply, locator);
        assertThat(said()).isIn("New order", "Create an order");
        String found =
                reply.json().path("data").path("healing").path(0).path("to").textValue();
        assertThat(reply.json()
                        .path("data")
                        .path("suggested_steps")
                        .path(0)
                        .path("params")
                        .path(0)
                        .textValue())
                .isEqualTo(found);
        assertThat(press(found).json().path("data").has("healed")).isFalse();
    }

    @Test
    void a_field_is_found_again_and_filled() {
        session.act("enter_text", "id=q", "first");
        show("ids");
        Reply reply = session.call("enter_text", List.of("id=q", "second"), SOON);
        assertHealed(reply, "id=q");
        assertThat(session.text("css=input")).isEqualTo("second");
    }

    @Test
    void of_rows_that_look_the_same_it_is_the_one_with_the_same_content() {
        press("id=del-1002");
        show("ids");
        assertHealed(press("id=del-1002"), "id=del-1002");
        assertThat(said()).isEqualTo("1002 Delete");
    }

    @ParameterizedTest
    @CsvSource({
        "id=new, gone",
        "id=new, gone+ids",
        "id=new, twins",
        "id=del-1002, rowgone",
        "id=del-1002, rowgone+ids",
        "id=del-1002, rowgone+moved",
        "id=export, longer",
        "Export, longer+ids"
    })
    void what_is_gone_is_not_taken_for_something_else(String locator, String changes) {
        assertThat(press(locator).status()).isEqualTo(200);
        show(changes);
        assertNotFound(press(locator));
        assertThat(said()).isEmpty();
    }

    @Test
    void what_was_never_found_and_what_is_on_another_page_is_not_looked_for() {
        show("ids");
        assertNotFound(press("css=#export"));
        show("");
        press("id=print");
        session.act("launch_app", site.url("/form.html"));
        assertNotFound(press("id=print"));
    }

    @Test
    void assertions_never_heal() {
        press("id=new");
        show("ids");
        assertThat(session.act("is_element", "id=new", "visible", 0).booleanValue())
                .isFalse();
        assertThat(session.act("is_element", "id=new", "invisible", 0).booleanValue())
                .isTrue();
        assertThat(session.act("validate_screen", "id=new", 0).booleanValue()).isFalse();
        assertNotFound(session.call("assert_presence", List.of("id=new", 0)));
        assertThat(session.act("detect_and_press", "id=new", 0).booleanValue()).isFalse();
    }

    @Test
    void a_fallback_that_is_there_comes_before_healing() {
        press("id=new");
        show("ids");
        Reply plain = press(List.of("id=new", "text=Export"));
        assertThat(plain.json().path("data").has("healed")).as(plain.body()).isFalse();
        assertThat(said()).isEqualTo("Export");

        Reply healed = press(List.of("id=new", "id=nowhere"));
        assertHealed(healed, "id=new");
        assertThat(said()).isEqualTo("New order");
    }

    @Test
    void a_session_can_do_without() {
        String request = "{\"driver_sources\":[\"selenium\"],\"ai_self_heal\":false}";
        try (LiveSession plain = LiveSession.startWith(TestServer.shared().http(), request)) {
            plain.act("launch_app", site.url("/heal.html"));
            plain.act("press_element", "id=new");
            plain.act("launch_app", site.url("/heal.html?ids"));
            assertNotFound(plain.call("press_element", List.of("id=new"), SOON));
        }
    }
}
