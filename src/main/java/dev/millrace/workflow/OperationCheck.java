package dev.millrace.workflow;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Checks the inputs of an operation as far as the document tells: their names, and the values that are no templates. The
 * rest is checked when the step runs.
 */
final class OperationCheck {
    private static final String REPO = "repo";
    private static final String NUMBER = "number";

    /** What a value can be. */
    private enum Kind {
        ANY,
        TEXT,
        URL,
        COUNT,
        LIST
    }

    /**
     * An input.
     *
     * @param words all that it can be; empty for whatever its kind allows
     */
    private record Parameter(String name, Kind kind, boolean required, List<String> words) {
        static Parameter of(String name, Kind kind) {
            return new Parameter(name, kind, false, List.of());
        }

        static Parameter text(String name) {
            return of(name, Kind.TEXT);
        }

        static Parameter word(String name, String... words) {
            return new Parameter(name, Kind.TEXT, false, List.of(words));
        }

        Parameter mandatory() {
            return new Parameter(name, kind, true, words);
        }
    }

    private OperationCheck() {}

    private static List<Parameter> parameters(String operation) {
        return switch (operation) {
            case "http.request" ->
                List.of(
                        Parameter.of("url", Kind.URL).mandatory(),
                        Parameter.word("method", "GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"),
                        Parameter.of("headers", Kind.ANY),
                        Parameter.of("body", Kind.ANY),
                        Parameter.text("timeout"),
                        Parameter.of("retryable_status_codes", Kind.ANY));
            case "notify.send" ->
                List.of(
                        Parameter.word("backend", "desktop", "webhook").mandatory(),
                        Parameter.text("message").mandatory(),
                        Parameter.text("title"),
                        Parameter.word("priority", "low", "default", "high"),
                        Parameter.of("webhook_url", Kind.URL));
            case "github.get_issue", "github.get_pr" ->
                List.of(
                        Parameter.of(NUMBER, Kind.COUNT).mandatory(),
                        Parameter.text(REPO),
                        Parameter.of("fields", Kind.LIST));
            case "github.create_issue" ->
                List.of(
                        Parameter.text("title").mandatory(),
                        Parameter.text("body"),
                        Parameter.text(REPO),
                        Parameter.of("labels", Kind.LIST),
                        Parameter.of("assignees", Kind.LIST));
            case "github.create_pr" ->
                List.of(
                        Parameter.text("title").mandatory(),
                        Parameter.text("head").mandatory(),
                        Parameter.text("base").mandatory(),
                        Parameter.text("body"),
                        Parameter.text(REPO),
                        Parameter.text("draft"));
            case "github.add_labels" ->
                List.of(
                        Parameter.of(NUMBER, Kind.COUNT).mandatory(),
                        Parameter.of("labels", Kind.LIST).mandatory(),
                        Parameter.text(REPO));
            case "github.add_comment" ->
                List.of(
                        Parameter.of(NUMBER, Kind.COUNT).mandatory(),
                        Parameter.text("body").mandatory(),
                        Parameter.text(REPO));
            case "github.list_comments" ->
                List.of(
                        Parameter.of(NUMBER, Kind.COUNT).mandatory(),
                        Parameter.of("limit", Kind.COUNT),
                        Parameter.text(REPO));
            case "github.batch" ->
                List.of(
                        Parameter.of("operations", Kind.LIST).mandatory(),
                        Parameter.word("strategy", "all_succeed", "any_succeed", "best_effort"),
                        Parameter.of("concurrency", Kind.COUNT));
            default -> List.of();
        };
    }

    /**
     * Reports what is wrong.
     *
     * @param key the key that the inputs stand under
     */
    static void check(String operation, Map<String, Value> inputs, Section step, String key) {
        List<Parameter> parameters = parameters(operation);
        if (parameters.isEmpty()) {
            return;
        }
        Section section = inputs.isEmpty()
                ? step
                : step.section(key, "inputs of " + step.subject()).orElse(step);
        for (Parameter parameter : parameters) {
            Value value = inputs.getOrDefault(parameter.name(), new Value.Constant(null));
            boolean given = section != step && section.has(parameter.name());
            if (given) {
                check(parameter, value, section);
            } else if (parameter.required()) {
                section.error("%s lacks the input `%s` of %s".formatted(step.subject(), parameter.name(), operation));
            }
        }
        refuseOthers(operation, parameters, inputs, section);
        if (isConstant(inputs.get("backend"), "webhook") && !inputs.containsKey("webhook_url")) {
            section.error("backend", "%s lacks the input `webhook_url` of a webhook".formatted(step.subject()));
        }
    }

    private static boolean isConstant(@Nullable Value value, String word) {
        return value instanceof Value.Text text
                && text.template().toString().strip().equalsIgnoreCase(word);
    }

    private static void refuseOthers(
            String operation, List<Parameter> parameters, Map<String, Value> inputs, Section section) {
        List<String> names = parameters.stream().map(Parameter::name).toList();
        for (String name : inputs.keySet()) {
            if (!names.contains(name)) {
                section.error(
                        name,
                        "%s has no input %s; it has %s"
                                .formatted(operation, Quoted.of(name), String.join(", ", names)));
            }
        }
    }

    private static void check(Parameter parameter, Value value, Section section) {
        boolean fits =
                switch (value) {
                    case Value.Text text ->
                        !text.template().isConstant()
                                || fits(parameter, text.template().toString());
                    case Value.Constant constant -> fits(parameter, String.valueOf(constant.value()));
                    case Value.Listing _ -> parameter.kind() == Kind.LIST || parameter.kind() == Kind.ANY;
                    case Value.Mapping _ -> parameter.kind() == Kind.ANY;
                };
        if (!fits) {
            section.error(
                    parameter.name(),
                    "%s in %s must be %s".formatted(parameter.name(), section.subject(), wanted(parameter)));
        }
    }

    private static boolean fits(Parameter parameter, String text) {
        return switch (parameter.kind()) {
            case ANY, LIST -> true;
            case TEXT ->
                parameter.words().isEmpty() || parameter.words().stream().anyMatch(text.strip()::equalsIgnoreCase);
            case URL -> Stream.of("http://", "https://").anyMatch(text.strip()::startsWith);
            case COUNT -> PlainScalar.integer(text.strip()).orElse(0) >= 1;
        };
    }

    private static String wanted(Parameter parameter) {
        return switch (parameter.kind()) {
            case ANY -> "there";
            case LIST -> "a list";
            case TEXT -> parameter.words().isEmpty() ? "text" : "one of " + String.join(", ", parameter.words());
            case URL -> "a URL that begins with http:// or https://";
            case COUNT -> "a whole number from 1";
        };
    }
}
