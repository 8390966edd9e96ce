package dev.millrace.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.cli.ServerSelection.Purpose;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code millrace logs}: what the steps of an execution have printed. */
@Command(
        name = "logs",
        description = {
            "Print what the steps of an execution have written to their standard output and standard error, to the same.",
            "With --json, each piece of text is a document on a line of its own."
        },
        mixinStandardHelpOptions = true,
        footerHeading = "%nExamples:%n",
        footer = {
            "  millrace logs deploy-20261122-041811-xxnehzn9         what there is",
            "  millrace logs -f deploy-20261122-041811-xxnehzn9      and what is to come, until the end",
            "  millrace logs --json deploy-20261122-041811-xxnehzn9 | jq -r 'select(.step==\"build\").text'"
        })
final class LogsCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Parameters(paramLabel = "ID", description = "The id of an execution.")
    private String id = "";

    @Option(
            names = {"-f", "--follow"},
            description = "Stay until the execution has ended.")
    private boolean follow;

    @Mixin
    private JsonOption json = new JsonOption();

    @Mixin
    private ServerSelection selection = new ServerSelection();

    LogsCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws InterruptedException {
        try (ServerConnection server = selection.connect(follow ? Purpose.ACT : Purpose.LOOK, terminal)) {
            if (follow) {
                new EventFollower(server.api(), terminal::note).follow(id, this::show);
            } else {
                server.api()
                        .get("/v1/executions/" + ApiClient.encoded(id) + "/logs")
                        .forEach(this::print);
            }
            return ExitStatus.OK.code();
        }
    }

    private void show(ExecutionEvent event) {
        if (event.isLog()) {
            print(event.entry());
        }
    }

    private void print(JsonNode entry) {
        if (json.given()) {
            terminal.line(entry.toString());
        } else {
            LogText.show(terminal, entry);
        }
    }
}
