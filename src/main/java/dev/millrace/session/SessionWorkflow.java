package dev.millrace.session;

import dev.millrace.http.ProblemException;
import dev.millrace.session.driver.DriverRequest;
import dev.millrace.session.keyword.Sensitive;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.snakeyaml.engine.v2.api.Dump;
import org.snakeyaml.engine.v2.api.DumpSettings;
import org.snakeyaml.engine.v2.common.FlowStyle;

/**
 * Writes what was done in a session as a workflow that does it again: a keyword step for each keyword that succeeded, in
 * their order. Texts that were sensitive become inputs.
 */
final class SessionWorkflow {
    private static final String DONE = "done";
    private static final String SECRET = "secret_";

    /** Begins a template, where a text is meant as it is. */
    private static final String OPENING = "{{";

    private static final String LITERAL_OPENING = "{{\"{{\"}}";

    private final Map<String, String> inputs = new LinkedHashMap<>();

    private SessionWorkflow() {}

    /** The workflow of a session, in YAML. Throws a 409 when nothing is known that could be done again. */
    static String of(Session session) {
        List<History.Entry> done = session.history().entries();
        if (done.isEmpty()) {
            throw ProblemException.conflict(
                    "nothing-to-repeat",
                    "There is nothing to repeat",
                    "No keyword has succeeded in the session `%s`, or it is that of a workflow."
                            .formatted(session.id()));
        }
        return new SessionWorkflow().written(session, done);
    }

    private String written(Session session, List<History.Entry> done) {
        Map<String, Object> states = states(done);
        Map<String, Object> workflow = new LinkedHashMap<>();
        workflow.put("name", "session-" + session.id().substring(0, 8));
        workflow.put(
                "description",
                "What was done by hand in a session with the driver "
                        + session.config().driver().name());
        if (!inputs.isEmpty()) {
            workflow.put(
                    "inputs",
                    inputs.values().stream().map(SessionWorkflow::input).toList());
        }
        workflow.put("session", settings(session.config()));
        workflow.put("states", states);
        DumpSettings settings = DumpSettings.builder()
                .setDefaultFlowStyle(FlowStyle.BLOCK)
                .setWidth(120)
                .build();
        return new Dump(settings).dumpToString(workflow);
    }

    private static Map<String, Object> input(String name) {
        Map<String, Object> input = new LinkedHashMap<>();
        input.put("name", name);
        input.put("type", "string");
        input.put("required", true);
        return input;
    }

    /** What the keywords need of the session; what is usual is left out. */
    private static Map<String, Object> settings(SessionConfig config) {
        Map<String, Object> settings = new LinkedHashMap<>();
        settings.put("driver_sources", List.of(driver(config.driver())));
        settings.putAll(Seeing.written(config.driver().name(), config.sources()));
        if (config.selfHeal() != null) {
            settings.put("self_heal", config.selfHeal());
        }
        if (config.project() != null) {
            settings.put("project_path", templates(config.project()));
        }
        return settings;
    }

    /** Without what to open at once, which is the first keyword anyway. */
    private static Object driver(DriverRequest request) {
        Map<String, Object> settings = new LinkedHashMap<>();
        if (request.url() != null) {
            settings.put("url", request.url().toString());
        }
        Map<String, Object> capabilities = new LinkedHashMap<>(request.capabilities());
        capabilities.remove(DriverRequest.BROWSER_URL);
        if (!capabilities.isEmpty()) {
            settings.put("capabilities", templates(capabilities));
        }
        return settings.isEmpty() ? request.name() : Map.of(request.name(), settings);
    }

    private static Object templates(Object value) {
        return switch (value) {
            case String text -> text.replace(OPENING, LITERAL_OPENING);
            case List<?> list -> list.stream().map(SessionWorkflow::templates).toList();
            case Map<?, ?> map -> {
                Map<Object, Object> all = new LinkedHashMap<>();
                map.forEach((name, each) -> all.put(name, templates(each)));
                yield all;
            }
            default -> value;
        };
    }

    private Map<String, Object> states(List<History.Entry> done) {
        List<String> names = new ArrayList<>();
        for (int i = 0; i < done.size(); i++) {
            names.add("%s_%d".formatted(done.get(i).keyword(), i + 1));
        }
        names.add(DONE);
        Map<String, Object> states = new LinkedHashMap<>();
        states.put("initial", names.getFirst());
        for (int i = 0; i < done.size(); i++) {
            Map<String, Object> step = new LinkedHashMap<>();
            step.put("type", "keyword");
            step.put("keyword", done.get(i).keyword());
            step.put("params", written(done.get(i).params()));
            step.put("on_success", names.get(i + 1));
            states.put(names.get(i), step);
        }
        states.put(DONE, Map.of("type", "terminal"));
        return states;
    }

    private Object written(Object given) {
        return switch (given) {
            case String text
            when text.startsWith(Sensitive.MARK) ->
                Sensitive.MARK + "{{.inputs." + inputs.computeIfAbsent(text, _ -> SECRET + (inputs.size() + 1)) + "}}";
            case List<?> list -> list.stream().map(this::written).toList();
            case Map<?, ?> map -> {
                Map<Object, Object> all = new LinkedHashMap<>();
                map.forEach((name, value) -> all.put(name, written(value)));
                yield all;
            }
            default -> templates(given);
        };
    }
}
