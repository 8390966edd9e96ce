package dev.millrace.cli;

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
        description = "Runs the server until it is told to stop (Ctrl-C, or SIGTERM).",
        mixinStandardHelpOptions = true)
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
            settings = options.settings(System.getenv());
        } catch (SettingsException e) {
            spec.commandLine().getErr().println("millrace: the server cannot start with these settings:");
            spec.commandLine().getErr().println(e.getMessage());
            return 2;
        }
        configure(settings);
        AtomicInteger status = new AtomicInteger();
        Quarkus.run(
                null,
                (code, failure) -> {
                    if (failure != null) {
                        spec.commandLine().getErr().println("millrace: the server could not start: " + reason(failure));
                    }
                    status.set(failure == null ? code : 1);
                },
                spec.commandLine().getParent().getParseResult().originalArgs().toArray(String[]::new));
        return status.get();
    }

    /** Hands the settings to the framework that serves HTTP and writes the log. */
    private static void configure(Settings settings) {
        System.setProperty("quarkus.http.host", settings.api().host());
        System.setProperty("quarkus.http.port", String.valueOf(settings.api().port()));
        System.setProperty(
                "quarkus.http.limits.max-body-size",
                String.valueOf(settings.api().maxBody()));
        System.setProperty("quarkus.log.level", settings.log().level());
    }

    private static String reason(Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause.getMessage() == null ? cause.toString() : cause.getMessage();
    }
}
