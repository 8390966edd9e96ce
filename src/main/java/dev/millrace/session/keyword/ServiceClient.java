package dev.millrace.session.keyword;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.millrace.session.error.ErrorCode;
import dev.millrace.session.error.SessionException;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Sends requests to services that a session may reach. Redirects are not followed: they could lead elsewhere. */
final class ServiceClient {
    private static final int LARGEST = 1 << 20;
    private static final Duration CONNECT = Duration.ofSeconds(10);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Stage stage;

    ServiceClient(Stage stage) {
        this.stage = stage;
    }

    /** What the service answers, as JSON if it is. Throws E0401 when it is not as it must be. */
    @Nullable
    Object call(ServiceCall call) throws InterruptedException {
        HttpRequest request = request(call);
        try (HttpClient client = HttpClient.newBuilder().connectTimeout(CONNECT).build()) {
            HttpResponse<InputStream> response = client.send(request, BodyHandlers.ofInputStream());
            String body = body(response);
            requireStatus(call, response.statusCode());
            JsonNode json = json(body);
            call.assertions().forEach(assertion -> require(assertion, json));
            call.extract().forEach((name, path) -> stage.variables().set(name, found(json, path)));
            return json.isMissingNode() ? body : JSON.convertValue(json, Object.class);
        } catch (IOException e) {
            throw new SessionException(
                    ErrorCode.E0401, "%s %s failed: %s".formatted(call.method(), request.uri(), told(e)));
        }
    }

    private HttpRequest request(ServiceCall call) {
        try {
            HttpRequest.Builder request = HttpRequest.newBuilder(stage.hosts().require(resolved(call.url())))
                    .timeout(call.timeout())
                    .method(
                            call.method(),
                            call.body() == null
                                    ? BodyPublishers.noBody()
                                    : BodyPublishers.ofString(resolved(call.body())));
            call.headers().forEach((name, value) -> request.header(name, resolved(value)));
            if (call.body() != null && call.headers().keySet().stream().noneMatch("Content-Type"::equalsIgnoreCase)) {
                request.header("Content-Type", "application/json");
            }
            return request.build();
        } catch (IllegalArgumentException e) {
            throw new SessionException(ErrorCode.E0403, "the request cannot be sent: " + e.getMessage());
        }
    }

    private String resolved(String text) {
        return stage.variables().resolve(text).getFirst();
    }

    private static String body(HttpResponse<InputStream> response) throws IOException {
        try (InputStream in = response.body()) {
            byte[] bytes = in.readNBytes(LARGEST + 1);
            if (bytes.length > LARGEST) {
                throw new IOException("the answer is longer than 1 MiB");
            }
            return new String(bytes, StandardCharsets.UTF_8);
        }
    }

    private static void requireStatus(ServiceCall call, int status) {
        Integer expected = call.expectedStatus();
        if (expected == null ? status >= 400 : status != expected) {
            throw new SessionException(
                    ErrorCode.E0401,
                    "%s %s answered %d, not %s"
                            .formatted(call.method(), call.url(), status, expected == null ? "below 400" : expected));
        }
    }

    private static JsonNode json(String body) {
        try {
            return JSON.readTree(body);
        } catch (JsonProcessingException _) {
            return JSON.missingNode();
        }
    }

    private void require(ServiceCall.Assertion assertion, JsonNode json) {
        Map<String, @Nullable Object> names = new HashMap<>();
        names.put("value", Expressions.typed(found(json, assertion.path())));
        if (!Boolean.TRUE.equals(Expressions.evaluate(assertion.condition(), stage.variables(), names))) {
            throw new SessionException(
                    ErrorCode.E0401,
                    "`%s` is %s, for which `%s` does not hold"
                            .formatted(assertion.path(), names.get("value"), assertion.condition()));
        }
    }

    /** A part of an answer, by names and numbers with dots or brackets between them. */
    private static String found(JsonNode json, String path) {
        JsonNode node = json;
        for (String name : path.replaceFirst("^\\$\\.?", "")
                .replace("[", ".")
                .replace("]", "")
                .split("\\.")) {
            if (!name.isEmpty()) {
                node = node.isArray() && name.matches("\\d{1,6}") ? node.path(Integer.parseInt(name)) : node.path(name);
            }
        }
        if (node.isMissingNode()) {
            throw new SessionException(ErrorCode.E0401, "the answer has no `%s`".formatted(path));
        }
        return node.isValueNode() ? node.asText() : node.toString();
    }

    private static String told(IOException e) {
        return e.getMessage() == null ? "the connection broke off" : e.getMessage();
    }
}
