package dev.millrace.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.testing.Http;
import dev.millrace.testing.Http.Reply;
import dev.millrace.testing.TestServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Requests that are wrong get a clear answer and change nothing. */
class BadInputIT {
    private final Http http = TestServer.shared().http();

    private static void assertProblem(Reply reply, int status, String code) {
        assertThat(reply.status()).as(reply.body()).isEqualTo(status);
        assertThat(reply.header("Content-Type")).startsWith("application/problem+json");
        JsonNode problem = reply.json();
        assertThat(problem.path("code").textValue()).isEqualTo(code);
        assertThat(problem.path("type").textValue()).isEqualTo("urn:millrace:problem:" + code);
        assertThat(problem.path("status").intValue()).isEqualTo(status);
        assertThat(problem.path("title").textValue()).isNotEmpty();
        assertThat(problem.path("request_id").textValue()).isEqualTo(reply.header("X-Request-ID"));
        assertThat(reply.body()).doesNotContain("Exception", "dev.millrace", "SELECT");
    }

    private String aWorkflow() {
        http.put("bad-input", """
                name: bad-input
                inputs: [{name: n, type: integer, default: 1}]
                states: {initial: done, done: {type: terminal}}
                """);
        return "/v1/workflows/bad-input/run";
    }

    private int executions() {
        return http.get("/v1/executions?workflow=bad-input&page=1")
                .json()
                .path("total")
                .intValue();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {"inputs":                    | 400 | unreadable
            nonsense                      | 400 | unreadable
            null                          | 400 | unreadable
            {"inputs":{"who"              | 400 | unreadable
            {"inputs":{}} trailing        | 400 | unreadable
            {"inputs":{},"inputs":{}}     | 400 | unreadable
            {"input":{}}                  | 422 | invalid-request
            {"inputs":[1]}                | 422 | invalid-request
            {"revision":"x"}              | 422 | invalid-request
            []                            | 422 | invalid-request
            {"priority":5000}             | 422 | invalid-request
            {"inputs":{"n":"many"}}       | 422 | invalid-inputs
            {"revision":77}               | 404 | revision-not-found
            """)
    void a_wrong_body_is_refused(String body, int status, String code) {
        String path = aWorkflow();
        int before = executions();

        assertProblem(http.post(path, body), status, code);

        assertThat(executions()).isEqualTo(before);
    }

    @Test
    void an_unknown_field_is_named_with_those_there_are() {
        JsonNode problem = http.post(aWorkflow(), "{\"input\":{}}").json();

        assertThat(problem.at("/errors/0/path").textValue()).isEqualTo("/input");
        assertThat(problem.path("detail").textValue()).contains("input", "inputs", "revision");
    }

    @Test
    void deep_nesting_is_refused() {
        String deep = "{\"inputs\":{\"x\":" + "[".repeat(5_000) + "]".repeat(5_000) + "}}";

        assertProblem(http.post(aWorkflow(), deep), 400, "unreadable");
    }

    @ParameterizedTest
    @CsvSource({
        "GET, /v1/workflows/nobody, 404, workflow-not-found",
        "GET, /v1/executions/nobody, 404, execution-not-found",
        "POST, /v1/workflows/nobody/run, 404, workflow-not-found",
        "GET, /v1/workflows/nobody/stats, 404, workflow-not-found",
        "GET, /v1/nothing, 404, not-found",
        "GET, /nothing/at/all, 404, not-found",
        "PATCH, /v1/workflows, 405, method-not-allowed",
        "GET, /v1/workflows/any/run, 405, method-not-allowed",
        "POST, /v1/executions/nobody/resume, 404, execution-not-found",
    })
    void what_does_not_exist_is_said_so(String method, String path, int status, String code) {
        assertProblem(http.send(method, path, ""), status, code);
    }

    @Test
    void the_wrong_media_type_is_named() {
        assertProblem(
                http.send("POST", "/v1/workflows", "x", "Content-Type", "image/png"), 415, "unsupported-media-type");
        assertProblem(
                http.send("POST", aWorkflow(), "{}", "Content-Type", "text/plain"), 415, "unsupported-media-type");
        assertProblem(http.get("/v1/executions", "Accept", "image/png"), 406, "not-acceptable");
        String workflow = aWorkflow().replace("/run", "");
        assertProblem(http.get(workflow, "Accept", "image/png"), 406, "not-acceptable");
        assertThat(http.get(workflow, "Accept", "image/png, */*;q=0.1").status())
                .isEqualTo(200);
    }

    @Test
    void the_methods_that_do_work_are_named() {
        assertThat(http.send("PATCH", "/workflows", "").headers().firstValue("Allow"))
                .hasValue("GET, HEAD, OPTIONS, POST");
        assertThat(http.send("PUT", "/v1/executions/any/logs", "").headers().firstValue("Allow"))
                .hasValue("GET, HEAD, OPTIONS");
    }

    @Test
    void a_body_that_is_not_text_is_refused() {
        assertProblem(
                http.sendBytes("POST", "/v1/workflows", new byte[] {(byte) 0xff, 0, 1}, "application/yaml"),
                400,
                "unreadable");
    }

    @Test
    void a_form_that_is_none_is_refused() {
        assertProblem(
                http.send("POST", "/v1/workflows", "zz", "Content-Type", "multipart/form-data; boundary=b"),
                400,
                "unreadable");
    }

    @Test
    void a_body_of_fifty_megabytes_is_refused_and_the_server_goes_on() {
        Reply reply = http.sendBytes("POST", "/v1/workflows", new byte[50 << 20], "application/yaml");

        assertProblem(reply, 413, "body-too-large");
        assertThat(http.get("/v1/workflows").status()).isEqualTo(200);
    }

    @Test
    void a_request_id_that_fits_is_kept_and_another_one_replaced() {
        assertThat(http.get("/v1/workflows", "X-Request-ID", "my-id_1.2").header("X-Request-ID"))
                .isEqualTo("my-id_1.2");
        assertThat(http.get("/v1/workflows", "X-Request-ID", "no blanks").header("X-Request-ID"))
                .isNotEqualTo("no blanks")
                .isNotEmpty();
        assertThat(http.get("/health").header("X-Request-ID")).isNotEmpty();
    }

    @Test
    void a_client_that_hangs_up_in_the_middle_of_its_request_disturbs_nobody() throws IOException {
        URI base = URI.create(http.base());
        for (int i = 0; i < 5; i++) {
            try (Socket socket = new Socket(base.getHost(), base.getPort())) {
                OutputStream out = socket.getOutputStream();
                out.write(("POST /v1/workflows HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/yaml\r\n"
                                + "X-API-Key: " + TestServer.shared().key().orElseThrow() + "\r\n"
                                + "Content-Length: 1000\r\n\r\nname: half")
                        .getBytes(StandardCharsets.US_ASCII));
                out.flush();
            }
        }
        assertThat(http.get("/v1/workflows/half").status()).isEqualTo(404);
        assertThat(http.get("/health/ready").status()).isEqualTo(200);
    }

    @Test
    void an_output_of_a_gigabyte_is_cut_and_the_server_goes_on() {
        http.put("gigabyte", """
                name: gigabyte
                states:
                  initial: pour
                  pour: {type: step, command: "head -c 1000000000 /dev/zero | tr '\\\\0' x", on_success: done}
                  done: {type: terminal}
                """);
        String id = http.run("gigabyte", "{}");

        JsonNode execution = await().atMost(Duration.ofMinutes(2))
                .until(
                        () -> http.get("/v1/executions/" + id).json(),
                        found -> !found.path("status").asText().equals("running"));

        assertThat(execution.path("status").textValue()).isEqualTo("completed");
        assertThat(execution.at("/steps/0/truncated").booleanValue()).isTrue();
        assertThat(http.get("/v1/executions/" + id + "/steps/1/output").body()).hasSize(1 << 20);
        assertThat(http.get("/v1/executions/" + id + "/logs?stream=system", "Accept", "text/plain")
                        .body())
                .contains("the log is full");
    }
}
