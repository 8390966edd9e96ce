package dev.millrace.execution;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** The environment of commands: clean but for a few variables of the server's and the string inputs. */
final class CommandEnvironment {
    private static final List<String> INHERITED = List.of("PATH", "HOME", "LANG", "TZ");

    private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

    /** An input of one of these names, or of a name that begins with LD_, would change how a shell starts. */
    private static final Set<String> RESERVED = Set.of(
            "PATH",
            "HOME",
            "LANG",
            "TZ",
            "SHELL",
            "IFS",
            "ENV",
            "BASH_ENV",
            "CDPATH",
            "PS4",
            "SHELLOPTS",
            "BASHOPTS",
            "PWD",
            "OLDPWD");

    /** The system takes no variable longer than 128 KiB (MAX_ARG_STRLEN): longer inputs are for templates only. */
    private static final int MAX_LENGTH = 100 << 10;

    private static final String DEFAULT_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

    private CommandEnvironment() {}

    /** The server's variables that every command sees; templates see them as {@code env}. */
    static Map<String, String> inherited(Map<String, String> server) {
        Map<String, String> environment = new LinkedHashMap<>();
        environment.put("PATH", DEFAULT_PATH);
        for (String name : INHERITED) {
            String value = server.get(name);
            if (value != null) {
                environment.put(name, value);
            }
        }
        return environment;
    }

    /** With the string inputs of an execution. */
    static Map<String, String> of(Map<String, String> inherited, Map<String, Object> inputs) {
        Map<String, String> environment = new LinkedHashMap<>(inherited);
        inputs.forEach((name, value) -> {
            if (value instanceof String text
                    && allowed(name)
                    && text.length() <= MAX_LENGTH
                    && text.indexOf('\0') < 0) {
                environment.put(name, text);
            }
        });
        return environment;
    }

    private static boolean allowed(String name) {
        return NAME.matcher(name).matches()
                && !RESERVED.contains(name)
                && !name.startsWith("LD_")
                && !name.startsWith("MILLRACE_");
    }
}
