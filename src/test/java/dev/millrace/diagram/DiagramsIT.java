package dev.millrace.diagram;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.testing.Http;
import dev.millrace.testing.Http.Reply;
import dev.millrace.testing.TestServer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Diagrams of stored workflows over HTTP. */
class DiagramsIT {
    private static final String PATH = "/v1/workflows/drawn/diagram";

    private final Http http = TestServer.shared().http();

    private static String workflow(String step) {
        return """
                name: drawn
                states:
                  initial: %s
                  %s: {type: step, command: "make", on_success: done}
                  done: {type: terminal}
                """.formatted(step, step);
    }

    @BeforeEach
    void upload() {
        http.put("drawn", workflow("build"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "*/*                                             | text/vnd.mermaid   | flowchart TD",
                "text/html,application/xml;q=0.9,*/*;q=0.8       | text/vnd.mermaid   | flowchart TD",
                "text/vnd.mermaid                                | text/vnd.mermaid   | flowchart TD",
                "text/plain                                      | text/plain         | flowchart TD",
                "text/vnd.graphviz                               | text/vnd.graphviz  | digraph",
                "image/svg+xml                                   | image/svg+xml      | <svg",
                "image/avif,image/webp,image/*,*/*;q=0.8         | image/svg+xml      | <svg",
                "text/vnd.graphviz;q=0.5, image/svg+xml;q=0.9    | image/svg+xml      | <svg"
            })
    void the_format_is_the_one_that_the_caller_likes_best(String accept, String type, String beginning) {
        Reply reply = http.get(PATH, "Accept", accept);

        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.header("Content-Type")).isEqualToIgnoringCase(type + ";charset=utf-8");
        assertThat(reply.header("Vary")).contains("Accept");
        assertThat(reply.body()).startsWith(beginning).contains("build");
    }

    @Test
    void a_format_in_the_address_goes_before_the_header() {
        assertThat(http.get(PATH + "?format=svg", "Accept", "text/html").body()).startsWith("<svg");
        assertThat(http.get("/workflows/drawn/diagram?format=dot").body()).startsWith("digraph");
        assertThat(http.get(PATH + "?format=png").status()).isEqualTo(422);
    }

    @Test
    void any_other_type_is_not_acceptable() {
        Reply reply = http.get(PATH, "Accept", "application/json");

        assertThat(reply.status()).isEqualTo(406);
        assertThat(reply.json().path("code").textValue()).isEqualTo("not-acceptable");
    }

    @Test
    void a_revision_can_be_named() {
        http.put("drawn-twice", workflow("first"));
        http.put("drawn-twice", workflow("second"));

        assertThat(http.get("/v1/workflows/drawn-twice/diagram").body()).contains("second");
        assertThat(http.get("/v1/workflows/drawn-twice/diagram?revision=1").body())
                .contains("first")
                .doesNotContain("second");
        assertThat(http.get(PATH + "?revision=99").status()).isEqualTo(404);
        assertThat(http.get(PATH + "?revision=one").status()).isEqualTo(422);
        assertThat(http.get("/v1/workflows/nowhere/diagram").status()).isEqualTo(404);
    }

    @Test
    void a_diagram_that_the_caller_has_is_not_sent_again() {
        String tag = http.get(PATH, "Accept", "image/svg+xml").header("ETag");

        assertThat(http.get(PATH, "Accept", "image/svg+xml", "If-None-Match", tag)
                        .status())
                .isEqualTo(304);
        assertThat(http.get(PATH, "Accept", "text/plain", "If-None-Match", tag).status())
                .isEqualTo(200);
    }

    @Test
    void a_workflow_that_a_robot_runs_has_none() {
        http.post("/v1/workflows/upsert", "{\"project_id\":\"drawn-far\"}");

        Reply reply = http.get("/v1/workflows/drawn-far/diagram");

        assertThat(reply.status()).isEqualTo(406);
        assertThat(reply.json().path("code").textValue()).isEqualTo("no-definition");
    }
}
