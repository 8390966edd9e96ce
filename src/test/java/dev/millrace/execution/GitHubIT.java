package dev.millrace.execution;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.millrace.testing.Http;
import dev.millrace.testing.TestServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The operations of GitHub, against a server in this process that answers as GitHub does. */
class GitHubIT {
    private static final String TOKEN = "ghp_never-to-be-shown";

    private static final String ISSUE = """
            {"number": 7, "title": "Leak", "body": null, "state": "open", "html_url": "https://github.com/o/r/issues/7",
             "user": {"login": "ada"}, "labels": [{"name": "bug", "color": "f00", "description": null}],
             "assignees": []}
            """;
    private static final String PULL = """
            {"number": 8, "title": "Mend", "body": "b", "state": "closed", "html_url": "https://github.com/o/r/pull/8",
             "merged_at": "2026-01-02T03:04:05Z", "mergeable": null, "head": {"ref": "mend"}, "base": {"ref": "main"},
             "labels": []}
            """;

    @TempDir
    private static Path folder;

    private static final Queue<String> REQUESTS = new ConcurrentLinkedQueue<>();
    private static HttpServer stub;
    private static TestServer server;
    private static Http http;

    @BeforeAll
    static void start() throws IOException {
        stub = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        stub.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        stub.createContext("/", GitHubIT::handle);
        stub.start();
        server = TestServer.start(
                folder,
                Map.of(
                        "GITHUB_TOKEN",
                        TOKEN,
                        "GITHUB_API_URL",
                        "http://127.0.0.1:" + stub.getAddress().getPort() + "/",
                        "GITHUB_REPOSITORY",
                        "o/r"));
        http = server.http();
    }

    @AfterAll
    static void stop() {
        server.close();
        stub.stop(0);
    }

    @BeforeEach
    void forget() {
        REQUESTS.clear();
    }

    private static void handle(HttpExchange exchange) throws IOException {
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        String request = exchange.getRequestMethod() + " " + exchange.getRequestURI() + " " + body;
        REQUESTS.add(request.strip());
        if (!("Bearer " + TOKEN).equals(exchange.getRequestHeaders().getFirst("Authorization"))) {
            answer(exchange, 401, "{\"message\": \"Bad credentials\"}");
            return;
        }
        switch (exchange.getRequestMethod() + " " + exchange.getRequestURI()) {
            case "GET /repos/o/r/issues/7" -> answer(exchange, 200, ISSUE);
            case "GET /repos/other/place/pulls/8" -> answer(exchange, 200, PULL);
            case "POST /repos/o/r/issues" -> answer(exchange, 201, ISSUE);
            case "POST /repos/o/r/pulls" -> {
                if (body.contains("\"taken\"")) {
                    answer(
                            exchange,
                            422,
                            "{\"message\": \"Validation Failed\", \"errors\": [{\"message\": \"A pull request already exists for o:taken.\"}]}");
                } else {
                    answer(exchange, 201, PULL);
                }
            }
            case "GET /repos/o/r/pulls?state=open&base=main&head=o%3Ataken" -> answer(exchange, 200, "[" + PULL + "]");
            case "POST /repos/o/r/issues/7/labels" -> answer(exchange, 200, "[]");
            case "POST /repos/o/r/issues/7/comments" ->
                answer(exchange, 201, "{\"id\": 99, \"html_url\": \"https://github.com/o/r/issues/7#c99\"}");
            case "GET /repos/o/r/issues/7/comments?per_page=100&page=1" -> answer(exchange, 200, comments(1, 100));
            case "GET /repos/o/r/issues/7/comments?per_page=100&page=2" -> answer(exchange, 200, comments(101, 120));
            case "GET /repos/o/r/issues/403" -> {
                exchange.getResponseHeaders().add("X-RateLimit-Remaining", "0");
                exchange.getResponseHeaders().add("X-RateLimit-Reset", "1800000000");
                answer(exchange, 403, "{\"message\": \"API rate limit exceeded\"}");
            }
            case "GET /repos/o/r/issues/422" ->
                answer(
                        exchange,
                        422,
                        "{\"message\": \"Validation Failed\", \"errors\": [{\"field\": \"title\", \"code\": \"missing\"}]}");
            case "GET /repos/o/r/issues/302" -> {
                exchange.getResponseHeaders().add("Location", "http://127.0.0.2/repos/o/r/issues/7");
                answer(exchange, 302, "{}");
            }
            case "GET /repos/o/r/issues/301" -> {
                exchange.getResponseHeaders().add("Location", "/repos/o/r/issues/7");
                answer(exchange, 301, "{}");
            }
            case "GET /repos/o/r/issues/500" -> answer(exchange, 500, "oops");
            default -> answer(exchange, 404, "{\"message\": \"Not Found\"}");
        }
    }

