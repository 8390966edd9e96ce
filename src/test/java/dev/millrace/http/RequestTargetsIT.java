package dev.millrace.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.testing.RawHttp;
import dev.millrace.testing.TestServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests that two readers could read in two ways are refused, and requests that are too long. */
class RequestTargetsIT {
    private final TestServer server = TestServer.shared();

    private int status(String line, String... headers) {
        int[] statuses = RawHttp.statuses(RawHttp.request(server, line, headers));
        assertThat(statuses).hasSize(1);
        return statuses[0];
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "//v1/workflows",
                "/v1//workflows",
                "/workflows//",
                "/v1/./workflows",
                "/v1/../v1/workflows",
                "/docs/..",
                "/%2e%2e/v1/workflows",
                "/v1/%2E/workflows",
                "/v1/workflows/.%2e",
                "/v1/workflows;x=1",
                "/v1;/workflows",
                "/v1%2fworkflows",
                "/v1/workflows/a%2Fb",
                "/v1/workflows/a%5cb",
                "/v1/workflows/a\\b",
                "/v1/workflows/a%00",
                "/v1/workflows/a%0d%0ab",
                "/v1/workflows/%",
                "/v1/workflows/%4",
                "/v1/workflows/%zz",
                "/v1/workflows/%ff",
                "/v1/workflows/{id}",
                "/v1/workflows/a|b",
                "/v1/workflows/\u00e4",
            })
    void a_path_that_can_be_read_in_two_ways_is_refused(String path) {
        String answer = RawHttp.request(server, "GET " + path + " HTTP/1.1", "Host: localhost");

        assertThat(answer).startsWith("HTTP/1.1 400").doesNotContain("items");
    }

    @ParameterizedTest
    @CsvSource({
        "/v1/workflows, 200",
        "/workflows, 200",
        "/%76%31/workflows, 404",
        "/v1/workflows/%C3%A4, 404",
        "/v1/workflows/a:b@c!$&'()*+, 404",
        "/docs, 200",
        "/docs/, 200",
    })
    void other_paths_are_looked_up(String path, int status) {
        assertThat(status("GET " + path + " HTTP/1.1", "Host: localhost")).isEqualTo(status);
    }

    @Test
    void too_long_headers_and_addresses_are_refused_and_the_server_goes_on() {
        assertThat(status("GET /v1/workflows HTTP/1.1", "Host: localhost", "X-Long: " + "x".repeat(30_000)))
                .isEqualTo(431);
        assertThat(status("GET /v1/workflows?q=" + "x".repeat(10_000) + " HTTP/1.1", "Host: localhost"))
                .isEqualTo(414);
        assertThat(status("GET /v1/workflows HTTP/1.1", "Host: localhost")).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Content-Length: 5\r\nContent-Length: 6",
                "Content-Length: 5, 6",
                "Content-Length: +5",
                "Content-Length: -1",
                "Content-Length : 5",
                "Transfer-Encoding: chunked\r\n folded: x",
                "Transfer-Encoding : chunked",
                "Transfer-Encoding: identity",
                "Transfer-Encoding: chunked, gzip",
                "X: a\rb",
                "X: a\0b",
                "no colon",
            })
    void a_request_whose_end_is_not_clear_is_refused_and_nothing_after_it_is_served(String header) {
        String hidden = "GET /v1/workflows HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";

        String answers = RawHttp.exchange(
                server, "POST /v1/workflows/validate HTTP/1.1\r\nHost: localhost\r\n" + header + "\r\n\r\n" + hidden);

        assertThat(RawHttp.statuses(answers)).as(answers).containsExactly(400);
    }

    @Test
    void an_answer_cannot_be_split_by_a_request_id() {
        String answer = RawHttp.request(
                server, "GET /v1/workflows HTTP/1.1", "Host: localhost", "X-Request-ID: a%0d%0aX-Injected: yes");

        assertThat(answer).startsWith("HTTP/1.1 200").doesNotContain("X-Injected", "%0d");
    }
}
