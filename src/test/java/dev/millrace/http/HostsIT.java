package dev.millrace.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.testing.RawHttp;
import dev.millrace.testing.TestServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A server that listens for local callers answers only under local names. */
class HostsIT {
    private final TestServer server = TestServer.shared();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "localhost",
                "LOCALHOST",
                "localhost:1",
                "127.0.0.1",
                "127.0.0.1:8080",
                "[::1]",
                "[::1]:99",
            })
    void local_names_are_answered_with_any_port(String host) {
        assertThat(RawHttp.request(server, "GET /v1/workflows HTTP/1.1", "Host: " + host))
                .startsWith("HTTP/1.1 200");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "evil.example",
                "evil.example:8080",
                "localhost.evil.example",
                "127.0.0.1.evil.example",
                "localhost.",
                "10.0.0.1",
                "0.0.0.0",
                "[::2]",
            })
    void other_names_are_not_answered_for(String host) {
        String answer = RawHttp.request(server, "GET /v1/workflows HTTP/1.1", "Host: " + host);

        assertThat(answer)
                .startsWith("HTTP/1.1 421")
                .contains("\"code\":\"wrong-host\"", "api.allowed_hosts", "X-Request-ID")
                .doesNotContain("items");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/health", "/metrics", "/docs", "/docs.js", "/openapi.json", "/nothing"})
    void nor_is_any_other_path(String path) {
        assertThat(RawHttp.request(server, "GET " + path + " HTTP/1.1", "Host: evil.example"))
                .startsWith("HTTP/1.1 421");
    }

    @Test
    void an_address_in_the_request_line_goes_before_the_header() {
        assertThat(RawHttp.request(server, "GET http://evil.example/v1/workflows HTTP/1.1", "Host: localhost"))
                .startsWith("HTTP/1.1 421");
        assertThat(RawHttp.request(server, "GET http://localhost/v1/workflows HTTP/1.1", "Host: localhost"))
                .startsWith("HTTP/1.1 200");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"Host:", "Host: a b", "Host: localhost:port", "X: no host", "Host: localhost\r\nHost: localhost"
            })
    void one_host_must_be_named(String header) {
        assertThat(RawHttp.request(server, "GET /v1/workflows HTTP/1.1", header))
                .startsWith("HTTP/1.1 400");
    }

    @Test
    void a_probe_of_the_old_kind_names_none() {
        assertThat(RawHttp.request(server, "GET /health/live HTTP/1.0")).contains(" 200 OK");
    }
}
