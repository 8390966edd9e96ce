package dev.millrace.session.keyword;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.millrace.network.HttpClients;
import dev.millrace.session.error.ErrorCode;
import dev.millrace.session.error.SessionException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Sends requests to services that a session may reach. Redirects are not followed: they could lead elsewhere. */
final class ServiceClient {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Stage stage;

    ServiceClient(Stage stage) {
        this.stage = stage;
    }

    /** What a service has answered. */
    private record Answer(int status, String body, boolean truncated) {}

    /** What the service answers, as JSON if it is. Throws E0401 when it is not as it must be. */
    @Nullable
    Object call(ServiceCall call) throws InterruptedException {
        Answer answer = send(call, request(call));
        requireStatus(call, answer.status());
        JsonNode json = json(answer.body());
        call.assertions().forEach(assertion -> require(assertion, json));
        call.extract().forEach((name, path) -> stage.variables().set(name, found(json, path)));
        return json.isMissingNode() ? answer.body() : JSON.convertValue(json, Object.class);
    }

    private Answer send(ServiceCall call, HttpClients.Request request) throws InterruptedException {
        CompletableFuture<Answer> pending = stage.http()
                .send(
                        request,
                        (status, _, body, truncated) ->
                                new Answer(status, new String(body, StandardCharsets.UTF_8), truncated));
        try {
            Answer answer = pending.get(call.timeout().toMillis(), TimeUnit.MILLISECONDS);
            if (answer.truncated()) {
                throw failed(request, "the answer is longer than 1 MiB");
            }
            return answer;
        } catch (TimeoutException _) {
            throw failed(
                    request,
                    "there was no answer within %d s".formatted(call.timeout().toSeconds()));
        } catch (ExecutionException e) {
            throw failed(
                    request,
                    e.getCause() == null
                            ? "no reason is known"
                            : String.valueOf(e.getCause().getMessage()));
        } finally {
            pending.cancel(false);
        }
    }

    private static SessionException failed(HttpClients.Request request, String why) {
        return new SessionException(
                ErrorCode.E0401, "%s %s failed: %s".formatted(request.method(), request.uri(), why));
    }

    private HttpClients.Request request(ServiceCall call) {
        URI address = stage.reach().require(resolved(call.url()));
        if (address.getHost() == null) {
            throw new SessionException(ErrorCode.E0403, "`%s` is no service".formatted(address));
        }
        Map<String, String> headers = new LinkedHashMap<>();
        call.headers().forEach((name, value) -> headers.put(name, oneLine(name, resolved(value))));
        if (call.body() != null) {
            headers.putIfAbsent("Content-Type", "application/json");
        }
        String body = call.body() == null ? "" : resolved(call.body());
        return new HttpClients.Request(
                call.method(), address, headers, body, stage.reach().trusts(address));
    }

    private static String oneLine(String header, String value) {
        if (value.chars().anyMatch(c -> c < ' ' && c != '\t')) {
            throw new SessionException(ErrorCode.E0403, "the header `%s` must be one line".formatted(header));
        }
        return value;
    }

    private String resolved(String text) {
        return stage.variables().resolve(text).getFirst();
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
}
