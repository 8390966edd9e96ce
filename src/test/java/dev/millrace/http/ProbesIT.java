package dev.millrace.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.testing.RawHttp;
import dev.millrace.testing.TestServer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests of those who look for a way in: none gets past authentication, and no answer tells how the server is made. */
class ProbesIT {
    private final TestServer server = TestServer.shared();

    /** Sends a request without a credential. */
    private String anonymous(String line, String... headers) {
        String more = String.join("\r\n", headers);
        return RawHttp.exchange(
                server, line + " HTTP/1.1\r\nHost: localhost\r\n" + more + "\r\nConnection: close\r\n\r\n");
    }

    private static int status(String answer) {
        int[] statuses = RawHttp.statuses(answer);
        assertThat(statuses).as(answer).isNotEmpty();
        return statuses[0];
    }

    /** All are meant to be read as /v1/api-keys by one part of the server, and as something else by another. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "/v1/api-keys",
                "/api-keys",
                "/v1/api-keys/",
                "/v1/api-keys?",
                "/v1/api-keys?x=/health",
                "/v1/api-keys#/health",
                "/v1/API-KEYS",
                "/V1/api-keys",
                "/v1/v1/api-keys",
                "//v1/api-keys",
                "/v1//api-keys",
                "/v1/api-keys;/health",
                "/v1;a=b/api-keys",
                "/;/v1/api-keys",
                "/v1/%61pi-keys",
                "/%61pi-keys",
                "/%76%31/api-keys",
                "/v1/api%2dkeys",
                "/v1%2fapi-keys",
                "/v1/api-keys%2f",
                "/v1/api-keys%00",
                "/v1/api-keys%20",
                "/v1/api-keys%3f",
                "/v1/api-keys%23",
                "/v1/api-keys.json",
                "/v1/./api-keys",
                "/health/../v1/api-keys",
                "/health/..;/v1/api-keys",
                "/health/%2e%2e/v1/api-keys",
                "/health/%252e%252e/v1/api-keys",
                "/health/%c0%ae%c0%ae/v1/api-keys",
                "/health/%c0%af/v1/api-keys",
                "/health/%e0%80%af../v1/api-keys",
                "/health\\..\\v1\\api-keys",
                "/health%5c..%5cv1/api-keys",
                "/docs/../v1/api-keys",
                "/q/v1/api-keys",
                "/q/health",
                "/q/metrics",
                "/q/dev-ui",
                "/q/arc/beans",
                "/v1/admin/audit",
                "/admin/audit",
                "/v1/workflows/../admin/audit",
                "http://localhost/v1/api-keys",
                "http://localhost//v1/api-keys",
            })
    void no_spelling_of_a_closed_path_is_open(String path) {
        String answer = anonymous("GET " + path, "Accept: */*");

        assertThat(status(answer)).as(answer).isIn(400, 401, 404);
        assertThat(answer).doesNotContain("\"items\"", "mr_");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "X-User-Id: admin",
                "user_id: admin",
                "X-Forwarded-User: admin",
                "X-Remote-User: admin",
                "X-Original-URL: /health",
                "X-Rewrite-URL: /health",
                "X-Forwarded-For: 127.0.0.1",
                "Forwarded: for=127.0.0.1",
                "X-HTTP-Method-Override: OPTIONS",
                "Authorization: Basic YWRtaW46YWRtaW4=",
                "Cookie: user_id=admin",
            })
    void no_header_opens_a_closed_path(String header) {
        assertThat(status(anonymous("GET /v1/api-keys", header))).isEqualTo(401);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/v1/workflows?q='%20OR%201=1--",
                "/v1/workflows?q=%25%25%25%5f",
                "/v1/workflows?q=%00",
                "/v1/workflows?q=%ff",
                "/v1/workflows?limit=999999999999999999999",
                "/v1/workflows?limit=-1",
                "/v1/workflows?limit=1e3",
                "/v1/workflows?cursor=x",
                "/v1/workflows?cursor=AAAAAAAA",
                "/v1/workflows?page=9223372036854775807&page_size=200",
                "/v1/workflows?status=x'",
                "/v1/workflows/x'%20OR%20'1'='1",
                "/v1/workflows/%22%3e%3cscript%3e",
                "/v1/workflows/x/revisions/99999999999999999999",
                "/v1/workflows/x/revisions/-1",
                "/v1/executions?since=yesterday",
                "/v1/executions?since=+999999999-01-01T00:00:00Z",
                "/v1/executions?workflow='",
                "/v1/executions/x/steps/99999999999999999999/output",
                "/v1/executions/%00",
                "/v1/executions/x/events?after=-99999999999999999999",
            })
    void no_question_gets_a_look_inside(String target) {
        String answer = RawHttp.request(server, "GET " + target + " HTTP/1.1", "Host: localhost", "Accept: */*");

        assertThat(status(answer)).as(answer).isLessThan(500);
        assertThat(answer)
                .doesNotContain(
                        "Exception",
                        "dev.millrace",
                        "io.quarkus",
                        "io.vertx",
                        "java.",
                        "\tat ",
                        "SELECT",
                        "sqlite",
                        "SQL");
    }

    @ParameterizedTest
    @ValueSource(strings = {"TRACE", "CONNECT", "PROPFIND", "GETGET", "get", "PRI"})
    void no_other_method_is_answered_as_a_known_one(String method) {
        String answer = anonymous(method + " /v1/api-keys", "X-Secret: echo-me");

        assertThat(status(answer)).as(answer).isIn(400, 401, 404, 405, 501);
        assertThat(answer).doesNotContain("echo-me");
    }
}
