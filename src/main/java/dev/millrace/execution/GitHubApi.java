package dev.millrace.execution;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.config.Settings;
import dev.millrace.http.Times;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/**
 * GitHub's REST interface (docs.github.com/rest, version 2022-11-28), as far as operations need it. Thread-safe.
 */
final class GitHubApi {
    private static final Duration LIMIT = Duration.ofSeconds(30);

    private final HttpRequests requests;
    private final Settings.GitHub settings;

    GitHubApi(HttpRequests requests, Settings.GitHub settings) {
        this.requests = requests;
        this.settings = settings;
    }

    /** GitHub does not do what it was asked to; the message says why and what would help. */
    static final class Refused extends IOException {
        private static final long serialVersionUID = 1L;

        private final int status;

        private Refused(int status, String message) {
            super(message);
            this.status = status;
        }

        int status() {
            return status;
        }
    }

    /** The repository of steps that name none; empty for none. */
    String repository() {
        return settings.repository();
    }

    /**
     * What is behind a path.
     *
     * @throws Refused when GitHub answers with anything but a success
     * @throws IOException when it gives no whole answer
     */
    JsonNode get(String path, Visit visit) throws IOException, InterruptedException {
        return exchange("GET", path, "", visit);
    }

    /** The same for what a request creates. */
    JsonNode post(String path, Map<String, ?> body, Visit visit) throws IOException, InterruptedException {
        return exchange("POST", path, EventJson.writeValue(body), visit);
    }

    private JsonNode exchange(String method, String path, String body, Visit visit)
            throws IOException, InterruptedException {
        URI uri = URI.create(settings.apiUrl() + path);
        HttpAnswer answer = requests.send(new HttpCall(method, uri, headers(), body, LIMIT, Set.of(), true), visit);
        if (!answer.succeeded()) {
            throw new Refused(answer.status(), complaint(method + " " + path, answer));
        }
        if (answer.truncated()) {
            throw new IOException("GitHub answers %s %s with more than 1 MiB; ask for less".formatted(method, path));
        }
        return parse(answer.body());
    }

    private Map<String, String> headers() {
        Map<String, String> headers = new HashMap<>();
        headers.put("Accept", "application/vnd.github+json");
        headers.put("Content-Type", "application/json");
        headers.put("User-Agent", "Millrace");
        headers.put("X-GitHub-Api-Version", "2022-11-28");
        if (!settings.token().isEmpty()) {
            headers.put("Authorization", "Bearer " + settings.token());
        }
        return headers;
    }

    private static JsonNode parse(String body) throws IOException {
        try {
            return EventJson.MAPPER.readTree(body);
        } catch (JsonProcessingException e) {
            throw new IOException("GitHub's answer is no JSON: " + e.getOriginalMessage(), e);
        }
    }

    private String complaint(String request, HttpAnswer answer) {
        String said = said(answer.body());
        boolean limited =
                answer.headers().getOrDefault("X-Ratelimit-Remaining", "").equals("0")
                        || answer.headers().containsKey("Retry-After");
        return switch (answer.status()) {
            case 401 ->
                settings.token().isEmpty()
                        ? "GitHub asks who we are; set github.token or GITHUB_TOKEN"
                        : "GitHub does not accept the token in github.token (" + said + ")";
            case 403, 429 ->
                limited
                        ? "GitHub takes no more requests for now" + until(answer) + " (" + said + ")"
                        : "the token in github.token may not do this (" + said + ")";
            case 404 -> "GitHub finds nothing for %s, or the token may not see it (%s)".formatted(request, said);
            case 422 -> "GitHub refuses %s: %s".formatted(request, said);
            default -> "GitHub answers %s with status %d: %s".formatted(request, answer.status(), said);
        };
    }

    private static String until(HttpAnswer answer) {
        String reset = answer.headers().getOrDefault("X-Ratelimit-Reset", "");
        String pause = answer.headers().getOrDefault("Retry-After", "");
        if (reset.matches("[0-9]{1,11}")) {
            return ", until " + Times.text(Long.parseLong(reset) * 1_000);
        }
        return pause.matches("[0-9]{1,9}") ? ", for " + pause + " seconds" : "";
    }

    /** What the answer says of itself, with the reasons that it lists. */
    private static String said(String body) {
        JsonNode problem;
        try {
            problem = parse(body);
        } catch (IOException _) {
            return "it does not say why";
        }
        String message = problem.path("message").asText("it does not say why");
        String reasons = StreamSupport.stream(problem.path("errors").spliterator(), false)
                .map(GitHubApi::reason)
                .collect(Collectors.joining("; "));
        return reasons.isEmpty() ? message : message + ": " + reasons;
    }

    private static String reason(JsonNode error) {
        if (error.isTextual()) {
            return error.textValue();
        }
        return error.hasNonNull("message")
                ? error.path("message").asText()
                : "%s %s"
                        .formatted(
                                error.path("field").asText(), error.path("code").asText());
    }
}
