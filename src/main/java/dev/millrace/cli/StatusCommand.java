package dev.millrace.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.cli.ServerSelection.Purpose;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code millrace status}: how an execution stands, or how the latest ones do. */
@Command(
        name = "status",
        description = "Show how an execution stands, with its steps; without an id, list the latest executions.",
        mixinStandardHelpOptions = true,
        footerHeading = "%nExamples:%n",
        footer = {
            "  millrace status                            the latest executions",
            "  millrace status -n 5 --workflow deploy     the latest five of a workflow",
            "  millrace status deploy-20261122-041811-xxnehzn9",
            "  millrace status deploy-20261122-041811-xxnehzn9 --json | jq -r .status"
        })
final class StatusCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Parameters(paramLabel = "ID", arity = "0..1", description = "The id of an execution.")
    private @Nullable String id;

    @Option(
            names = {"-n", "--limit"},
            paramLabel = "N",
            description = "How many executions to list, 1 to 200 (default: ${DEFAULT-VALUE}).")
    private int limit = 20;

    @Option(names = "--workflow", paramLabel = "NAME", description = "List executions of this workflow only.")
    private @Nullable String workflow;

    @Mixin
    private JsonOption json = new JsonOption();

    @Mixin
    private ServerSelection selection = new ServerSelection();

    StatusCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws InterruptedException {
        try (ServerConnection server = selection.connect(Purpose.LOOK, terminal)) {
            JsonNode answer = server.api().get(path());
            if (json.given()) {
                terminal.line(Json.pretty(answer));
            } else if (id == null) {
                printAll(answer.path("items"));
            } else {
                print(answer);
            }
            return ExitStatus.OK.code();
        }
    }

    private String path() {
        if (id != null) {
            return "/v1/executions/" + ApiClient.encoded(id);
        }
        String filter = workflow == null ? "" : "&workflow=" + ApiClient.encoded(workflow);
        return "/v1/executions?limit=" + limit + filter;
    }

    private void printAll(JsonNode executions) {
        if (executions.isEmpty()) {
            terminal.note("Nothing has been run yet.");
            return;
        }
        Table table = Table.of("EXECUTION", "STATUS", "CREATED", "DURATION", "ERROR");
        for (JsonNode execution : executions) {
            table.row(
                    execution.path("execution_id").asText(),
                    execution.path("status").asText(),
                    execution.path("created_at").asText(),
                    Elapsed.between(execution, "started_at", "finished_at"),
                    new ExecutionText(execution).error().orElse(""));
        }
        table.lines().forEach(terminal::line);
    }

    private void print(JsonNode execution) {
        ExecutionText text = new ExecutionText(execution);
        Table facts = new Table()
                .row("execution", execution.path("execution_id").asText())
                .row(
                        "workflow",
                        "%s, revision %d"
                                .formatted(
                                        execution.path("workflow").asText(),
                                        execution.path("revision").asInt()))
                .row("status", (execution.path("status").asText() + " " + text.duration()).strip())
                .row("created", execution.path("created_at").asText());
        text.error().ifPresent(error -> facts.row("error", error));
        text.values("inputs").forEach((name, value) -> facts.row("input " + name, value));
        text.values("outputs").forEach((name, value) -> facts.row("output " + name, value));
        facts.lines().forEach(terminal::line);
        if (!execution.path("steps").isEmpty()) {
            terminal.line("");
            steps(execution.path("steps")).lines().forEach(terminal::line);
        }
    }

    private static Table steps(JsonNode steps) {
        Table table = Table.of("STEP", "STATUS", "ATTEMPT", "ITERATION", "EXIT", "DURATION", "ERROR");
        for (JsonNode step : steps) {
            table.row(
                    step.path("name").asText(),
                    step.path("status").asText(),
                    step.path("attempt").asText(),
                    step.hasNonNull("iteration")
                            ? String.valueOf(step.path("iteration").asInt() + 1)
                            : "",
                    Json.text(step.path("exit_code")),
                    Elapsed.between(step, "started_at", "finished_at"),
                    step.at("/error/message").asText());
        }
        return table;
    }
}
