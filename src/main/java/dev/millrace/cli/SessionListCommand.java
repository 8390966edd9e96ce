package dev.millrace.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.cli.ServerSelection.Purpose;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code millrace session list}: what is live. */
@Command(
        name = "list",
        description = "List the live sessions, the newest first.",
        mixinStandardHelpOptions = true,
        footerHeading = "%nExamples:%n",
        footer = "  millrace session list")
final class SessionListCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Mixin
    private JsonOption json = new JsonOption();

    @Mixin
    private ServerSelection selection = new ServerSelection();

    SessionListCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws InterruptedException {
        try (ServerConnection server = selection.connect(Purpose.JOIN, terminal)) {
            JsonNode sessions = server.api().get("/v1/sessions");
            if (json.given()) {
                terminal.line(Json.pretty(sessions));
            } else if (sessions.path("items").isEmpty()) {
                terminal.note("There is no session; `millrace session start` starts one.");
            } else {
                print(sessions.path("items"));
            }
            return ExitStatus.OK.code();
        }
    }

    private void print(JsonNode sessions) {
        Table table = Table.of("ID", "DRIVER", "STATE", "OWNER", "CREATED", "LAST USED");
        for (JsonNode session : sessions) {
            table.row(
                    session.path("session_id").asText(),
                    session.path("driver").asText(),
                    session.path("state").asText(),
                    session.path("owner").asText(),
                    session.path("created_at").asText(),
                    session.path("last_used_at").asText());
        }
        table.lines().forEach(terminal::line);
    }
}
