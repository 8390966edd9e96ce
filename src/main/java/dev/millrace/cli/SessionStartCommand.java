package dev.millrace.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code millrace session start}: a new session. */
@Command(
        name = "start",
        description = "Start a session, and print its id.",
        mixinStandardHelpOptions = true,
        footerHeading = "%nExamples:%n",
        footer = {
            "  millrace session start --open https://example.com/",
            "  millrace session start --driver htmlunit",
            "  millrace session start --driver appium --driver-url http://127.0.0.1:4723 \\",
            "      --capability platformName=Android --capability appium:appPackage=org.example.notes"
        })
final class SessionStartCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Mixin
    private SessionStartOptions options = new SessionStartOptions();

    @Mixin
    private JsonOption json = new JsonOption();

    @Mixin
    private ServerSelection selection = new ServerSelection();

    SessionStartCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws InterruptedException {
        try (ServerConnection server = selection.connect(ServerSelection.Purpose.JOIN, terminal)) {
            JsonNode started = SessionClient.start(server.api(), options.request());
            started.path("warnings").forEach(warning -> terminal.note("Note: " + warning.asText()));
            terminal.line(
                    json.given()
                            ? Json.pretty(started)
                            : started.path("session_id").asText());
            return ExitStatus.OK.code();
        }
    }
}
