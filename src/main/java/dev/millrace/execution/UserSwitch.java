package dev.millrace.execution;

import dev.millrace.config.SystemUser;
import dev.millrace.process.Command;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Builds commands that run as another user. They begin with the server's rights, so nothing that a workflow chooses may
 * count before these are gone: the user enters the directory, not the server, and variables, of which some change how
 * programs are loaded (GCONV_PATH, say), get their names only then. They are not handed over as arguments, which
 * everybody on the machine can read.
 */
final class UserSwitch {
    /** These name the process, and are looked for in its environment as it was when it began. */
    private static final String MARKERS = "MILLRACE_";

    private static final String HIDDEN = "MILLRACE_VARIABLE_";
    /** Some shells refuse to set these, and end. */
    private static final Set<String> READ_ONLY = Set.of("UID", "EUID", "PPID", "OPTIND");

    private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

    private UserSwitch() {}

    /**
     * A command that runs a program as a user.
     *
     * @param environment what the program gets, without variables that no shell can set
     * @param directory where it runs; null for the root directory
     */
    static Command command(
            SystemUser user, List<String> program, Map<String, String> environment, @Nullable Path directory) {
        Map<String, String> handed = new HashMap<>();
        List<String> hidden = new ArrayList<>();
        environment.forEach((name, value) -> {
            if (name.startsWith(MARKERS)) {
                handed.put(name, value);
            } else if (NAME.matcher(name).matches() && !READ_ONLY.contains(name)) {
                hidden.add(HIDDEN + hidden.size());
                handed.put(hidden.getLast(), name + "=" + value);
            }
        });
        List<String> line = new ArrayList<>(user.becoming("/bin/sh", "-c", script(hidden), "sh"));
        line.add(Objects.requireNonNullElse(directory, Path.of("/")).toString());
        line.addAll(program);
        return new Command(line, handed, Path.of("/"));
    }

    private static String script(List<String> hidden) {
        StringBuilder script = new StringBuilder("cd \"$1\" || exit 126; shift; ");
        if (!hidden.isEmpty()) {
            script.append("export");
            hidden.forEach(name -> script.append(" \"$").append(name).append('"'));
            script.append("; unset ").append(String.join(" ", hidden)).append("; ");
        }
        return script.append("exec \"$@\"").toString();
    }
}
