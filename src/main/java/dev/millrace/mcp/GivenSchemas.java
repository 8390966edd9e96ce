package dev.millrace.mcp;

import io.quarkiverse.mcp.server.GlobalInputSchemaGenerator;
import io.quarkiverse.mcp.server.GlobalOutputSchemaGenerator;
import io.quarkiverse.mcp.server.ToolManager.ToolInfo;
import jakarta.inject.Singleton;

/**
 * Makes no schemas: all tools come with theirs. In its place the extension would set up a generator at each start, which
 * takes longer than all else of it.
 */
@Singleton
final class GivenSchemas implements GlobalInputSchemaGenerator, GlobalOutputSchemaGenerator {
    @Override
    public InputSchema generate(ToolInfo tool) {
        throw new IllegalStateException("the tool " + tool.name() + " has no schema");
    }

    @Override
    public Object generate(Class<?> from) {
        throw new IllegalStateException("a tool gives its schema, not the type " + from.getName());
    }
}
