package dev.millrace.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.cli.ServerSelection.Purpose;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code millrace cancel}: stops an execution with all of its processes. */
@Command(
        name = "cancel",
        description = {
            "Cancel an execution, and wait until all of its processes have ended.",
            "They get SIGTERM, and SIGKILL if they are still there after a while."
        },
        mixinStandardHelpOptions = true,
        footerHeading = "%nExamples:%n",
        footer = "  millrace cancel deploy-20261122-041811-xxnehzn9")
final class CancelCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Parameters(paramLabel = "ID", description = "The id of an execution.")
    private String id = "";

    @Mixin
    private JsonOption json = new JsonOption();

    @Mixin
    private ServerSelection selection = new ServerSelection();

    CancelCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws InterruptedException {
        try (ServerConnection server = selection.connect(Purpose.ACT, terminal)) {
            String path = "/v1/executions/" + ApiClient.encoded(id);
            server.api().post(path + "/cancel", Json.object());
            new EventFollower(server.api(), terminal::note).follow(id, _ -> {});
            JsonNode execution = server.api().get(path);
            terminal.line(
                    json.given()
                            ? Json.pretty(execution)
                            : "%s is %s".formatted(id, execution.path("status").asText()));
            return ExitStatus.OK.code();
        }
    }
}
