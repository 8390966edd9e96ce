package dev.millrace.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.util.ArrayList;
import java.util.List;

/** The server has refused a request, with a problem (RFC 9457) or without one. */
final class ApiException extends CommandException {
    private static final long serialVersionUID = 1L;

    /** Where the problems of inputs are, as a JSON pointer. */
    private static final String INPUTS = "/inputs/";

    private final int httpStatus;
    private final transient JsonNode problem;

    private ApiException(
            int httpStatus, JsonNode problem, ExitStatus exitStatus, String message, List<String> details) {
        super(exitStatus, message, details);
        this.httpStatus = httpStatus;
        this.problem = problem;
    }

    /**
     * The refusal that a problem describes.
     *
     * @param subject what its lines are lines of, such as a file's name; empty when there are none
     */
    static ApiException of(int httpStatus, JsonNode problem, String subject) {
        List<String> errors = errors(problem, subject);
        String detail = problem.path("detail").asText("The server answers " + httpStatus + ".");
        String message = errors.isEmpty() ? detail : problem.path("title").asText(detail) + ":";
        if (httpStatus >= 500 && problem.hasNonNull("request_id")) {
            message += " (request id " + problem.path("request_id").asText() + ")";
        }
        List<String> details = errors.isEmpty() ? advice(problem.path("code").asText()) : errors;
        return new ApiException(httpStatus, problem, exitStatus(httpStatus, problem), message, details);
    }

    /** What to do about a refusal, where the server's own words are for those who write requests. */
    private static List<String> advice(String code) {
        return switch (code) {
            case "unauthenticated", "wrong-credential" ->
                List.of(
                        "Set MILLRACE_TOKEN to an API key or a token, or name a file that holds one with --token-file.",
                        "A server's first key is in `admin.key` in its data directory, which --data-dir names.");
            case "scope-missing" ->
                List.of("Call with another key: set MILLRACE_TOKEN, or name a file that holds one with --token-file.");
            default -> List.of();
        };
    }

    /** A refusal that does not come from a Millrace server. */
    static ApiException foreign(int httpStatus, String server) {
        return new ApiException(
                httpStatus,
                MissingNode.getInstance(),
                ExitStatus.SYSTEM_FAULT,
                "What answers at %s (with status %d) is not a Millrace server.".formatted(server, httpStatus),
                List.of("Name another one with --server, or start one with `millrace server`."));
    }

    /** The status of the answer. */
    int httpStatus() {
        return httpStatus;
    }

    /** The problem as the server tells it; missing when it told none. */
    JsonNode problem() {
        return problem;
    }

    /** The problem's code; empty when the server told none. */
    String code() {
        return problem.path("code").asText();
    }

    private static ExitStatus exitStatus(int httpStatus, JsonNode problem) {
        if (httpStatus >= 500 || httpStatus == 429) {
            return ExitStatus.SYSTEM_FAULT;
        }
        return problem.path("code").asText().equals("invalid-workflow")
                ? ExitStatus.INVALID_WORKFLOW
                : ExitStatus.WRONG_USE;
    }

    private static List<String> errors(JsonNode problem, String subject) {
        List<String> lines = new ArrayList<>();
        for (JsonNode error : problem.path("errors")) {
            String message = error.path("message").asText();
            if (error.hasNonNull("line")) {
                lines.add("%s:%d:%d: %s"
                        .formatted(
                                subject,
                                error.path("line").asInt(),
                                error.path("column").asInt(1),
                                message));
            } else {
                lines.add(inputOf(error.path("path").asText()) + message);
            }
        }
        return lines;
    }

    /** The input that an error is about, with a colon; other messages name what they are about. */
    private static String inputOf(String path) {
        return path.startsWith(INPUTS) ? path.substring(INPUTS.length()) + ": " : "";
    }
}
