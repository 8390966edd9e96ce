package dev.millrace.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.testing.Http;
import dev.millrace.testing.Http.Reply;
import dev.millrace.testing.TestServer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Sessions within workflows, and workflows out of sessions. */
class KeywordStepsIT {
    private static final String WALK = """
            name: %1$s
            inputs: [{name: page, type: string, required: true}]
            session: {driver_sources: [htmlunit]}
            outputs: {said: "{{.states.read.Outputs.result}}"}
            states:
              initial: open
              open: {type: keyword, keyword: launch_app, params: ["{{.inputs.page}}"], on_success: %2$s}
              wait: {type: keyword, keyword: sleep, params: {duration: 60}, on_success: read, on_failure: reopen}
              type: {type: keyword, keyword: enter_text, params: [[id=never, name=user], Ada], on_success: send}
              send: {type: keyword, keyword: press_element, params: ["role=button[name=Send]"], on_success: read}
              read: {type: keyword, keyword: get_text, params: {element: id=said}, timeout: 5s, on_success: done}
              reopen: {type: keyword, keyword: launch_app, params: ["{{.inputs.page}}"], on_success: type}
              done: {type: terminal}
            """;

    private static @Nullable TestSite site;

    @BeforeAll
    static void start() throws IOException {
        site = TestSite.start();
    }

    @AfterAll
    static void stop() {
        if (site != null) {
            site.close();
        }
    }

    private static String form() {
        return Objects.requireNonNull(site).url("/form.html");
    }

    private static String page() {
        return "{\"page\":\"%s\"}".formatted(form());
    }

    /** Whether an execution has come to its second step, and its session is at it. */
    private static boolean isWaiting(Http http, String execution) {
        JsonNode steps = http.get("/v1/executions/" + execution).json().path("steps");
        JsonNode session = http.get("/v1/sessions").json().at("/items/0");
        String state = session.path("state").asText();
        return steps.size() == 2 && state.equals("busy");
    }

    private static void assertNoSession(Http http) {
        await().untilAsserted(() ->
                assertThat(http.get("/v1/sessions").json().path("items")).isEmpty());
    }

    @Test
    void the_steps_of_a_workflow_act_in_one_session_that_ends_with_it() {
        Http http = TestServer.shared().http();
        http.put("walk", WALK.formatted("walk", "type"));
        JsonNode execution = http.runToEnd("walk", page());

        assertThat(execution.path("status").asText()).as(execution.toString()).isEqualTo("completed");
        assertThat(execution.path("outputs").path("said").asText()).isEqualTo("sent Ada");
        assertThat(execution.path("steps").toString()).contains("\"keyword\"");
        assertNoSession(http);
    }

    @Test
    void what_was_done_by_hand_is_written_as_a_workflow_that_does_it_again() {
        Browsers.requireChromium();
        Http http = TestServer.shared().http();
        String yaml;
        String said;
        String request = """
                {"driver_sources":["selenium"],"elements_sources":["selenium_screenshot","selenium_page_source"],
                 "image_detection":[{"templatematch":{"enabled":false}}],"self_heal":false}""";
        try (LiveSession session = LiveSession.startWith(http, request)) {
            assertThat(http.get(session.path("/workflow")).status()).isEqualTo(409);
            session.act("launch_app", form());
            session.call("press_element", List.of("id=never"), Map.of("timeout", 0.1));
            session.act("enter_text", "name=user", "@:s3cret {{word}}");
            session.call("press_element", Map.of("element", List.of("id=none", "role=button[name=Send]")));
            session.act("execute_script", "return '{{' + document.title");
            said = session.text("id=said");
            Reply reply = http.get(session.path("/workflow"));
            assertThat(reply.header("Content-Type")).startsWith("application/yaml");
            yaml = reply.body();
        }
        assertThat(said).isEqualTo("sent s3cret {{word}}");
        assertThat(yaml)
                .doesNotContain("s3cret", "id=never")
                .contains(
                        "{{.inputs.secret_1}}",
                        "- selenium_screenshot\n  - selenium_page_source",
                        "templatematch",
                        "self_heal: false");

        http.put("again", yaml);
        JsonNode execution = http.runToEnd("again", "{\"secret_1\":\"s3cret {{word}}\"}");

        assertThat(execution.path("status").asText()).as(execution.toString()).isEqualTo("completed");
        JsonNode steps = execution.path("steps");
        assertThat(steps).hasSize(5);
        assertThat(steps.get(4).at("/outputs/result").asText()).isEqualTo(said);
        assertThat(steps.get(3).at("/outputs/result").asText()).startsWith("{{");
    }

