package dev.millrace.cli;

import dev.millrace.config.Environment;
import io.quarkus.runtime.annotations.QuarkusMain;
import java.util.Optional;

/**
 * The program. Only what needs the engine starts the framework, and a server's start loads nothing of what describes the
 * other commands: that is not in the ahead-of-time cache, which takes no classes of its age.
 */
@QuarkusMain
public final class Millrace {
    private Millrace() {}

    /** Runs the command and exits with its {@link ExitStatus}. */
    public static void main(String... args) {
        System.exit(run(Terminal.ofProcess(System.getenv()), args));
    }

    private static int run(Terminal terminal, String... args) {
        Optional<ServerArguments> server = ServerArguments.plain(args);
        return server.isPresent()
                ? run(server.get(), terminal)
                : Commands.line(terminal, args).execute(args);
    }

    private static int run(ServerArguments server, Terminal terminal) {
        try {
            return Server.run(server.settings(Environment.ofProcess()), terminal);
        } catch (CommandException e) {
            return new Failures(terminal).tell(e);
        }
    }
}
