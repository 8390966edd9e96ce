package dev.millrace.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code millrace session watch}: what keywords do, while they do it. */
@Command(
        name = "watch",
        description = {
            "Print what the keywords of a session do, until it is stopped.",
            "With --json, each event is a document on a line of its own."
        },
        mixinStandardHelpOptions = true,
        footerHeading = "%nExamples:%n",
        footer = "  millrace session watch")
final class SessionWatchCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Mixin
    private JsonOption json = new JsonOption();

    @Mixin
    private SessionSelection selection = new SessionSelection();

    SessionWatchCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws InterruptedException {
        try (ServerConnection server = selection.connect(terminal);
                EventReader events =
                        new EventReader(selection.session(server.api()).events())) {
            for (JsonNode event = events.document(); event != null; event = events.document()) {
                show(event);
            }
            return ExitStatus.OK.code();
        } catch (IOException e) {
            throw new CommandException(
                    ExitStatus.SYSTEM_FAULT, "The connection to the server is lost: " + ApiClient.reason(e) + ".");
        }
    }

    private void show(JsonNode event) {
        String status = event.path("status").asText();
        if (json.given()) {
            terminal.line(event.toString());
        } else if (!status.equals("HEARTBEAT")) {
            Terminal.@Nullable Style style =
                    switch (status) {
                        case "SUCCESS" -> Terminal.Style.GOOD;
                        case "FAIL" -> Terminal.Style.BAD;
                        default -> null;
                    };
            String line = "%-7s  %s".formatted(status, event.path("message").asText());
            terminal.line(style == null ? line : terminal.styled(style, line));
        }
    }
}
