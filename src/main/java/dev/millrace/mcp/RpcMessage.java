package dev.millrace.mcp;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A message of a client: JSON-RPC 2.0 as MCP uses it, with parameters of the types that the protocol gives them. The
 * server reads no further into what is behind a message that is none.
 */
sealed interface RpcMessage {
    /** The whole message; what reads it later sees changes to it. */
    JsonObject json();

    /**
     * Wants an answer.
     *
     * @param id a text or a whole number
     * @param params empty when there are none
     */
    record Request(JsonObject json, Object id, String method, JsonObject params) implements RpcMessage {}

    /** Wants no answer. */
    record Notification(JsonObject json, String method) implements RpcMessage {}

    /** Answers something that the server has asked. */
    record Answer(JsonObject json) implements RpcMessage {}

    /** The requests that are served, each with the parameters that it must have. */
    Map<String, List<String>> REQUESTS = Map.of(
            "initialize", List.of("protocolVersion", "clientInfo"),
            "ping", List.of(),
            "logging/setLevel", List.of("level"),
            "tools/list", List.of(),
            "tools/call", List.of("name"),
            "resources/list", List.of(),
            "resources/templates/list", List.of(),
            "resources/read", List.of("uri"),
            "resources/subscribe", List.of("uri"),
            "resources/unsubscribe", List.of("uri"));

    /** What parameters are, wherever they occur. */
    Map<String, Kind> PARAMETERS = Map.of(
            "protocolVersion", Kind.TEXT,
            "clientInfo", Kind.OBJECT,
            "capabilities", Kind.OBJECT,
            "level", Kind.TEXT,
            "name", Kind.TEXT,
            "arguments", Kind.OBJECT,
            "cursor", Kind.TEXT,
            "uri", Kind.TEXT,
            "requestId", Kind.ID,
            "_meta", Kind.OBJECT);

    /** Types of JSON. */
    enum Kind {
        TEXT("a string"),
        ID("a string or a whole number"),
        OBJECT("an object");

        private final String words;

        Kind(String words) {
            this.words = words;
        }

        boolean fits(@Nullable Object value) {
            return switch (this) {
                case TEXT -> value instanceof String;
                case ID -> value instanceof String || value instanceof Integer || value instanceof Long;
                case OBJECT -> value instanceof JsonObject;
            };
        }
    }

    /**
     * Reads the body of a request.
     *
     * @throws RpcException when it is no message that is served
     */
    static RpcMessage read(Buffer body) {
        JsonObject json =
                switch (decoded(body)) {
                    case JsonObject object -> object;
                    case JsonArray _ ->
                        throw RpcException.invalid(
                                null, "Batches are no part of the protocol any more; send each message by itself.");
                    case null, default -> throw RpcException.invalid(null, "The message must be a JSON object.");
                };
        Object id = json.getValue("id");
        if (json.containsKey("id") && !Kind.ID.fits(id)) {
            throw RpcException.invalid(null, "id must be " + Kind.ID.words + ".");
        }
        if (!"2.0".equals(json.getValue("jsonrpc"))) {
            throw RpcException.invalid(id, "jsonrpc must be \"2.0\".");
        }
        if (id != null && (json.containsKey("result") || json.containsKey("error"))) {
            return new Answer(json);
        }
        if (!(json.getValue("method") instanceof String method)) {
            throw RpcException.invalid(id, "method must be a string.");
        }
        return id == null ? notification(json, method) : request(json, id, method);
    }

    private static @Nullable Object decoded(Buffer body) {
        try {
            return Json.decodeValue(body);
        } catch (DecodeException _) {
            throw RpcException.unreadable("The body is not JSON, or deeper or longer than is taken.");
        }
    }

    private static RpcMessage request(JsonObject json, Object id, String method) {
        List<String> required = REQUESTS.get(method);
        if (required == null) {
            throw RpcException.unknownMethod(id, "There is no method `%s` here.".formatted(shortened(method)));
        }
        JsonObject params = params(json, id);
        for (String name : required) {
            if (params.getValue(name) == null) {
                throw RpcException.invalidParams(id, "%s needs params.%s.".formatted(method, name));
            }
        }
        JsonObject meta = params.getJsonObject("_meta");
        if (meta != null && meta.containsKey("progressToken") && !Kind.ID.fits(meta.getValue("progressToken"))) {
            throw RpcException.invalidParams(id, "params._meta.progressToken must be " + Kind.ID.words + ".");
        }
        if (method.equals("initialize")) {
            params.put("clientInfo", identity(params.getJsonObject("clientInfo"), id));
        }
        return new Request(json, id, method, params);
    }

    private static RpcMessage notification(JsonObject json, String method) {
        params(json, null);
        return new Notification(json, method);
    }

    private static JsonObject params(JsonObject json, @Nullable Object id) {
        Object given = json.getValue("params");
        if (given == null) {
            json.remove("params");
            return new JsonObject();
        }
        if (!(given instanceof JsonObject params)) {
            throw wrong(id, "params must be an object.");
        }
        PARAMETERS.forEach((name, kind) -> {
            Object value = params.getValue(name);
            if (value == null) {
                params.remove(name);
            } else if (!kind.fits(value)) {
                throw wrong(id, "params.%s must be %s.".formatted(name, kind.words));
            }
        });
        return params;
    }

    private static RpcException wrong(@Nullable Object id, String message) {
        return id == null ? RpcException.invalid(null, message) : RpcException.invalidParams(id, message);
    }

    /** Who the client is, without what is only for showing it. */
    private static JsonObject identity(JsonObject given, Object id) {
        JsonObject identity = new JsonObject();
        for (String name : List.of("name", "version")) {
            if (!(given.getValue(name) instanceof String text)) {
                throw RpcException.invalidParams(id, "params.clientInfo.%s must be a string.".formatted(name));
            }
            identity.put(name, text);
        }
        return identity;
    }

    private static String shortened(String text) {
        return text.length() <= 100 ? text : text.substring(0, 100) + "…";
    }
}
