package dev.millrace.config;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The variables that settings come from: those of the process, below them {@link Parameters}, and below these the files
 * {@code .env.local}, {@code .env} and {@code .env.default} of its working directory. An empty variable counts as one that
 * is not set. Immutable.
 */
public final class Environment {
    /** Later ones win. */
    private static final List<String> FILES = List.of(".env.default", ".env", ".env.local");

    private final Map<String, Variable> variables;
    private final List<String> problems;

    private Environment(Map<String, Variable> variables, List<String> problems) {
        this.variables = Map.copyOf(variables);
        this.problems = List.copyOf(problems);
    }

    /**
     * A variable.
     *
     * @param origin where it was set, in words
     */
    record Variable(String value, String origin) {}

    /** What this process finds: its own variables, parameters, and the files of its working directory. */
    public static Environment ofProcess() {
        return of(System.getenv(), Path.of(""));
    }

    /** These variables, and no files. */
    public static Environment of(Map<String, String> process) {
        return new Environment(named(process), List.of());
    }

    /** These variables, below them the parameters of the store that they name, and below these the files of a folder. */
    public static Environment of(Map<String, String> process, Path folder) {
        List<String> problems = new ArrayList<>();
        Map<String, Variable> variables = new HashMap<>();
        FILES.forEach(name -> EnvironmentFile.read(folder.resolve(name), problems)
                .forEach((variable, value) -> put(variables, variable, value)));
        Parameters.read(process, SettingsLoader.keys(), problems)
                .forEach((variable, value) -> put(variables, variable, value));
        named(process).forEach((variable, value) -> put(variables, variable, value));
        return new Environment(variables, problems);
    }

    private static Map<String, Variable> named(Map<String, String> process) {
        Map<String, Variable> variables = new HashMap<>();
        process.forEach((name, value) -> variables.put(name, new Variable(value, "environment variable " + name)));
        return variables;
    }

    private static void put(Map<String, Variable> variables, String name, Variable variable) {
        if (!variable.value().isEmpty()) {
            variables.put(name, variable);
        }
    }

    /** A variable, unless it is not set or empty. */
    Optional<Variable> get(String name) {
        return Optional.ofNullable(variables.get(name))
                .filter(variable -> !variable.value().isEmpty());
    }

    /** What is wrong with the files. */
    List<String> problems() {
        return problems;
    }
}
