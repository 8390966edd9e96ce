package dev.millrace.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Does tasks by workflows in files, with the engine in this process. What their steps print goes to the log. */
final class WorkflowWork implements RobotWork {
    private static final int PAGE = 200;

    private final ServerConnection engine;
    private final Terminal terminal;

    /** @param engine which has loaded the workflows; ends with this */
    WorkflowWork(ServerConnection engine, Terminal terminal) {
        this.engine = engine;
        this.terminal = terminal;
    }

    @Override
    public JsonNode workflows() {
        ArrayNode ids = Json.array();
        try {
            JsonNode page = engine.api().get("/v1/workflows?limit=" + PAGE);
            while (true) {
                page.path("items").forEach(workflow -> ids.add(workflow.path("id")));
                if (!page.hasNonNull("next_cursor")) {
                    return ids;
                }
                page = engine.api()
                        .get("/v1/workflows?limit=%d&cursor=%s"
                                .formatted(PAGE, page.path("next_cursor").asText()));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while listing workflows", e);
        }
    }

    @Override
    public Result run(RobotTask task, Output output, CompletableFuture<Stop> stop) throws InterruptedException {
        try {
            JsonNode started = engine.api()
                    .post(
                            "/v1/workflows/" + ApiClient.encoded(task.workflow()) + "/run",
                            Json.object().set("inputs", task.inputs()));
            String id = started.path("execution_id").asText();
            var _ = stop.thenRun(() -> Thread.startVirtualThread(() -> cancel(id)));
            new EventFollower(engine.api(), terminal::note).follow(id, event -> write(event, output));
            JsonNode execution = engine.api().get("/v1/executions/" + ApiClient.encoded(id));
            return result(execution).stopped(Optional.ofNullable(stop.getNow(null)));
        } catch (CommandException e) {
            return Result.failed(String.valueOf(e.getMessage()), null);
        }
    }

    private void cancel(String id) {
        try {
            engine.api().post("/v1/executions/" + ApiClient.encoded(id) + "/cancel", Json.object());
        } catch (CommandException _) {
            // It has just ended by itself.
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private static void write(ExecutionEvent event, Output output) {
        if (event.isLog()) {
            output.write(
                    event.data().path("stream").asText(),
                    event.data().path("text").asText());
        }
    }

    private static Result result(JsonNode execution) {
        ObjectNode outputs = execution.path("outputs") instanceof ObjectNode object ? object : Json.object();
        return execution.path("status").asText().equals("completed")
                ? Result.completed(outputs, null)
                : Result.failed(execution.at("/error/message").asText(), null);
    }

    @Override
    public void close() {
        engine.close();
    }
}
