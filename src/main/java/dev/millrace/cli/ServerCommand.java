package dev.millrace.cli;

import dev.millrace.config.Environment;
import dev.millrace.config.Settings;
import dev.millrace.config.SettingsException;
import io.quarkus.runtime.Quarkus;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

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

    @Mixin
    private ServerOptions options = new ServerOptions();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        Settings settings;
        try {
            settings = options.settings(Environment.ofProcess());
        } catch (SettingsException e) {
            throw CommandException.of(e);
        }
        Framework.configure(settings);
        AtomicInteger status = new AtomicInteger();
        Quarkus.run(
                null,
                (code, failure) -> {
                    if (failure != null) {
                        spec.commandLine()
                                .getErr()
                                .println("millrace: the server could not start: " + Framework.reason(failure));
                    }
                    status.set(failure == null ? code : ExitStatus.SYSTEM_FAULT.code());
                },
                spec.commandLine().getParent().getParseResult().originalArgs().toArray(String[]::new));
        return status.get();
    }
}
