package dev.millrace.config;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * What parameters of a {@link ParameterStore} set. Below the prefix, a parameter has the name of a setting with slashes
 * for its dots: {@code /api-perf/api/auth/secret}. Where MySQL and Redis are can be said in parts, too:
 * {@code /api-perf/mysql/host}, {@code /api-perf/redis/host} and so on.
 */
final class Parameters {
    /** The variable that names the prefix; without it nothing is read. */
    static final String PREFIX = "PARAMETERS_PREFIX";

    private final String prefix;
    private final List<String> problems;
    private final Map<String, Environment.Variable> variables = new HashMap<>();

    private Parameters(String prefix, List<String> problems) {
        this.prefix = prefix;
        this.problems = problems;
    }

    /**
     * The variables that stand for the parameters; none when no prefix is set.
     *
     * @param process the variables of this process
     * @param settings the keys of all settings
     */
    static Map<String, Environment.Variable> read(
            Map<String, String> process, Set<String> settings, List<String> problems) {
        String prefix = Objects.requireNonNullElse(process.get(PREFIX), "").strip();
        if (prefix.isEmpty()) {
            return Map.of();
        }
        Parameters parameters = new Parameters(prefix, problems);
        try {
            parameters.take(new ParameterStore(process, prefix).read(), settings);
        } catch (ParameterStore.Unreadable e) {
            problems.add("cannot read the parameters below `%s` (set in environment variable %s): %s"
                    .formatted(prefix, PREFIX, e.getMessage()));
        }
        return parameters.variables;
    }

    private void take(Map<String, String> found, Set<String> settings) {
        Set<String> unknown = new TreeSet<>(found.keySet());
        for (ServiceParameters service : ServiceParameters.values()) {
            join(service, found, unknown);
        }
        found.forEach((name, value) -> {
            String key = name.replace('/', '.');
            if (settings.contains(key)) {
                set(key, value, name);
                unknown.remove(name);
            }
        });
        unknown.forEach(name -> problems.add(
                "the parameter `%s/%s` is none that is known; there are settings with slashes for their dots, such as api/allowed_hosts, and %s"
                        .formatted(
                                prefix,
                                name,
                                Arrays.stream(ServiceParameters.values())
                                        .map(ServiceParameters::names)
                                        .collect(Collectors.joining(", ")))));
    }

    /** Sets the URL of a service of which parts are found, and takes these from what is unknown. */
    private void join(ServiceParameters service, Map<String, String> found, Set<String> unknown) {
        TreeMap<String, String> parts = new TreeMap<>();
        for (String part : service.parts()) {
            String name = service.beginning() + part;
            String value = found.get(name);
            if (value != null) {
                parts.put(part, value.strip());
                unknown.remove(name);
            }
        }
        if (parts.containsKey(ServiceParameters.HOST)) {
            set(service.setting(), service.url(parts), service.beginning() + "*");
        } else if (!parts.isEmpty()) {
            String beginning = prefix + "/" + service.beginning();
            problems.add("the parameter `%s` must be there beside `%s`"
                    .formatted(beginning + ServiceParameters.HOST, beginning + parts.firstKey()));
        }
    }

    private void set(String key, String value, String name) {
        variables.put(
                SettingsLoader.variable(key),
                new Environment.Variable(value, "parameter %s/%s".formatted(prefix, name)));
    }
}
