package dev.millrace.process;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What to start.
 *
 * @param argv the program and its arguments. A program without a slash in its name is looked for in the {@code PATH}
 *     of {@code environment}, a relative one with a slash in {@code directory}
 * @param environment the whole environment: nothing is inherited from the server
 * @param directory where it runs; null for the server's own working directory
 */
public record Command(
        List<String> argv,
        Map<String, String> environment,
        @Nullable Path directory) {
    /** @throws IllegalArgumentException if this cannot be handed to any program; the message says why */
    public Command {
        argv = List.copyOf(argv);
        environment = Map.copyOf(environment);
        if (argv.isEmpty() || argv.getFirst().isEmpty()) {
            throw new IllegalArgumentException("the command is empty; name the program to run");
        }
        for (int i = 0; i < argv.size(); i++) {
            requireNoNul(argv.get(i), "argument " + i + " of the command");
        }
        environment.forEach((name, value) -> {
            if (name.isEmpty() || name.indexOf('=') >= 0) {
                throw new IllegalArgumentException(
                        "\"" + name + "\" cannot name an environment variable; use a name without \"=\"");
            }
            requireNoNul(name, "the name of an environment variable");
            requireNoNul(value, "the environment variable " + name);
        });
    }

    /** A script for {@code /bin/sh -c}. */
    public static Command shell(String script, Map<String, String> environment, @Nullable Path directory) {
        return new Command(List.of("/bin/sh", "-c", script), environment, directory);
    }

    private static void requireNoNul(String text, String what) {
        if (text.indexOf('\0') >= 0) {
            throw new IllegalArgumentException(
                    what + " contains a NUL character, which no program can be given; remove it");
        }
    }
}
