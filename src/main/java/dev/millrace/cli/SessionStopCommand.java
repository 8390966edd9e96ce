package dev.millrace.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code millrace session stop}: ends a session. */
@Command(
        name = "stop",
        description = "Stop a session: what runs in it, and its browser.",
        mixinStandardHelpOptions = true,
        footerHeading = "%nExamples:%n",
        footer = "  millrace session stop")
final class SessionStopCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Mixin
    private SessionSelection selection = new SessionSelection();

    SessionStopCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws InterruptedException {
        try (ServerConnection server = selection.connect(terminal)) {
            SessionClient session = selection.session(server.api());
            session.stop();
            terminal.line(session.id() + " is stopped");
            return ExitStatus.OK.code();
        }
    }
}
