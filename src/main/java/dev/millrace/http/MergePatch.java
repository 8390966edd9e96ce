package dev.millrace.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.http.HttpServerRequest;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.HttpHeaders;
import java.util.List;
import java.util.Locale;

/** Reads the bodies of PATCH requests: merge patches (RFC 7396). Thread-safe. */
@Singleton
public final class MergePatch {
    /** The media type of a merge patch. */
    public static final String MEDIA_TYPE = "application/merge-patch+json";

    private static final List<String> TAKEN = List.of(MEDIA_TYPE, "application/json");

    private final JsonBody json;

    MergePatch(JsonBody json) {
        this.json = json;
    }

    /**
     * The patch in a request's body.
     *
     * @throws ProblemException 415 for another media type, with {@code Accept-Patch} (RFC 5789, section 3.1) in the answer;
     *     400 when it is no JSON object
     */
    public ObjectNode read(HttpServerRequest request, byte[] body) {
        String type = request.getHeader(HttpHeaders.CONTENT_TYPE);
        String plain = type == null ? "" : type.replaceFirst(";.*", "").strip().toLowerCase(Locale.ROOT);
        if (!TAKEN.contains(plain)) {
            request.response().putHeader("Accept-Patch", String.join(", ", TAKEN));
            throw ProblemException.of(
                    415,
                    "unsupported-media-type",
                    "The request body is of a type that is not taken here",
                    "Send the change as `Content-Type: %s` (RFC 7396), not `%s`.".formatted(MEDIA_TYPE, type));
        }
        return json.readObject(body);
    }
}
