package dev.millrace.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code millrace session screenshot}: what the page looks like. */
@Command(
        name = "screenshot",
        description = "Write what the page looks like now to a file, as PNG. A file that is there is replaced.",
        mixinStandardHelpOptions = true,
        footerHeading = "%nExamples:%n",
        footer = "  millrace session screenshot page.png")
final class SessionScreenshotCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Parameters(paramLabel = "FILE", description = "The file.")
    private Path file = Path.of("");

    @Mixin
    private SessionSelection selection = new SessionSelection();

    SessionScreenshotCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws InterruptedException {
        try (ServerConnection server = selection.connect(terminal)) {
            write(selection.session(server.api()).screenshot(), file);
            return ExitStatus.OK.code();
        }
    }

    /** Writes a picture. Throws when that is not possible. */
    static void write(byte[] picture, Path file) {
        try {
            Files.write(file, picture);
        } catch (IOException e) {
            throw CommandException.wrongUse("%s cannot be written: %s.".formatted(file, e.getMessage()));
        }
    }
}
