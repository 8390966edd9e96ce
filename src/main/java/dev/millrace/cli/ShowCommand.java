package dev.millrace.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.cli.ServerSelection.Purpose;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code millrace show}: what a workflow is and what it takes. */
@Command(
        name = "show",
        description = "Show a workflow of the server: what it is for, and the inputs that it takes.",
        mixinStandardHelpOptions = true,
        footerHeading = "%nExamples:%n",
        footer = {
            "  millrace show deploy",
            "  millrace show deploy --source > deploy.yaml",
            "  millrace show deploy --json"
        })
final class ShowCommand implements Callable<Integer> {
    private static final List<String> FACTS =
            List.of("id", "description", "version", "revision", "status", "kind", "updated_at");

    private final Terminal terminal;

    @Parameters(paramLabel = "NAME", description = "The name of a workflow.")
    private String name = "";

    @Option(names = "--source", description = "Print the document itself, as it was stored.")
    private boolean source;

    @Mixin
    private JsonOption json = new JsonOption();

    @Mixin
    private ServerSelection selection = new ServerSelection();

    ShowCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws InterruptedException {
        if (source && json.given()) {
            throw CommandException.wrongUse("--source and --json exclude each other: the source is YAML.");
        }
        try (ServerConnection server = selection.connect(Purpose.LOOK, terminal)) {
            String path = "/v1/workflows/" + ApiClient.encoded(name);
            if (source) {
                terminal.text(server.api().get(path, "application/yaml"));
            } else if (json.given()) {
                terminal.line(Json.pretty(server.api().get(path)));
            } else {
                print(server.api().get(path));
            }
            return ExitStatus.OK.code();
        }
    }

    private void print(JsonNode workflow) {
        Table facts = new Table();
        for (String fact : FACTS) {
            if (workflow.hasNonNull(fact)) {
                facts.row(fact.replace("_at", ""), Json.text(workflow.path(fact)));
            }
        }
        if (!workflow.path("tags").isEmpty()) {
            facts.row("tags", list(workflow.path("tags")));
        }
        facts.lines().forEach(terminal::line);
        if (!workflow.path("inputs").isEmpty()) {
            terminal.line("");
            inputs(workflow.path("inputs")).lines().forEach(terminal::line);
        }
    }

    private static Table inputs(JsonNode inputs) {
        Table table = Table.of("INPUT", "TYPE", "REQUIRED", "DEFAULT", "MUST BE", "DESCRIPTION");
        for (JsonNode input : inputs) {
            table.row(
                    input.path("name").asText(),
                    input.path("type").asText("any"),
                    input.path("required").asBoolean() ? "yes" : "no",
                    Json.text(input.path("default")),
                    rules(input.path("validation")),
                    input.path("description").asText());
        }
        return table;
    }

    /** What a value must satisfy, such as {@code min 1, max 9}. */
    private static String rules(JsonNode validation) {
        return validation.properties().stream()
                .map(rule -> rule.getKey().replace('_', ' ') + " "
                        + (rule.getValue().isArray() ? list(rule.getValue()) : Json.text(rule.getValue())))
                .collect(Collectors.joining(", "));
    }

    private static String list(JsonNode values) {
        return StreamSupport.stream(values.spliterator(), false).map(Json::text).collect(Collectors.joining(", "));
    }
}
