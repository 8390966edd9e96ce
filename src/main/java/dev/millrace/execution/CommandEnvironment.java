package dev.millrace.execution;

import dev.millrace.config.SystemUser;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The environment of commands: clean but for a few variables of the server's and the string inputs.
 *
 * @param inherited the server's variables: what hooks get, and what templates see as {@code env}
 * @param whole the same and the string inputs: what steps get
 */
record CommandEnvironment(Map<String, String> inherited, Map<String, String> whole) {
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

    static final String DEFAULT_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

    /**
     * The environment of an execution.
     *
     * @param server the server's variables
     * @param shared the names of those that workflows may ask for
     * @param wanted the names of those that this workflow asks for
     */
    static CommandEnvironment of(
            Map<String, String> server, Set<String> shared, List<String> wanted, Map<String, Object> inputs) {
        Map<String, String> inherited = new LinkedHashMap<>();
        inherited.put("PATH", DEFAULT_PATH);
        Stream.concat(INHERITED.stream(), wanted.stream().filter(shared::contains))
                .forEach(name -> {
                    String value = server.get(name);
                    if (value != null) {
                        inherited.put(name, value);
                    }
                });
        Map<String, String> whole = new LinkedHashMap<>(inherited);
        inputs.forEach((name, value) -> {
            if (value instanceof String text
                    && allowed(name)
                    && text.length() <= MAX_LENGTH
                    && text.indexOf('\0') < 0) {
                whole.put(name, text);
            }
        });
        return new CommandEnvironment(inherited, whole);
    }

    /** The same for a user other than the server's. */
    CommandEnvironment of(SystemUser user) {
        Map<String, String> theirs = Map.of("HOME", user.home(), "USER", user.name(), "LOGNAME", user.name());
        Map<String, String> forHooks = new LinkedHashMap<>(inherited);
        forHooks.putAll(theirs);
        Map<String, String> forSteps = new LinkedHashMap<>(theirs);
        forSteps.putAll(whole);
        forSteps.put("HOME", user.home());
        return new CommandEnvironment(forHooks, forSteps);
    }

    private static boolean allowed(String name) {
        return NAME.matcher(name).matches()
                && !RESERVED.contains(name)
                && !name.startsWith("LD_")
                && !name.startsWith("MILLRACE_");
    }
}
