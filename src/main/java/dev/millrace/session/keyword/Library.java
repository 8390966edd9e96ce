package dev.millrace.session.keyword;

import dev.millrace.session.error.ErrorCode;
import dev.millrace.session.error.SessionException;
import dev.millrace.session.vision.Templates;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** What callers have given a session to work with: modules, calls of services, images, and where its files are. Thread-safe. */
public final class Library {
    private static final int MOST_MODULES = 200;
    private static final int MOST_STEPS = 500;

    private final @Nullable Path project;
    private final Set<String> environment;
    private final Map<String, List<Step>> modules = new ConcurrentHashMap<>();
    private final Templates templates = new Templates();
    private volatile Map<String, ServiceCall> calls = Map.of();

    /**
     * @param project the folder whose files may be read; null for none
     * @param environment the names of the server's variables that may be read
     */
    public Library(@Nullable Path project, Set<String> environment) {
        this.project = project;
        this.environment = Set.copyOf(environment);
    }

    /**
     * A step of a module.
     *
     * @param params a list or a map, as for a call
     */
    public record Step(String keyword, Object params) {}

    /** The folder whose files may be read; null for none. */
    public @Nullable Path project() {
        return project;
    }

    /** The images that elements are found by. */
    public Templates templates() {
        return templates;
    }

    /** Whether a variable of the server may be read. */
    boolean mayRead(String variable) {
        return environment.contains(variable);
    }

    /** Puts modules in place of those of the same names. Throws E0403 at a limit. */
    public void addModules(Map<String, List<Step>> more) {
        more.forEach((name, steps) -> {
            if (steps.size() > MOST_STEPS || (!modules.containsKey(name) && modules.size() >= MOST_MODULES)) {
                throw new SessionException(
                        ErrorCode.E0403,
                        "a session has at most %d modules of %d steps each".formatted(MOST_MODULES, MOST_STEPS));
            }
            modules.put(name, List.copyOf(steps));
        });
    }

    /** Whether there is a module of this name. */
    boolean hasModule(String name) {
        return modules.containsKey(name);
    }

    /** The steps of a module. Throws E0601. */
    List<Step> module(String name) {
        List<Step> steps = modules.get(name);
        if (steps == null) {
            throw new SessionException(
                    ErrorCode.E0601, "there is no module `%s`; there is: %s".formatted(name, told(modules.keySet())));
        }
        return steps;
    }

    /** Puts these calls in place of all others. */
    public void setCalls(Map<String, ServiceCall> all) {
        calls = Map.copyOf(all);
    }

    /** A call by the name of its collection, a dot and its own. Throws E0702. */
    ServiceCall serviceCall(String name) {
        ServiceCall call = calls.get(name);
        if (call == null) {
            throw new SessionException(
                    ErrorCode.E0702, "there is no call `%s`; there is: %s".formatted(name, told(calls.keySet())));
        }
        return call;
    }

    private static String told(Set<String> names) {
        return names.isEmpty() ? "none" : String.join(", ", new TreeSet<>(names));
    }
}
