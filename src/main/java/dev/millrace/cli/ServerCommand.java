package dev.millrace.cli;

import dev.millrace.config.Environment;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code millrace server}: runs the server until it is told to stop. */
@Command(
        name = ServerCommand.NAME,
        description = "Run the server until it is told to stop (Ctrl-C, or SIGTERM).",
        mixinStandardHelpOptions = true,
        footerHeading = "%nExamples:%n",
        footer = {
            "  millrace server                            serve on http://127.0.0.1:8080, keep everything in ./data",
            "  millrace server --port 9000 --data-dir /var/lib/millrace",
            "  millrace server --config millrace.yaml     `millrace init` writes such a file"
        })
final class ServerCommand implements Callable<Integer> {
    static final String NAME = "server";

    private final Terminal terminal;

    @Mixin
    private ServerOptions options = new ServerOptions();

    ServerCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        return Server.run(options.arguments().settings(Environment.ofProcess()), terminal);
    }
}
