package dev.millrace.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code millrace session source}: the page as text. */
@Command(
        name = "source",
        description = "Print the page as HTML, or the screen of a device as XML.",
        mixinStandardHelpOptions = true,
        footerHeading = "%nExamples:%n",
        footer = "  millrace session source > page.html")
final class SessionSourceCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Mixin
    private SessionSelection selection = new SessionSelection();

    SessionSourceCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws InterruptedException {
        try (ServerConnection server = selection.connect(terminal)) {
            String source = selection.session(server.api()).source();
            terminal.text(source.endsWith("\n") ? source : source + "\n");
            return ExitStatus.OK.code();
        }
    }
}
