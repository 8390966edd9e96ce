package dev.millrace.mcp;

import dev.millrace.http.ProblemException;
import io.quarkiverse.mcp.server.JsonRpcErrorCodes;
import io.vertx.core.json.JsonObject;
import org.jspecify.annotations.Nullable;

/** A message that is answered with an error of JSON-RPC 2.0 (section 5.1). */
final class RpcException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int code;
    private final transient @Nullable Object id;

    private RpcException(int code, @Nullable Object id, String message) {
        super(message, null, false, false);
        this.code = code;
        this.id = id;
    }

    /** The body is no JSON. */
    static RpcException unreadable(String message) {
        return new RpcException(JsonRpcErrorCodes.PARSE_ERROR, null, message);
    }

    /** The JSON is no message. */
    static RpcException invalid(@Nullable Object id, String message) {
        return new RpcException(JsonRpcErrorCodes.INVALID_REQUEST, id, message);
    }

    /** The method is not known. */
    static RpcException unknownMethod(Object id, String message) {
        return new RpcException(JsonRpcErrorCodes.METHOD_NOT_FOUND, id, message);
    }

    /** The parameters are not those of the method. */
    static RpcException invalidParams(Object id, String message) {
        return new RpcException(JsonRpcErrorCodes.INVALID_PARAMS, id, message);
    }

    /** A request that the server cannot or will not serve. */
    static RpcException of(Object id, ProblemException problem) {
        int code = problem.status() >= 500 ? JsonRpcErrorCodes.INTERNAL_ERROR : JsonRpcErrorCodes.INVALID_PARAMS;
        return new RpcException(code, id, String.valueOf(problem.getMessage()));
    }

    /**
     * The status of the answer. What is no message at all is refused by HTTP as well; whoever made a request finds the
     * error by its id.
     */
    int httpStatus() {
        return code == JsonRpcErrorCodes.PARSE_ERROR || code == JsonRpcErrorCodes.INVALID_REQUEST ? 400 : 200;
    }

    JsonObject json() {
        return new JsonObject()
                .put("jsonrpc", "2.0")
                .put("id", id)
                .put("error", new JsonObject().put("code", code).put("message", getMessage()));
    }
}
