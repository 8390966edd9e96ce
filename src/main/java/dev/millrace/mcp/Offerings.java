package dev.millrace.mcp;

import dev.millrace.access.Caller;
import dev.millrace.access.Scope;
import dev.millrace.http.Page;
import dev.millrace.http.PageRequest;
import dev.millrace.workflow.InputSchema;
import dev.millrace.workflow.WorkflowDirectory;
import dev.millrace.workflow.WorkflowDirectory.Offer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import jakarta.inject.Singleton;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The tools that each caller has: those that there always are, as far as the scopes go, and the workflows that the caller
 * could run. They are read when they are asked for, so what has changed is there at once. Thread-safe.
 */
@Singleton
final class Offerings {
    private static final int PAGE = 100;
    private static final int SEARCH_PAGE = 200;

    private final Toolbox toolbox;
    private final WorkflowDirectory workflows;

    Offerings(Toolbox toolbox, WorkflowDirectory workflows) {
        this.toolbox = toolbox;
        this.workflows = workflows;
    }

    /** The answer to {@code tools/list}. Throws a 422 for a cursor that is none. */
    JsonObject tools(Caller by, @Nullable String cursor) {
        JsonArray tools = new JsonArray();
        JsonObject result = new JsonObject().put("tools", tools);
        if (cursor == null) {
            toolbox.listed(by).forEach(tools::add);
        }
        if (by.may(Scope.EXECUTIONS_WRITE)) {
            Page<Offer> page = workflows.offers(by, PageRequest.after(cursor, PAGE));
            page.items().forEach(offer -> tools.add(described(offer)));
            if (page.nextCursor() != null) {
                result.put("nextCursor", page.nextCursor());
            }
        }
        return result;
    }

    /** The workflow whose tool has this name, if the caller has it. */
    Optional<Offer> find(Caller by, String name) {
        if (!by.may(Scope.EXECUTIONS_WRITE)) {
            return Optional.empty();
        }
        return ToolNames.isMarked(name)
                ? search(by, name)
                : workflows.offer(by, name).filter(offer -> isCalled(offer, name));
    }

    /** Names that were made are looked for in all workflows: they stand nowhere but in their workflows. */
    private Optional<Offer> search(Caller by, String name) {
        String cursor = null;
        do {
            Page<Offer> page = workflows.offers(by, PageRequest.after(cursor, SEARCH_PAGE));
            Optional<Offer> found =
                    page.items().stream().filter(offer -> isCalled(offer, name)).findFirst();
            if (found.isPresent()) {
                return found;
            }
            cursor = page.nextCursor();
        } while (cursor != null);
        return Optional.empty();
    }

    private boolean isCalled(Offer offer, String name) {
        return ToolNames.of(offer, toolbox.names()).equals(name);
    }

    private JsonObject described(Offer offer) {
        return new JsonObject()
                .put("name", ToolNames.of(offer, toolbox.names()))
                .put("title", offer.englishName().orElse(offer.name()))
                .put("description", description(offer))
                .put("inputSchema", schema(offer))
                .put("outputSchema", Schemas.execution());
    }

    private static String description(Offer offer) {
        String what = offer.description().isEmpty() ? offer.name() : offer.description();
        return Bounded.text("%s%s Runs the workflow `%s` and waits for its end."
                .formatted(what, what.endsWith(".") ? "" : ".", offer.id()));
    }

    /** What the maker of a remote workflow says of its inputs is a schema when it looks like one. */
    private static Map<String, Object> schema(Offer offer) {
        if (offer.parameters() instanceof Map<?, ?> parameters
                && "object".equals(parameters.get("type"))
                && parameters.get("properties") instanceof Map) {
            Map<String, Object> schema = new LinkedHashMap<>();
            parameters.forEach((key, value) -> schema.put(String.valueOf(key), value));
            return schema;
        }
        return InputSchema.of(offer.inputs().values());
    }
}
