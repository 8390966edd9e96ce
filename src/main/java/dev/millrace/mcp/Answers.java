package dev.millrace.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.millrace.http.Problem;
import dev.millrace.http.ProblemException;
import io.quarkiverse.mcp.server.ImageContent;
import io.quarkiverse.mcp.server.TextContent;
import io.quarkiverse.mcp.server.ToolResponse;
import jakarta.inject.Singleton;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;

/** Makes answers of tools: as structured content, as text for those who read no other, and never too long for a model. */
@Singleton
final class Answers {
    private final ObjectMapper mapper;

    Answers(ObjectMapper mapper) {
        this.mapper = mapper;
    }

    /** Something as the API shows it. */
    ToolResponse of(Object value) {
        JsonNode json = Bounded.json(mapper.valueToTree(value));
        return new ToolResponse(false, List.of(new TextContent(json.toString())), json, null);
    }

    /** Something whose text is better read by itself; it is short enough already. */
    ToolResponse text(Object value, String text) {
        return new ToolResponse(false, List.of(new TextContent(text)), mapper.valueToTree(value), null);
    }

    /** The same about something that failed, with words of its own. */
    ToolResponse failed(Object value, String words) {
        JsonNode json = Bounded.json(mapper.valueToTree(value));
        return new ToolResponse(true, List.of(new TextContent(Bounded.text(words))), json, null);
    }

    /** A picture in PNG. */
    ToolResponse picture(byte[] png) {
        return ToolResponse.success(new ImageContent(Base64.getEncoder().encodeToString(png), "image/png"));
    }

    /** A call that was refused or went wrong: what is wrong, and how to put it right. */
    ToolResponse problem(ProblemException failure, String requestId) {
        Problem problem = failure.problem(requestId);
        String parts = problem.errors().stream()
                .filter(item -> !problem.detail().contains(item.message()))
                .map(item -> "\n- %s: %s".formatted(item.path(), item.message()))
                .collect(Collectors.joining());
        String id = problem.status() >= 500 ? " (request id %s)".formatted(requestId) : "";
        return ToolResponse.error(Bounded.text(
                "%s (%s): %s%s%s".formatted(problem.title(), problem.code(), problem.detail(), id, parts)));
    }
}
