package dev.millrace.mcp;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import io.quarkiverse.mcp.server.ImageContent;
import io.quarkiverse.mcp.server.ResourceResponse;
import io.quarkiverse.mcp.server.TextContent;
import io.quarkiverse.mcp.server.TextResourceContents;
import io.quarkiverse.mcp.server.ToolResponse;
import io.quarkus.jackson.ObjectMapperCustomizer;
import jakarta.inject.Singleton;
import java.util.List;

/** The messages of MCP have camelCase names and no nulls, while the rest of the API has snake_case. */
@Singleton
final class JsonShape implements ObjectMapperCustomizer {
    private static final List<Class<?>> ANSWERS = List.of(
            ToolResponse.class,
            ResourceResponse.class,
            TextContent.class,
            ImageContent.class,
            TextResourceContents.class);

    @JsonNaming(PropertyNamingStrategies.LowerCamelCaseStrategy.class)
    @JsonInclude(JsonInclude.Include.NON_NULL)
    private interface Camel {}

    @Override
    public void customize(ObjectMapper mapper) {
        ANSWERS.forEach(type -> mapper.addMixIn(type, Camel.class));
    }

    /** After the extension's own, which it replaces. */
    @Override
    public int priority() {
        return MINIMUM_PRIORITY;
    }
}
