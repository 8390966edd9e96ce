package dev.millrace.http;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An error as the API answers it (RFC 9457).
 *
 * @param type {@code urn:millrace:problem:} and the code, or the family that the code is of
 * @param title what kind of problem it is, the same for all of its code
 * @param status the HTTP status
 * @param detail what is wrong this time, and how to put it right
 * @param code stable and documented; for programs
 * @param errors each thing that is wrong with the request, when it can be told apart
 * @param details values for programs, by the code
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record Problem(
        String type,
        String title,
        int status,
        String detail,
        String code,
        String requestId,
        @JsonSetter(nulls = Nulls.AS_EMPTY) List<Item> errors,
        @JsonSetter(nulls = Nulls.AS_EMPTY) Map<String, Object> details) {
    /** The media type of a problem. */
    public static final String MEDIA_TYPE = "application/problem+json";

    /**
     * One thing that is wrong.
     *
     * @param path a JSON Pointer (RFC 6901) into what was sent
     * @param line from 1, where what was sent has lines
     * @param column from 1, likewise
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Item(
            String path, @Nullable Integer line, @Nullable Integer column, String message) {
        /** Something wrong in what has no lines. */
        public static Item at(String path, String message) {
            return new Item(path, null, null, message);
        }
    }

    /** Throws NullPointerException for one that another server has sent without its text. */
    public Problem {
        requireNonNull(type, "type");
        requireNonNull(title, "title");
        requireNonNull(detail, "detail");
        requireNonNull(code, "code");
        errors = List.copyOf(errors);
        details = Map.copyOf(details);
    }
}
