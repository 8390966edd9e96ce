package dev.millrace.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.testing.TestServer;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Sessions reach what the settings name and public addresses, whoever in a page asks, and nothing else. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ReachIT {
    /** This machine may be reached by its name, and not by its addresses. */
    private static final Map<String, String> SETTINGS = Map.of(
            "SESSIONS_ALLOWED_HOSTS", "*,localhost",
            "SESSIONS_ALLOW_PRIVATE_ADDRESSES", "false");

    private final TestServer server;
    private final LiveSession session;
    private final TestSite site;

    ReachIT(@TempDir Path data) throws IOException {
        Browsers.requireChromium();
        site = TestSite.start();
        server = TestServer.start(data, SETTINGS);
        session = LiveSession.startOrClose(server, "selenium");
    }

    @AfterAll
    void stop() {
        session.close();
        server.close();
        site.close();
    }

    private static String code(LiveSession session, String keyword, Object... parameters) {
        JsonNode answer = session.call(keyword, List.of(parameters)).json();
        return answer.path("code").asText() + " " + answer.path("detail").asText();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "file:///etc/passwd",
                "view-source:http://localhost/",
                "view-source:file:///etc/passwd",
                "chrome://version",
                "devtools://devtools/bundled/inspector.html",
                "data:text/html,<h1>x</h1>",
                "javascript:alert(1)",
                "blob:null/x",
                "about:config",
                "ftp://localhost/",
                "localhost",
                "//localhost/",
                "http:///x",
            })
    void only_addresses_of_the_web_can_be_opened(String address) {
        assertThat(code(session, "launch_app", address)).startsWith("E0403 ");
        assertThat(code(session, "launch_other_app", address)).startsWith("E0403 ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://127.0.0.1:1/",
                "http://127.1:1/",
                "http://2130706433:1/",
                "http://0x7f000001:1/",
                "http://0:1/",
                "http://[::1]:1/",
                "http://[::ffff:127.0.0.1]:1/",
                "http://169.254.169.254/latest/meta-data/",
                "http://10.0.0.1/",
                "http://192.168.0.1/",
            })
    void private_addresses_are_refused_with_what_would_allow_them(String address) {
        assertThat(code(session, "launch_app", address)).startsWith("E040").contains("sessions.allowed_hosts");
    }

    @Test
    void a_host_that_the_settings_name_may_be_private() {
        session.act("launch_app", site.named("/form.html"));
        assertThat(session.text("id=title")).isEqualTo("A form");
    }

    @Test
    void nothing_in_a_page_gets_to_where_sessions_may_not_be() throws IOException {
        site.forgetStrangers();
        session.act("launch_app", site.named("/escape.html"));
        InetAddress strange = InetAddress.getByName("127.0.0.2");
        try (DatagramSocket stun = new DatagramSocket(0, strange);
                ServerSocket turn = new ServerSocket(stun.getLocalPort(), 50, strange)) {
            stun.setSoTimeout(1_000);
            turn.setSoTimeout(1_000);
            session.act("execute_script", escape(site.elsewhere(""), stun.getLocalPort()));
            assertThat(session.act("is_element", "text=tried everything", "visible", 20)
                            .booleanValue())
                    .isTrue();

            assertThat(site.strangers()).isEmpty();
            assertThatThrownBy(() -> stun.receive(new DatagramPacket(new byte[64], 64)))
                    .isInstanceOf(SocketTimeoutException.class);
            assertThatThrownBy(turn::accept).isInstanceOf(SocketTimeoutException.class);
        }

        for (String way : List.of("redirect", "click", "script", "form")) {
            session.act("launch_app", site.named("/escape.html"));
            session.act("execute_script", "window.goAway('%s', '%s')".formatted(way, site.elsewhere("/form.html")));
            JsonNode lost = session.call("get_text", List.of("id=title"), Map.of("timeout", 3))
                    .json();
            assertThat(lost.path("code").asText()).as(way).isIn("E0201", "E0401");
        }
        assertThat(site.strangers()).isEmpty();
    }

    /** Shows that the page of the test above does get out where it may. */
    @Test
    void a_page_gets_to_where_sessions_may_be() throws IOException {
        site.forgetStrangers();
        try (LiveSession free = LiveSession.start(TestServer.shared().http(), "selenium")) {
            free.act("launch_app", site.named("/escape.html"));
            free.act("execute_script", escape(site.elsewhere(""), 9));
            free.act("is_element", "text=tried everything", "visible", 20);

            assertThat(site.strangers())
                    .contains(
                            "/frame", "/image", "/script", "/style", "/fetch", "/worker", "/events", "/beacon",
                            "/socket", "/object", "/import");
        }
    }

    private static String escape(String base, int port) {
        return "window.escapeTo('%s', %d)".formatted(base, port);
    }

    @Test
    void the_port_of_a_driver_is_closed_to_pages() throws IOException {
        int port = BrowserProcesses.driverPort(session.id());
        assertThat(code(session, "launch_app", "http://localhost:%d/status".formatted(port)))
                .startsWith("E0401 ")
                .contains("belongs to a browser's driver");
        session.act("launch_app", site.named("/form.html"));
        String fetch =
                "return fetch('http://localhost:%d/session', {method: 'POST', mode: 'no-cors', body: '{}'}).then(() => 'sent').catch(() => 'refused')"
                        .formatted(port);
        assertThat(session.act("execute_script", fetch).textValue()).isEqualTo("refused");
    }

    @Test
    void services_are_called_only_where_sessions_may_be() {
        site.forgetStrangers();
        String calls = """
                {"collections": {"s": {"apis": {
                   "away": {"endpoint": "%s"}, "file": {"endpoint": "http:/etc/passwd"}, "named": {"endpoint": "%s"},
                   "redirect": {"endpoint": "%s"}}}}}
                """.formatted(site.elsewhere("/api/x"), site.named("/api/x"), site.named("/away"));
        assertThat(server.http().post(session.path("/api"), calls).status()).isEqualTo(204);

        assertThat(code(session, "invoke_api", "s.away")).startsWith("E0403 ");
        assertThat(code(session, "invoke_api", "s.file")).startsWith("E0403 ");
        assertThat(session.act("invoke_api", "s.named").path("token").asText()).isEqualTo("t-123");
        session.call("invoke_api", List.of("s.redirect"));
        assertThat(site.strangers()).isEmpty();
    }

    @Test
    void the_browser_of_the_server_gets_no_further() {
        site.forgetStrangers();
        try (LiveSession inner = LiveSession.start(server.http(), "htmlunit")) {
            assertThat(code(inner, "launch_app", site.elsewhere("/form.html"))).startsWith("E0403 ");
            assertThat(code(inner, "launch_app", "file:///etc/passwd")).startsWith("E0403 ");
            inner.act("launch_app", site.named("/form.html"));
            inner.call("execute_script", List.of("location = '%s'".formatted(site.elsewhere("/form.html"))));
            inner.call(
                    "execute_script",
                    List.of("const r = new XMLHttpRequest(); r.open('GET', '%s', false); r.send()"
                            .formatted(site.elsewhere("/fetch"))));
            inner.call(
                    "execute_script",
                    List.of("new WebSocket('%s')"
                            .formatted(site.elsewhere("/socket").replace("http:", "ws:"))));
            inner.call("launch_app", List.of(site.named("/away")));
            assertThat(site.strangers()).isEmpty();
        }
    }
}
