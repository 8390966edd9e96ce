package dev.millrace.session;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.session.error.ErrorCode;
import dev.millrace.session.error.SessionException;
import dev.millrace.session.keyword.ServiceCall;
import dev.millrace.session.keyword.ServiceCall.Assertion;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads the descriptions of services: collections of calls, each collection with a base address and headers. */
final class ServiceCalls {
    private static final Set<String> METHODS = Set.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE");
    private static final double DEFAULT_SECONDS = 30;
    private static final double MOST_SECONDS = 300;
    private static final int MOST = 1_000;

    private ServiceCalls() {}

    /**
     * The calls, by the name of the collection, a dot and their own.
     *
     * @param json the collections, or an object with them as {@code api}
     * @throws SessionException E0403 that says what is wrong and where
     */
    static Map<String, ServiceCall> of(JsonNode json) {
        JsonNode root = json.has("api") ? json.path("api") : json;
        if (!root.path("collections").isObject()) {
            throw wrong("collections", "an object with collections by their names");
        }
        Map<String, ServiceCall> calls = new HashMap<>();
        root.path("collections").properties().forEach(collection -> {
            JsonNode apis = collection.getValue().path("apis");
            if (!apis.isObject()) {
                throw wrong(collection.getKey() + ".apis", "an object with calls by their names");
            }
            apis.properties().forEach(api -> {
                String name = collection.getKey() + "." + api.getKey();
                calls.put(name, call(name, collection.getValue(), api.getValue()));
            });
        });
        if (calls.size() > MOST) {
            throw wrong("collections", "at most %,d calls".formatted(MOST));
        }
        return calls;
    }

    private static ServiceCall call(String name, JsonNode collection, JsonNode api) {
        JsonNode request = api.path("request");
        JsonNode expected = api.path("expected_result");
        if (expected.hasNonNull("json_schema")) {
            throw wrong(name + ".expected_result", "without json_schema, which this version does not check");
        }
        String endpoint = api.path("endpoint").asText("");
        String url = endpoint.matches("(?i)https?://.*")
                ? endpoint
                : collection.path("base_url").asText("") + endpoint;
        if (url.isBlank()) {
            throw wrong(name + ".endpoint", "an address, or a path after the collection's base_url");
        }
        String method = request.path("method").asText("GET").toUpperCase(Locale.ROOT);
        if (!METHODS.contains(method)) {
            throw wrong(name + ".request.method", "one of GET, HEAD, POST, PUT, PATCH, DELETE");
        }
        Map<String, String> headers = new HashMap<>(texts(collection.path("global_headers")));
        headers.putAll(texts(request.path("headers")));
        JsonNode status = expected.path("expected_status");
        return new ServiceCall(
                method,
                url,
                headers,
                body(request.path("body")),
                timeout(name, request.path("timeout")),
                status.isInt() ? Integer.valueOf(status.intValue()) : null,
                texts(expected.path("extract")),
                assertions(name, expected.path("jsonpath_assertions")));
    }

    private static @Nullable String body(JsonNode body) {
        return body.isMissingNode() || body.isNull() ? null : body.isTextual() ? body.textValue() : body.toString();
    }

    private static Duration timeout(String name, JsonNode seconds) {
        double wanted = seconds.asDouble(DEFAULT_SECONDS);
        if (!(wanted > 0) || wanted > MOST_SECONDS) {
            throw wrong(name + ".request.timeout", "a number of seconds above 0 and at most 300");
        }
        return Duration.ofMillis(Math.round(wanted * 1_000));
    }

    private static Map<String, String> texts(JsonNode object) {
        Map<String, String> texts = new HashMap<>();
        object.properties()
                .forEach(entry -> texts.put(entry.getKey(), entry.getValue().asText()));
        return texts;
    }

    private static List<Assertion> assertions(String name, JsonNode list) {
        List<Assertion> assertions = new ArrayList<>();
        for (JsonNode each : list) {
            if (!each.path("path").isTextual() || !each.path("condition").isTextual()) {
                throw wrong(name + ".expected_result.jsonpath_assertions", "a list of objects with path and condition");
            }
            assertions.add(new Assertion(
                    each.path("path").textValue(), each.path("condition").textValue()));
        }
        return assertions;
    }

    private static SessionException wrong(String path, String wanted) {
        return new SessionException(ErrorCode.E0403, "%s must be %s".formatted(path, wanted));
    }
}