    @Test
    void a_cancelled_execution_ends_its_keyword_and_its_session() {
        Http http = TestServer.shared().http();
        http.put("slow", WALK.formatted("slow", "wait"));
        String id = http.run("slow", page());
        await().until(() -> isWaiting(http, id));

        http.post("/v1/executions/" + id + "/cancel", "{}");

        assertThat(http.awaitEnd(id).path("status").asText()).isEqualTo("cancelled");
        assertNoSession(http);
    }

    @Test
    @Tag("long")
    void after_a_crash_the_next_keyword_is_told_that_the_session_is_gone_and_can_be_led_to_a_new_one(@TempDir Path data)
            throws Exception {
        String id;
        try (TestServer server = TestServer.start(data)) {
            server.http().put("crash", WALK.formatted("crash", "wait"));
            id = server.http().run("crash", page());
            String running = id;
            await().until(() -> isWaiting(server.http(), running));
            server.kill();
        }
        try (TestServer server = TestServer.start(data)) {
            JsonNode execution = server.http().awaitEnd(id);

            assertThat(execution.path("status").asText())
                    .as(execution.toString())
                    .isEqualTo("completed");
            assertThat(execution.path("outputs").path("said").asText()).isEqualTo("sent Ada");
            assertThat(execution.path("steps").toString())
                    .contains("session-lost", "the session of this execution is gone");
            assertNoSession(server.http());
        }
    }

    @Test
    void what_keywords_refuse_fails_the_step_with_its_code() {
        Http http = TestServer.shared().http();
        http.put("wrong", """
                name: wrong
                session: {driver_sources: [htmlunit], colour: red}
                states:
                  initial: look
                  look: {type: keyword, keyword: get_text, params: [x], on_success: done}
                  done: {type: terminal}
                """);
        JsonNode wrong = http.runToEnd("wrong", "{}");
        assertThat(wrong.at("/error/message").asText()).contains("unknown field `colour`");
        http.put("missing", """
                name: missing
                session: {driver_sources: [htmlunit]}
                states:
                  initial: open
                  open: {type: keyword, keyword: launch_app, params: ["about:blank"], on_success: look}
                  look:
                    type: keyword
                    keyword: get_text
                    params: [id=nothing]
                    timeout: 4s
                    transitions: [{when: 'states.look.Response.code == "E0201"', goto: fly}]
                    on_success: done
                  fly: {type: keyword, keyword: fly_away, on_success: done, on_failure: {message: "{{.states.fly.Response.code}}"}}
                  done: {type: terminal}
                """);
        JsonNode execution = http.runToEnd("missing", "{}");
        assertThat(execution.path("steps").toString()).contains("`id=nothing` is not on the page", "fly_away");
        assertThat(execution.at("/error/message").asText()).isEqualTo("E0402");
    }

    @Test
    void an_upload_with_keywords_needs_the_scope_of_sessions() {
        Http http = TestServer.shared().http();
        Reply made = http.post("/v1/api-keys", "{\"name\":\"flows\",\"scopes\":[\"workflows:write\"]}");
        Reply refused = http.as(made.json().path("key").textValue())
                .send(
                        "PUT",
                        "/v1/workflows/walks",
                        WALK.formatted("walks", "type"),
                        "Content-Type",
                        "application/yaml");
        assertThat(refused.status()).isEqualTo(403);
        assertThat(refused.body()).contains("sessions:write");
    }
}
