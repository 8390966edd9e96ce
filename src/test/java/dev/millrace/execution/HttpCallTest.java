package dev.millrace.execution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HttpCallTest {
    private static HttpCall call(String method, String url, Map<String, String> headers) {
        return HttpCall.of(Map.of("method", method, "url", url, "headers", headers, "body", "text"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"https://other.example/", "https://api.example:444/", "https://sub.api.example/", "//api.exampl"
            })
    void no_credential_by_whatever_name_follows_to_another_server(String location) throws IOException {
        Map<String, String> headers = Map.of(
                "authorization",
                "Bearer x",
                "X-API-Key",
                "x",
                "Private-Token",
                "x",
                "COOKIE",
                "x",
                "Accept",
                "text/plain");

        HttpCall redirected = call("PUT", "https://api.example/", headers).redirected(307, location);

        assertThat(redirected.headers()).isEqualTo(Map.of("Accept", "text/plain"));
        assertThat(redirected.method()).isEqualTo("PUT");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/elsewhere", "https://API.example/", "?page=2"})
    void all_headers_stay_with_the_same_server(String location) throws IOException {
        Map<String, String> headers = Map.of("Authorization", "Bearer x", "X-API-Key", "x");

        assertThat(call("GET", "https://api.example/", headers)
                        .redirected(302, location)
                        .headers())
                .isEqualTo(headers);
    }

    @ParameterizedTest
    @CsvSource({
        "http://api.example/, not encrypted",
        "file:///etc/passwd, must begin with http",
        "https://user@api.example/, user or password",
        "https://exa mple/, Illegal character",
        "https:///, names no host",
    })
    void some_redirects_are_not_followed(String location, String why) {
        assertThatThrownBy(() -> call("GET", "https://api.example/", Map.of()).redirected(302, location))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(why);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a\r\nX-Injected: yes",
                "a\nb",
                "a\rb",
                "a\0b",
            })
    void a_header_holds_one_line(String value) {
        assertThatThrownBy(() -> call("GET", "http://api.example/", Map.of("X", value)))
                .isInstanceOf(InvalidInputs.class)
                .hasMessageContaining("must be one line");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a b", "a:b", "", "a\r\nb", "caf\u00e9"})
    void a_headers_name_is_a_word(String name) {
        assertThatThrownBy(() -> call("GET", "http://api.example/", Map.of(name, "x")))
                .isInstanceOf(InvalidInputs.class)
                .hasMessageContaining("cannot be the name of a header");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Content-Length", "transfer-encoding", "Connection", "UPGRADE", "TE", "Trailer", "Expect"})
    void where_a_message_ends_is_not_for_a_workflow_to_say(String name) {
        assertThatThrownBy(() -> call("GET", "http://api.example/", Map.of(name, "5")))
                .isInstanceOf(InvalidInputs.class)
                .hasMessageContaining("cannot be given");
    }

    @Test
    void characters_beyond_ascii_are_escaped() {
        assertThat(call("GET", "http://api.example/\u010a\u00e4?q=\u4e2d", Map.of())
                        .request()
                        .target())
                .isEqualTo("/%C4%8A%C3%A4?q=%E4%B8%AD");
    }
}
