package dev.millrace.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.testing.TestServer;
import java.io.IOException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Pages that open windows. */
class WindowsIT {
    @ParameterizedTest
    @ValueSource(strings = {"selenium", "htmlunit"})
    void a_session_goes_to_the_window_that_opened_and_back_when_it_closes(String driver) throws IOException {
        if (driver.equals("selenium")) {
            Browsers.requireChromium();
        }
        try (TestSite site = TestSite.start();
                LiveSession session = LiveSession.start(TestServer.shared().http(), driver)) {
            session.act("launch_app", site.url("/windows.html"));

            session.act("press_element", "id=popup");
            assertThat(session.text("id=question")).isEqualTo("Is it so?");
            session.act("press_element", "id=yes");
            assertThat(session.text("id=said")).isEqualTo("It is so");

            session.act("press_element", "id=tab");
            session.act("validate_element", "css=table");
            assertThat(title(session)).isEqualTo("Table");
            session.act("execute_script", "window.close()");
            assertThat(title(session)).isEqualTo("Windows");
        }
    }

    private static String title(LiveSession session) {
        return session.act("execute_script", "return document.title").textValue();
    }
}
