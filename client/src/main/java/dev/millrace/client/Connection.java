package dev.millrace.client;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/** Sends requests to one server, again where that helps. Thread-safe. */
final class Connection {
    private static final String PROBLEM = "application/problem+json";

    private final HttpClient http;
    private final String server;
    private final String credential;
    private final RetryPolicy retries;

    /**
     * @param server scheme, host, port and the path below which the API is, without a slash at the end
     * @param credential an API key or a token; empty for none
     */
    Connection(HttpClient http, String server, String credential, RetryPolicy retries) {
        this.http = http;
        this.server = server;
        this.credential = credential;
        this.retries = retries;
    }

    /** Sends a request and reads the answer. */
    <T> T send(Call call, Class<T> type) {
        return Json.read(send(call), type);
    }

    /** Sends a request for a part of a list. */
    <T> Page<T> page(Call call, Class<T> item) {
        return Json.readPage(send(call), item);
    }

    /** Sends a request and answers with the body of the answer. */
    String send(Call call) {
        for (int attempt = 1; ; attempt++) {
            try {
                HttpResponse<String> response = http.send(request(call), BodyHandlers.ofString());
                if (response.statusCode() < 300) {
                    return response.body();
                }
                ProblemException refusal = refusal(response, response.body());
                pause(retries.after(attempt), response, refusal, attempt);
            } catch (IOException e) {
                pause(retries.after(attempt), e, call.repeatable() && attempt < retries.attempts());
            } catch (InterruptedException e) {
                throw interrupted(e);
            }
        }
    }

    /** Waits until an attempt after this answer may be made, or gives up. */
    private void pause(Duration otherwise, HttpResponse<?> response, ProblemException refusal, int attempt) {
        boolean later = response.statusCode() == 429
                || response.statusCode() == 503
                || refusal.code().equals("request-in-flight");
        Duration delay = retryAfter(response).orElse(otherwise);
        if (!later || attempt >= retries.attempts() || delay.compareTo(retries.longestDelay()) > 0) {
            throw refusal;
        }
        sleep(delay);
    }

    private void pause(Duration delay, IOException e, boolean again) {
        if (!again) {
            throw unreachable(e);
        }
        sleep(delay);
    }

    private static Optional<Duration> retryAfter(HttpResponse<?> response) {
        return response.headers()
                .firstValue("Retry-After")
                .filter(text -> text.matches("[0-9]{1,9}"))
                .map(text -> Duration.ofSeconds(Long.parseLong(text)));
    }

    static void sleep(Duration delay) {
        try {
            Thread.sleep(delay.toMillis());
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    /**
     * Opens a stream of events.
     *
     * @param after the number of the last event that is known; 0 for all
     * @throws IOException when the server cannot be reached
     */
    InputStream events(String path, long after) throws IOException {
        Call call = Call.get(path).with("Accept", "text/event-stream").with("Last-Event-ID", Long.toString(after));
        try {
            HttpResponse<InputStream> response = http.send(request(call), BodyHandlers.ofInputStream());
            if (response.statusCode() < 300) {
                return response.body();
            }
            try (InputStream body = response.body()) {
                throw refusal(response, new String(body.readAllBytes(), StandardCharsets.UTF_8));
            }
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    private HttpRequest request(Call call) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(server + call.path()))
                .timeout(call.patience())
                .method(
                        call.method(),
                        call.body().isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(call.body()));
        call.headers().forEach(request::header);
        if (!credential.isEmpty()) {
            request.header("Authorization", "Bearer " + credential);
        }
        return request.build();
    }

    private static ProblemException refusal(HttpResponse<?> response, String body) {
        String type = response.headers().firstValue("Content-Type").orElse("");
        return new ProblemException(
                type.startsWith(PROBLEM) ? Json.read(body, Problem.class) : Problem.foreign(response.statusCode()));
    }

    UnreachableException unreachable(IOException e) {
        String reason = Objects.requireNonNullElse(e.getMessage(), e.getClass().getSimpleName());
        return new UnreachableException("No answer from the server at %s: %s.".formatted(server, reason), e);
    }

    private static UnreachableException interrupted(InterruptedException e) {
        Thread.currentThread().interrupt();
        return new UnreachableException("The thread was interrupted while it waited for the server.", e);
    }
}
