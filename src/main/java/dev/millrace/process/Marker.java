package dev.millrace.process;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Whose a process is, told by its environment, which its children inherit.
 *
 * @param node the node that started it
 * @param server the run of the server on that node, which changes with each start
 * @param execution the execution that it works for
 * @param step the step of that execution
 */
public record Marker(String node, String server, String execution, String step) {
    private static final String NODE = "MILLRACE_NODE";
    private static final String SERVER = "MILLRACE_SERVER";
    private static final String EXECUTION = "MILLRACE_EXECUTION";
    private static final String STEP = "MILLRACE_STEP";

    /** The variables to put into the environment of a {@link Command}. */
    public Map<String, String> toEnvironment() {
        return Map.of(NODE, node, SERVER, server, EXECUTION, execution, STEP, step);
    }

    /** Reads {@code /proc/<pid>/environ}; empty if it has not all four variables. */
    static Optional<Marker> parse(byte[] environ) {
        String text = new String(environ, StandardCharsets.UTF_8);
        if (!text.contains(NODE)) {
            return Optional.empty();
        }
        Map<String, String> variables = new HashMap<>();
        for (String variable : text.split("\0")) {
            int equals = variable.indexOf('=');
            if (equals > 0) {
                variables.putIfAbsent(variable.substring(0, equals), variable.substring(equals + 1));
            }
        }
        String node = variables.get(NODE);
        String server = variables.get(SERVER);
        String execution = variables.get(EXECUTION);
        String step = variables.get(STEP);
        return node == null || server == null || execution == null || step == null
                ? Optional.empty()
                : Optional.of(new Marker(node, server, execution, step));
    }
}
