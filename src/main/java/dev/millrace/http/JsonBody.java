package dev.millrace.http;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.exc.StreamReadException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.http.HttpServerRequest;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.HttpHeaders;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads JSON bodies strictly: what cannot be read is a 400, what says something unknown or of a wrong type a 422. */
@Singleton
public final class JsonBody {
    private static final Pattern CLASS_NAME = Pattern.compile("(?:[a-z]\\w*\\.)+([A-Z]\\w*)(?:\\$\\w+)?(?:<[^>]*>)?");

    /** The parser says which of its own settings would take what is no JSON. */
    private static final Pattern SETTING = Pattern.compile(":? enable `[A-Z_]+` to allow");

    /** How Jackson's message begins when there is something after the value. */
    private static final String TRAILING = "Trailing token";

    private static final Pattern LIMIT_NAME = Pattern.compile(", from `[^`]*`\\)");

    private final ObjectMapper mapper;
    private final ObjectReader objects;

    JsonBody(ObjectMapper mapper) {
        this.mapper = mapper;
        this.objects = mapper.readerFor(JsonNode.class)
                .with(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
                .without(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES);
    }

    /**
     * The body as this type; an empty body is an empty object.
     *
     * @throws ProblemException that says what is wrong and where
     */
    public <T> T read(byte[] body, Class<T> type) {
        return read(() -> mapper.readValue(orEmptyObject(body), type));
    }

    /**
     * The body as an object whose fields are to be looked at one by one; its decimal numbers are as they were written. An
     * empty body is an empty object.
     *
     * @throws ProblemException 400 when it is no JSON object
     */
    public ObjectNode readObject(byte[] body) {
        JsonNode node = read(() -> objects.readTree(orEmptyObject(body)));
        if (node instanceof ObjectNode object) {
            return object;
        }
        throw ProblemException.unreadable("The body must be a JSON object.");
    }

    /**
     * An object that was read as one, or a part of it, as this type.
     *
     * @throws ProblemException 422 that says what is wrong and where
     */
    public <T> T convert(ObjectNode object, Class<T> type) {
        return read(() -> mapper.treeToValue(object, type));
    }

    private static byte[] orEmptyObject(byte[] body) {
        return body.length == 0 ? new byte[] {'{', '}'} : body;
    }

    private interface Reading<T> {
        @Nullable
        T read() throws IOException;
    }

    private static <T> T read(Reading<T> reading) {
        try {
            T value = reading.read();
            if (value == null) {
                throw ProblemException.unreadable("The body must be a JSON object, not null.");
            }
            return value;
        } catch (UnrecognizedPropertyException e) {
            throw invalid(e, "unknown field `%s`; there is: %s".formatted(e.getPropertyName(), known(e)));
        } catch (NumberFormatException _) {
            throw ProblemException.unreadable("The body has a number whose exponent is too large to be read.");
        } catch (JsonMappingException e) {
            if (e.getOriginalMessage().startsWith(TRAILING)) {
                throw ProblemException.unreadable("The body goes on after the end of its JSON value.");
            }
            throw switch (e.getCause()) {
                case StreamConstraintsException limit -> beyond(limit);
                case StreamReadException broken -> unreadable(broken);
                case null, default -> invalid(e, "the value must be " + wanted(e));
            };
        } catch (StreamConstraintsException e) {
            throw beyond(e);
        } catch (JsonProcessingException e) {
            throw unreadable(e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** For paths that need no body: if there is one, it must say that it is JSON. Throws a 415. */
    public static void requireJson(HttpServerRequest request, byte[] body) {
        String type = request.getHeader(HttpHeaders.CONTENT_TYPE);
        if (body.length > 0 && (type == null || !type.toLowerCase(Locale.ROOT).startsWith("application/json"))) {
            throw ProblemException.of(
                    415,
                    "unsupported-media-type",
                    "The request body is of a type that is not taken here",
                    "Send the body as `Content-Type: application/json`, not `" + type + "`.");
        }
    }

    private static ProblemException invalid(JsonMappingException e, String message) {
        String path = e.getPath().stream()
                .map(part -> "/" + (part.getFieldName() == null ? part.getIndex() : part.getFieldName()))
                .collect(Collectors.joining());
        JsonLocation at = e.getLocation();
        Problem.Item item = at == null || at.getLineNr() < 1
                ? Problem.Item.at(path, message)
                : new Problem.Item(path, at.getLineNr(), at.getColumnNr(), message);
        return ProblemException.invalid(
                "invalid-request",
                "The request is not valid",
                (path.isEmpty() ? "body" : path) + ": " + message,
                List.of(item));
    }

    private static ProblemException unreadable(JsonProcessingException e) {
        return ProblemException.unreadable("The body is not JSON: " + firstLine(e) + position(e));
    }

    /** What the place that the value is for takes, in the words of JSON. */
    private static String wanted(JsonMappingException e) {
        Class<?> type = e instanceof MismatchedInputException mismatch ? mismatch.getTargetType() : null;
        if (type == null) {
            return "of another type";
        }
        if (type == String.class) {
            return "a string";
        }
        if (Number.class.isAssignableFrom(type) || type.isPrimitive()) {
            return "a whole number";
        }
        return Collection.class.isAssignableFrom(type) ? "an array" : "an object";
    }

    /** A limit on depth or length, which keeps a small body from costing much. */
    private static ProblemException beyond(StreamConstraintsException e) {
        String limit = LIMIT_NAME.matcher(firstLine(e)).replaceAll(")");
        return ProblemException.unreadable("The body goes beyond a limit: " + limit);
    }

    private static String known(UnrecognizedPropertyException e) {
        return e.getKnownPropertyIds() == null
                ? "none"
                : e.getKnownPropertyIds().stream().map(String::valueOf).collect(Collectors.joining(", "));
    }

    /** The first line of Jackson's message, with classes named without their packages. */
    private static String firstLine(JsonProcessingException e) {
        String message = e.getOriginalMessage().lines().findFirst().orElse("it cannot be read");
        return SETTING.matcher(CLASS_NAME.matcher(message).replaceAll("$1")).replaceAll("");
    }

    private static String position(JsonProcessingException e) {
        JsonLocation at = e.getLocation();
        return at == null ? "" : " (line %d, column %d)".formatted(at.getLineNr(), at.getColumnNr());
    }
}
