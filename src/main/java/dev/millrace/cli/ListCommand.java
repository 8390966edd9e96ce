package dev.millrace.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.cli.ServerSelection.Purpose;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code millrace list}: the workflows that can be run by name. */
@Command(
        name = "list",
        description = "List the workflows of the server.",
        mixinStandardHelpOptions = true,
        footerHeading = "%nExamples:%n",
        footer = {
            "  millrace list",
            "  millrace list --server http://builder:8080",
            "  millrace list --json | jq -r '.items[].id'"
        })
final class ListCommand implements Callable<Integer> {
    /** The most that the server gives at once. */
    private static final int PAGE = 200;

    private final Terminal terminal;

    @Mixin
    private JsonOption json = new JsonOption();

    @Mixin
    private ServerSelection selection = new ServerSelection();

    ListCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws InterruptedException {
        try (ServerConnection server = selection.connect(Purpose.LOOK, terminal)) {
            ArrayNode workflows = all(server.api());
            if (json.given()) {
                ObjectNode document = Json.object();
                document.set("items", workflows);
                terminal.line(Json.pretty(document));
            } else if (workflows.isEmpty()) {
                terminal.note("There is no workflow yet; `millrace run FILE` stores one and runs it.");
            } else {
                print(workflows);
            }
            return ExitStatus.OK.code();
        }
    }

    private static ArrayNode all(ApiClient api) throws InterruptedException {
        ArrayNode all = Json.array();
        String cursor = "";
        do {
            JsonNode page = api.get("/v1/workflows?limit=" + PAGE + cursor);
            page.path("items").forEach(all::add);
            cursor = page.hasNonNull("next_cursor")
                    ? "&cursor=" + ApiClient.encoded(page.path("next_cursor").asText())
                    : "";
        } while (!cursor.isEmpty());
        return all;
    }

    private void print(ArrayNode workflows) {
        Table table = Table.of("NAME", "REVISION", "STATUS", "UPDATED", "DESCRIPTION");
        for (JsonNode workflow : workflows) {
            table.row(
                    workflow.path("id").asText(),
                    workflow.path("revision").asText(),
                    workflow.path("status").asText(),
                    workflow.path("updated_at").asText(),
                    Json.text(workflow.path("description")));
        }
        table.lines().forEach(terminal::line);
    }
}
