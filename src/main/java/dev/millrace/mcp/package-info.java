/**
 * Workflows and sessions as tools for AI models: the Model Context Protocol (MCP) over Streamable HTTP at {@code /mcp}.
 * The protocol is spoken by the Quarkus extension for it; what belongs to Millrace is who may call ({@link
 * dev.millrace.mcp.Gate}), what each caller is offered ({@link dev.millrace.mcp.Offerings}), and what the tools do
 * ({@link dev.millrace.mcp.Toolbox}).
 */
@NullMarked
package dev.millrace.mcp;

import org.jspecify.annotations.NullMarked;
