package dev.millrace.socket;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;

/**
 * What came over a socket.
 *
 * @param type what it is, of the types that a {@link FrameHandler} takes
 * @param id what its sender calls it, a string or a number; answers say it too. Null when it has none
 * @param fields the rest of it
 */
public record Frame(String type, @Nullable JsonNode id, ObjectNode fields) {}