    private static String comments(int first, int last) {
        return IntStream.rangeClosed(first, last)
                .mapToObj(i -> "{\"id\": %d, \"user\": {\"login\": \"ada\"}, \"body\": \"c%d\"}".formatted(i, i))
                .collect(Collectors.joining(",", "[", "]"));
    }

    private static void answer(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length);
        try (exchange) {
            exchange.getResponseBody().write(bytes);
        }
    }

    private static JsonNode run(String operation, String inputs) {
        String name = operation.replace('.', '-');
        http.put(name, """
                name: %s
                states:
                  initial: ask
                  ask: {type: operation, operation: %s, inputs: %s, on_success: done}
                  done: {type: terminal}
                """.formatted(name, operation, inputs));
        return http.runToEnd(name, "{}");
    }

    private static JsonNode response(String operation, String inputs) {
        JsonNode execution = run(operation, inputs);
        assertThat(execution.path("status").textValue())
                .as(execution.toString())
                .isEqualTo("completed");
        return execution.at("/steps/0/response");
    }

    @Test
    void an_issue_has_the_fields_of_githubs_own_program() {
        assertThat(response("github.get_issue", "{number: 7}")).isEqualTo(Http.parse("""
                                {"number": 7, "title": "Leak", "body": "", "state": "OPEN",
                                 "labels": [{"name": "bug", "color": "f00", "description": ""}]}
                                """));
        assertThat(response("github.get_issue", "{number: \"{{7}}\", fields: \"author, url\"}"))
                .isEqualTo(Http.parse("{\"author\": \"ada\", \"url\": \"https://github.com/o/r/issues/7\"}"));
    }

    @Test
    void a_pull_request_is_found_in_the_repository_that_the_step_names() {
        assertThat(response("github.get_pr", "{number: 8, repo: other/place}")).isEqualTo(Http.parse("""
                                {"number": 8, "title": "Mend", "body": "b", "state": "MERGED", "headRefName": "mend",
                                 "baseRefName": "main", "mergeable": "UNKNOWN", "mergedAt": "2026-01-02T03:04:05Z",
                                 "labels": []}
                                """));
    }

    @Test
    void what_is_created_is_sent_as_it_was_given_and_answered_with_number_and_address() {
        assertThat(response("github.create_issue", "{title: T, body: B, labels: [x, y], assignees: \"a,b\"}"))
                .isEqualTo(Http.parse("{\"number\": \"7\", \"url\": \"https://github.com/o/r/issues/7\"}"));
        assertThat(response("github.add_labels", "{number: 7, labels: [x, y]}")
                        .path("labels")
                        .textValue())
                .isEqualTo("x,y");
        assertThat(response("github.add_comment", "{number: 7, body: hi}"))
                .isEqualTo(Http.parse("{\"comment_id\": \"99\", \"url\": \"https://github.com/o/r/issues/7#c99\"}"));
        assertThat(REQUESTS)
                .containsExactly(
                        "POST /repos/o/r/issues {\"title\":\"T\",\"body\":\"B\",\"labels\":[\"x\",\"y\"],\"assignees\":[\"a\",\"b\"]}",
                        "POST /repos/o/r/issues/7/labels {\"labels\":[\"x\",\"y\"]}",
                        "POST /repos/o/r/issues/7/comments {\"body\":\"hi\"}");
    }

    @Test
    void a_pull_request_that_is_there_already_is_answered_like_a_new_one() {
        assertThat(response("github.create_pr", "{title: T, head: fresh, base: main, draft: true}"))
                .isEqualTo(
                        Http.parse(
                                "{\"number\": \"8\", \"url\": \"https://github.com/o/r/pull/8\", \"already_exists\": \"false\"}"));
        assertThat(response("github.create_pr", "{title: T, head: taken, base: main}")
                        .path("already_exists")
                        .textValue())
                .isEqualTo("true");
        assertThat(REQUESTS.peek()).contains("\"draft\":true");
    }

    @Test
    void comments_are_gathered_from_all_pages() {
        JsonNode response = response("github.list_comments", "{number: 7}");

        assertThat(response.path("total").intValue()).isEqualTo(120);
        assertThat(response.at("/comments/119/body").textValue()).isEqualTo("c120");
        assertThat(response.at("/comments/0/author/login").textValue()).isEqualTo("ada");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            404 | GitHub finds nothing for GET /repos/o/r/issues/404, or the token may not see it (Not Found)
            403 | GitHub takes no more requests for now, until 2027-01-15T08:00:00
            422 | GitHub refuses GET /repos/o/r/issues/422: Validation Failed: title missing
            500 | GitHub answers GET /repos/o/r/issues/500 with status 500: it does not say why
            """)
    void what_github_refuses_fails_the_step_with_its_reason(int number, String message) {
        JsonNode execution = run("github.get_issue", "{number: %d}".formatted(number));

        assertThat(execution.at("/error/code").textValue()).isEqualTo("request-failed");
        assertThat(execution.at("/error/message").textValue()).contains(message);
    }

    @Test
    void a_batch_does_several_things_and_counts_them() {
        String parts = "[{name: github.get_issue, inputs: {number: 7, fields: [title]}},"
                + " {name: github.get_issue, inputs: {number: 404}},"
                + " {name: github.add_labels, inputs: {number: \"7\", labels: [x]}}]";

        JsonNode response = response("github.batch", "{operations: %s}".formatted(parts));

        assertThat(response.path("succeeded").intValue()).isEqualTo(2);
        assertThat(response.path("failed").intValue()).isEqualTo(1);
        assertThat(response.at("/results/0/outputs/title").textValue()).isEqualTo("Leak");
        assertThat(response.at("/results/1/success").booleanValue()).isFalse();
        assertThat(response.at("/results/1/error").textValue()).contains("GitHub finds nothing");
    }

    @Test
    void a_batch_that_must_succeed_begins_nothing_more_after_a_failure() {
        String parts =
                "[{name: github.get_issue, inputs: {number: 404}}, {name: github.get_issue, inputs: {number: 7}}]";

        JsonNode execution =
                run("github.batch", "{strategy: all_succeed, concurrency: 1, operations: %s}".formatted(parts));

        assertThat(execution.at("/error/message").textValue())
                .contains("github.get_issue: GitHub finds nothing")
                .contains("it was not begun");
        assertThat(execution.at("/steps/0/response/total").intValue()).isEqualTo(2);
        assertThat(List.copyOf(REQUESTS)).hasSize(1);
    }

    @Test
    void inputs_that_are_wrong_only_when_rendered_fail_the_step() {
        assertThat(run("github.get_issue", "{number: \"{{`x`}}\"}")
                        .at("/error/message")
                        .textValue())
                .contains("number of github.get_issue must be a whole number from 1");
        assertThat(run("github.get_issue", "{number: 7, repo: \"{{`../x`}}\"}")
                        .at("/error/message")
                        .textValue())
                .contains("repo must be owner/name, not `../x`");
        assertThat(REQUESTS).isEmpty();
    }

    @Test
    void the_address_in_the_settings_may_be_within_but_not_one_that_it_leads_to() {
        assertThat(run("github.get_issue", "{number: 301}").path("status").textValue())
                .isEqualTo("completed");
        assertThat(run("github.get_issue", "{number: 302}").at("/error/code").textValue())
                .isEqualTo("address-refused");
    }

    @Test
    void the_token_is_shown_nowhere() {
        JsonNode execution = run("github.get_issue", "{number: 7}");
        JsonNode failed = run("github.get_issue", "{number: 500}");

        assertThat(execution.toString() + failed + server.log()).doesNotContain(TOKEN);
    }
}
