package dev.millrace.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.testing.Http;
import dev.millrace.testing.Http.Reply;
import dev.millrace.testing.TestServer;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SecurityHeadersIT {
    private static final Pattern SCRIPT = Pattern.compile("<script([^>]*)>([^<]*)</script>");
    private static final Pattern SOURCE = Pattern.compile("(?:src|href)=\"([^\"]+)\"");

    private final Http http = TestServer.shared().http();

    @ParameterizedTest
    @ValueSource(strings = {"/v1/workflows", "/nothing", "/health", "/metrics", "/docs", "/docs.js", "/openapi.json"})
    void browsers_take_every_answer_for_what_it_says_it_is(String path) {
        Reply reply = http.get(path);

        assertThat(reply.header("X-Content-Type-Options")).isEqualTo("nosniff");
        assertThat(reply.header("Referrer-Policy")).isEqualTo("no-referrer");
        assertThat(reply.headers().firstValue("Strict-Transport-Security")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/docs", "/redoc"})
    void pages_run_no_scripts_but_their_own_and_are_not_framed(String path) {
        Reply page = http.get(path);

        assertThat(page.header("Content-Security-Policy"))
                .contains("default-src 'none'", "script-src 'self';", "frame-ancestors 'none'", "base-uri 'none'");
        assertThat(page.header("Cross-Origin-Opener-Policy")).isEqualTo("same-origin");
        assertThat(SCRIPT.matcher(page.body()).results())
                .isNotEmpty()
                .allMatch(script ->
                        script.group(1).contains("src=") && script.group(2).isBlank());
    }

    @ParameterizedTest
    @ValueSource(strings = {"/docs", "/redoc"})
    void what_a_page_loads_is_there(String path) {
        assertThat(SOURCE.matcher(http.get(path).body()).results().map(found -> found.group(1)))
                .isNotEmpty()
                .allMatch(source -> source.startsWith("/") && http.get(source).status() == 200);
    }
}
