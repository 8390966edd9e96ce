package dev.millrace.workflow;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What came of checking the inputs of a run against what its workflow declares. */
public sealed interface Inputs {
    /**
     * The inputs that a run sees: the declared ones in their order, then the others as they were given. Values are
     * String, Long, Double, Boolean, List, Map or null (in lists and maps, and in inputs that are not declared). An
     * optional input that has neither value nor default is the empty text, whatever its type, so that it renders as
     * nothing; checking the values of a run again gives the same values.
     */
    record Converted(Map<String, @Nullable Object> values) implements Inputs {
        public Converted {
            values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
        }
    }

    /**
     * The inputs do not do.
     *
     * @param problems all of them, with paths such as {@code /inputs/port} and no line
     */
    record Refused(List<Problem> problems) implements Inputs {
        public Refused {
            problems = List.copyOf(problems);
        }
    }

    /**
     * Fills in defaults, converts to the declared types and checks the rules, of given values and defaults alike.
     *
     * @param declared the inputs of the workflow
     * @param given values from JSON, a form or a command line, so that numbers and booleans may also be texts, and lists
     *     and maps JSON texts; null counts as not given, and so does an empty text for an input that is no string
     * @param files looks for files where an input must name one
     */
    static Inputs convert(Map<String, Input> declared, Map<String, ? extends @Nullable Object> given, FileCheck files) {
        Map<String, @Nullable Object> values = new LinkedHashMap<>();
        List<Problem> problems = new ArrayList<>();
        for (Input input : declared.values()) {
            InputCheck.Checked checked = checked(input, given, files);
            values.put(input.name(), checked.value());
            String path = Path.ROOT.to("inputs").to(input.name()).toString();
            checked.problems().forEach(message -> problems.add(new Problem(path, 0, 0, message)));
        }
        given.forEach((name, value) -> {
            if (!declared.containsKey(name)) {
                values.put(name, InputConversion.normalised(value));
            }
        });
        return problems.isEmpty() ? new Converted(values) : new Refused(problems);
    }

    private static InputCheck.Checked checked(
            Input input, Map<String, ? extends @Nullable Object> given, FileCheck files) {
        Optional<Object> value = Optional.ofNullable(given.get(input.name()));
        boolean isEmpty = value.filter(v -> !v.equals("")).isEmpty();
        if (input.required() && isEmpty && given.containsKey(input.name())) {
            return InputCheck.Checked.problem("a value is required, but it is empty");
        }
        Optional<Object> used = value.filter(v -> !isEmpty || holdsText(input)).or(input::defaultValue);
        if (used.isPresent()) {
            return InputCheck.check(input, used.get(), files);
        }
        return input.required()
                ? InputCheck.Checked.problem("a value is required")
                : new InputCheck.Checked("", List.of());
    }

    private static boolean holdsText(Input input) {
        return input.type() == Input.Type.STRING || input.type() == Input.Type.ANY;
    }
}
