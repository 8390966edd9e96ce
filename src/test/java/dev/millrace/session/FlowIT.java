package dev.millrace.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.testing.Http;
import dev.millrace.testing.Http.Reply;
import dev.millrace.testing.TestServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Modules, loops, choices, values and services, in the browser that needs no installation. */
class FlowIT {
    private final Http http = TestServer.shared().http();
    private final TestSite site = TestSite.start();
    private final LiveSession session = LiveSession.start(http, "htmlunit");

    FlowIT() throws IOException {}

    @BeforeEach
    void open() {
        session.act("launch_app", site.url("/form.html"));
    }

    @AfterEach
    void stop() {
        session.close();
        site.close();
    }

    private void give(String what, String body) {
        Reply reply = http.post(session.path(what), body);
        assertThat(reply.status()).as(reply.body()).isEqualTo(204);
    }

    private String code(String keyword, Object... params) {
        return session.call(keyword, List.of(params)).json().path("code").asText();
    }

    @Test
    void the_browser_of_the_server_fills_a_form() {
        session.act("enter_text", "name=user", "Ada");
        session.act("press_element", "role=button[name=Send]");
        assertThat(session.text("id=said")).isEqualTo("sent Ada");
    }

    @Test
    void modules_loops_and_named_elements_work_together() {
        give("/modules", """
                {"modules": {
                   "count": [{"keyword": "press_element", "params": ["${counter}"]}],
                   "name": [{"keyword": "enter_text", "params": {"element": "name=user", "text": "${who}"}}],
                   "fails": [{"keyword": "get_text", "params": ["id=nowhere"]}]},
                 "elements": {"counter": ["id=nowhere", "id=count"]}}
                """);

        assertThat(session.act("run_loop", "count", 3).intValue()).isEqualTo(3);
        assertThat(session.text("id=count")).isEqualTo("3");
        session.act("run_loop", "name", "${who}", "Ada|Bob");
        assertThat(session.text("name=user")).isEqualTo("Bob");

        session.act("evaluate", "${n}", "2 + 2");
        assertThat(session.act("condition", "${n} > 5", "fails", "${n} == 4", "name")
                        .textValue())
                .isEqualTo("name");
        Reply quick = session.call("condition", List.of("!fails", "count"), Map.of("timeout", 0.2));
        assertThat(quick.json().path("data").path("result").textValue()).isEqualTo("count");
        assertThat(session.text("id=count")).isEqualTo("4");
        assertThat(session.act("condition", "false", "count").isNull()).isTrue();
    }

    @Test
    void what_would_run_on_for_ever_ends_at_a_limit() {
        give("/modules", "{\"modules\": {\"again\": [{\"keyword\": \"execute_module\", \"params\": [\"again\"]}]}}");
        assertThat(code("execute_module", "again")).isEqualTo("E0603");
        assertThat(code("execute_module", "nowhere")).isEqualTo("E0601");
        assertThat(code("evaluate", "x", "9**9**9**9**9")).isIn("", "E0403");
        assertThat(code("evaluate", "x", "len(1..1000000000)")).isEqualTo("E0403");
        assertThat(code("run_loop", "again", 1_000_000)).isEqualTo("E0403");
        assertThat(code("get_text", "${nobody}")).isEqualTo("E0403");
    }

    @Test
    void values_are_worked_out_and_kept() {
        session.act("evaluate", "${price}", "19.5 * 2");
        assertThat(session.act("evaluate", "label", "'costs ' + '${price}'").textValue())
                .isEqualTo("costs 39");
        assertThat(session.act("date_evaluate", "${due}", "2026-01-31", "+1 day", "%d %B %Y")
                        .textValue())
                .isEqualTo("01 February 2026");
        assertThat(session.act("assert_equality", "${due}", "01 February 2026").booleanValue())
                .isTrue();
    }

    @Test
    void a_service_is_called_and_what_it_answers_is_kept() {
        give("/api", """
                {"collections": {"shop": {"base_url": "%s", "global_headers": {"X-Test": "1"}, "apis": {
                   "login": {"endpoint": "/api/login", "request": {"method": "POST", "body": {"user": "${who}"}},
                     "expected_result": {"expected_status": 200, "extract": {"token": "token", "first": "items[0].id"},
                       "jsonpath_assertions": [{"path": "$.items[0].id", "condition": "value > 5"}]}},
                   "wrong": {"endpoint": "/api/login", "expected_result": {"expected_status": 201}}}}}}
                """.formatted(site.url("")));
        session.act("evaluate", "who", "'ada'");

        assertThat(session.act("invoke_api", "shop.login")
                        .path("sent")
                        .path("user")
                        .asText())
                .isEqualTo("ada");
        session.act("enter_text", "name=user", "${token} ${first}");
        assertThat(session.text("name=user")).isEqualTo("t-123 7");
        assertThat(code("invoke_api", "shop.wrong")).isEqualTo("E0401");
        assertThat(code("invoke_api", "shop.nothing")).isEqualTo("E0702");
        assertThat(http.post(session.path("/api"), "{\"collections\": 1}").status())
                .isEqualTo(400);
    }

    @Test
    void files_are_read_only_in_the_folder_of_the_project(@TempDir Path data) throws IOException {
        Path project = Files.createDirectories(data.resolve("root/project"));
        Files.writeString(project.resolve("users.csv"), "name,state\nAda,open\n\"Bob, the \"\"1st\"\"\",closed\n");
        Files.writeString(project.resolve("users.json"), "[{\"name\": \"Cy\", \"age\": 7}]");
        Files.writeString(data.resolve("root/secret.csv"), "a\nb\n");
        Files.createSymbolicLink(project.resolve("link.csv"), data.resolve("root/secret.csv"));
        Map<String, String> settings = Map.of(
                "SESSIONS_PROJECT_ROOT",
                data.resolve("root").toString(),
                "SESSIONS_ENV_ALLOWED",
                "OPEN",
                "OPEN",
                "yes");
        try (TestServer server = TestServer.start(data.resolve("data"), settings)) {
            Reply outside = server.http()
                    .post("/v1/sessions/start", "{\"driver_sources\":[\"htmlunit\"],\"project_path\":\"../..\"}");
            assertThat(outside.json().path("code").asText()).isEqualTo("E0104");
            LiveSession reader = LiveSession.startIn(server.http(), "htmlunit", "project");

            assertThat(reader.act("read_data", "${who}", "users.csv", "select=name;state == 'closed'")
                            .textValue())
                    .isEqualTo("Bob, the \"1st\"");
            assertThat(reader.act("read_data", "ages", "users.json", "select=age;age > 6")
                            .textValue())
                    .isEqualTo("7");
            assertThat(reader.act("read_data", "open", "ENV:OPEN").textValue()).isEqualTo("yes");
            for (String file : List.of("/etc/passwd", "../secret.csv", "link.csv", "ENV:PATH", "ENV:HOME")) {
                Reply refused = reader.call("read_data", List.of("x", file));
                assertThat(refused.json().path("code").asText()).as(file).isEqualTo("E0403");
            }
        }
    }
}
