package dev.millrace.workflow;

import dev.millrace.workflow.Input.Rules;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Converts a value to the type of an input and checks it against the input's rules. */
final class InputCheck {
    private InputCheck() {}

    /**
     * @param value the converted value; null if it could not be converted
     * @param problems one sentence each
     */
    record Checked(@Nullable Object value, List<String> problems) {
        static Checked problem(String message) {
            return new Checked(null, List.of(message));
        }
    }

    static Checked check(Input input, Object value, FileCheck files) {
        Optional<Object> converted = InputConversion.convert(input.type(), value);
        return converted
                .map(object -> new Checked(object, brokenRules(input.rules(), object, files)))
                .orElseGet(() -> Checked.problem("value %s is not of type %s"
                        .formatted(InputConversion.shown(value), input.type().word())));
    }

    private static List<String> brokenRules(Rules rules, Object value, FileCheck files) {
        List<String> broken = new ArrayList<>();
        checkChoices(rules, value, broken);
        switch (value) {
            case String text -> checkText(rules, text, files, broken);
            case Long number -> checkNumber(rules, BigDecimal.valueOf(number), broken);
            case Double number -> checkNumber(rules, BigDecimal.valueOf(number), broken);
            default -> {}
        }
        return broken;
    }

    private static void checkChoices(Rules rules, Object value, List<String> broken) {
        boolean scalar = value instanceof String || value instanceof Number;
        if (scalar && !rules.choices().isEmpty() && !rules.choices().contains(InputConversion.text(value))) {
            broken.add("value %s is none of %s"
                    .formatted(InputConversion.shown(value), String.join(", ", rules.choices())));
        }
    }

    private static void checkText(Rules rules, String text, FileCheck files, List<String> broken) {
        String shown = InputConversion.shown(text);
        rules.pattern()
                .filter(pattern -> !pattern.matcher(text).find())
                .ifPresent(pattern ->
                        broken.add("value %s does not match the pattern %s".formatted(shown, pattern.pattern())));
        if (rules.fileExists()) {
            files.complaint(text).ifPresent(complaint -> broken.add(complaint + " " + shown));
        }
        if (!rules.extensions().isEmpty() && rules.extensions().stream().noneMatch(text::endsWith)) {
            broken.add("value %s does not end with %s".formatted(shown, String.join(" or ", rules.extensions())));
        }
    }

    private static void checkNumber(Rules rules, BigDecimal number, List<String> broken) {
        String value = number.toPlainString();
        rules.min()
                .filter(min -> number.compareTo(min) < 0)
                .ifPresent(min -> broken.add("value %s is below the minimum %s".formatted(value, min.toPlainString())));
        rules.max()
                .filter(max -> number.compareTo(max) > 0)
                .ifPresent(max -> broken.add("value %s is above the maximum %s".formatted(value, max.toPlainString())));
    }
}
