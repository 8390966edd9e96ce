package dev.millrace.cli;

import com.fasterxml.jackson.databind.JsonNode;

/** Shows what came of a keyword. */
final class KeywordView {
    private KeywordView() {}

    /** @param data of the answer */
    static void show(Terminal terminal, JsonNode data) {
        JsonNode combination = data.path("combination");
        if (combination.path("index").asInt() > 0) {
            terminal.note("Fallback %d of %d: %s"
                    .formatted(
                            combination.path("index").asInt() + 1,
                            combination.path("of").asInt(),
                            combination.path("params").toString()));
        }
        JsonNode result = data.path("result");
        if (result.isContainerNode()) {
            terminal.line(Json.pretty(result));
        } else if (!result.isNull() && !result.isMissingNode()) {
            terminal.line(result.asText());
        }
    }
}
