package dev.millrace.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.testing.Http;
import dev.millrace.testing.Http.Reply;
import dev.millrace.testing.RawHttp;
import dev.millrace.testing.TestServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What pages of other origins may do. The server's settings come from an `.env` file. */
class CrossOriginIT {
    private static final String APP = "https://app.example.com";

    @TempDir
    private static Path folder;

    private static TestServer server;
    private static Http http;

    @BeforeAll
    static void start() throws IOException {
        Files.writeString(
                folder.resolve(".env"),
                "API_CORS_ORIGINS=" + APP + ", http://localhost:3000\nAPI_ALLOWED_HOSTS=ci.example.com\n");
        server = TestServer.start(folder);
        http = server.http();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static Reply validate(Http client, String... headers) {
        String[] all = new String[headers.length + 2];
        System.arraycopy(headers, 0, all, 0, headers.length);
        all[headers.length] = "Content-Type";
        all[headers.length + 1] = "application/yaml";
        return client.send("POST", "/v1/workflows/validate", "name: x", all);
    }

    @Test
    void the_pages_of_a_listed_origin_may_call_and_read_answers() {
        for (Reply reply : new Reply[] {validate(http, "Origin", APP), http.get("/v1/workflows", "Origin", APP)}) {
            assertThat(reply.status()).isEqualTo(200);
            assertThat(reply.header("Access-Control-Allow-Origin")).isEqualTo(APP);
            assertThat(reply.header("Access-Control-Expose-Headers"))
                    .contains("ETag", "Location", "RateLimit", "Retry-After", "X-Request-ID", "Idempotent-Replayed");
            assertThat(reply.headers().allValues("Vary")).anyMatch(value -> value.contains("Origin"));
            assertThat(reply.headers().firstValue("Access-Control-Allow-Credentials"))
                    .isEmpty();
        }
        assertThat(validate(http, "Origin", APP, "Sec-Fetch-Site", "cross-site").status())
                .isEqualTo(200);
    }

    @Test
    void they_may_also_read_why_a_request_was_refused() {
        Reply reply = http.get("/v1/workflows/nobody", "Origin", APP);

        assertThat(reply.status()).isEqualTo(404);
        assertThat(reply.header("Access-Control-Allow-Origin")).isEqualTo(APP);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            /v1/workflows             | GET, HEAD, OPTIONS, POST
            /workflows/any/run        | OPTIONS, POST
            /v1/executions/x/events   | GET, HEAD, OPTIONS
            /nothing/here             | DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT
            """)
    void a_browser_that_asks_first_is_told_what_works(String path, String methods) {
        Reply reply = http.send(
                "OPTIONS",
                path,
                "",
                "Origin",
                APP,
                "Access-Control-Request-Method",
                "POST",
                "Access-Control-Request-Headers",
                "content-type,idempotency-key");

        assertThat(reply.status()).isEqualTo(204);
        assertThat(reply.header("Access-Control-Allow-Origin")).isEqualTo(APP);
        assertThat(reply.header("Access-Control-Allow-Methods")).isEqualTo(methods);
        assertThat(reply.header("Access-Control-Allow-Headers").split(", "))
                .containsExactlyInAnyOrder(
                        "Authorization",
                        "X-API-Key",
                        "Content-Type",
                        "Idempotency-Key",
                        "If-Match",
                        "If-None-Match",
                        "Last-Event-ID",
                        "Mcp-Protocol-Version",
                        "Mcp-Session-Id",
                        "Prefer",
                        "X-Request-ID");
        assertThat(reply.header("Access-Control-Max-Age")).isEqualTo("7200");
        assertThat(reply.header("Vary")).contains("Origin");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://evil.example",
                "null",
                "http://app.example.com",
                "https://app.example.com:444",
                "https://app.example.com.evil.example",
                "https://APP.example.com",
                "http://localhost:3001",
                "http://localhost",
                "file://",
                "nonsense",
            })
    void other_pages_may_neither_change_anything_nor_ask_nor_read(String origin) {
        Reply refused = validate(http, "Origin", origin);
        assertThat(refused.status()).isEqualTo(403);
        assertThat(refused.json().path("code").textValue()).isEqualTo("cross-origin");
        assertThat(refused.json().path("detail").textValue()).contains("api.cors.origins");
        assertThat(http.send("DELETE", "/v1/workflows/x", "", "Origin", origin).status())
                .isEqualTo(403);
        Reply asked =
                http.send("OPTIONS", "/v1/workflows", "", "Origin", origin, "Access-Control-Request-Method", "POST");
        assertThat(asked.status()).isEqualTo(403);
        Reply read = http.get("/v1/workflows", "Origin", origin);
        assertThat(read.status()).isEqualTo(200);
        for (Reply reply : new Reply[] {refused, asked, read}) {
            assertThat(reply.headers().map().keySet()).noneMatch(name -> name.startsWith("access-control"));
        }
        assertThat(read.header("Vary")).contains("Origin");
    }

    @ParameterizedTest
    @CsvSource({"cross-site, 403", "same-site, 403", "same-origin, 200", "none, 200"})
    void without_an_origin_it_counts_from_where_the_browser_says_it_comes(String site, int status) {
        assertThat(validate(http, "Sec-Fetch-Site", site).status()).isEqualTo(status);
        assertThat(http.get("/v1/workflows", "Sec-Fetch-Site", site).status()).isEqualTo(200);
    }

    @Test
    void no_other_page_opens_a_web_socket() {
        String answer = RawHttp.request(
                server, "GET /ws HTTP/1.1", "Host: localhost", "Origin: https://evil.example", "Upgrade: websocket");

        assertThat(answer).startsWith("HTTP/1.1 403");
    }

    @Test
    void the_servers_own_pages_may_do_everything_under_each_of_its_names() {
        assertThat(validate(http, "Origin", http.base()).status()).isEqualTo(200);
        for (String origin :
                new String[] {"https://ci.example.com", "http://ci.example.com", "https://ci.example.com:443"}) {
            assertThat(RawHttp.request(
                            server,
                            "DELETE /v1/workflows/nobody HTTP/1.1",
                            "Host: ci.example.com",
                            "Origin: " + origin))
                    .startsWith("HTTP/1.1 404");
        }
        assertThat(RawHttp.request(
                        server,
                        "DELETE /v1/workflows/nobody HTTP/1.1",
                        "Host: ci.example.com",
                        "Origin: http://localhost"))
                .startsWith("HTTP/1.1 403");
    }

    @Test
    void a_server_without_listed_origins_is_closed() {
        Http closed = TestServer.shared().http();

        assertThat(validate(closed, "Origin", APP).status()).isEqualTo(403);
        Reply read = closed.get("/v1/workflows", "Origin", APP);
        assertThat(read.headers().firstValue("Access-Control-Allow-Origin")).isEmpty();
        assertThat(validate(closed).status()).isEqualTo(200);
        assertThat(validate(closed, "Origin", closed.base()).status()).isEqualTo(200);
    }
}
