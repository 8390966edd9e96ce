package dev.millrace.workflow;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import dev.millrace.workflow.Input.Rules;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Reads {@code inputs}: a list of definitions with names, or a map of name to definition. */
final class InputReader {
    private final Section workflow;
    private final Map<String, Input> inputs = new LinkedHashMap<>();

    private InputReader(Section workflow) {
        this.workflow = workflow;
    }

    static Map<String, Input> read(Section workflow) {
        InputReader reader = new InputReader(workflow);
        switch (workflow.node("inputs").orElse(null)) {
            case null -> {}
            case Node.Sequence _ -> reader.listed();
            case Node.Mapping _ -> reader.mapped();
            case Node.Scalar scalar ->
                workflow.error("inputs", "inputs must be a list or a map, not " + scalar.described());
        }
        return reader.inputs;
    }

    private void listed() {
        workflow.sections("inputs", "an input", section -> {
            String name = section.requiredText("name", "every input has one");
            if (inputs.containsKey(name)) {
                section.error("name", "the input %s is declared twice".formatted(Quoted.of(name)));
            }
            inputs.put(name, input(name, section.called("input " + Quoted.of(name))));
            return Optional.of(name);
        });
    }

    private void mapped() {
        workflow.section("inputs", "inputs of the workflow")
                .ifPresent(all -> all.forEachOther("input", (name, section) -> inputs.put(name, input(name, section))));
    }

    private static Input input(String name, Section section) {
        Input.Type type = section.converted("type", "one of " + String.join(", ", typeWords()), InputReader::type)
                .orElse(Input.Type.ANY);
        Input input = new Input(
                name,
                type,
                section.text("description").orElse(""),
                section.flag("required"),
                section.node("default").flatMap(node -> Optional.ofNullable(PlainScalar.value(node))),
                section.section("validation", "validation of " + section.subject())
                        .map(rules -> rules(rules, type))
                        .orElse(Rules.NONE));
        section.refuseOtherKeys();
        checkDefault(input, section);
        return input;
    }

    private static void checkDefault(Input input, Section section) {
        if (input.defaultValue().isPresent()) {
            InputCheck.check(input, input.defaultValue().get(), FileCheck.NONE)
                    .problems()
                    .forEach(problem -> section.warning(
                            "default", "default of %s cannot be used: %s".formatted(section.subject(), problem)));
        }
    }

    private static List<String> typeWords() {
        List<String> words = new ArrayList<>();
        for (Input.Type type : Input.Type.values()) {
            if (type != Input.Type.ANY) {
                words.add(type.word());
            }
        }
        return words;
    }

    private static Optional<Input.Type> type(String word) {
        if (word.isEmpty()) {
            return Optional.of(Input.Type.ANY);
        }
        return typeWords().contains(word)
                ? Optional.of(Input.Type.valueOf(word.toUpperCase(Locale.ROOT)))
                : Optional.empty();
    }

    private static Rules rules(Section section, Input.Type type) {
        Rules rules = new Rules(
                section.text("pattern").flatMap(pattern -> pattern(pattern, section)),
                section.texts("enum"),
                bound(section, "min"),
                bound(section, "max"),
                fileExists(section),
                section.texts("file_extension"));
        if (rules.min().isPresent()
                && rules.max().isPresent()
                && rules.min().get().compareTo(rules.max().get()) > 0) {
            section.error("min", "min of %s is above its max".formatted(section.subject()));
        }
        String noEffect = "has no effect on type " + type.word();
        switch (type) {
            case ANY -> {}
            case STRING -> section.warnIfThere(noEffect, List.of("min", "max"));
            case INTEGER, NUMBER -> section.warnIfThere(noEffect, List.of("pattern", "file_exists", "file_extension"));
            case BOOLEAN, ARRAY, OBJECT ->
                section.warnIfThere(
                        noEffect, List.of("pattern", "enum", "min", "max", "file_exists", "file_extension"));
        }
        section.refuseOtherKeys();
        return rules;
    }

    private static boolean fileExists(Section section) {
        boolean wanted = section.flag("file_exists");
        if (wanted) {
            section.usesFile(MachineUse.Kind.FILE_CHECK, "file_exists");
        }
        return wanted;
    }

    private static Optional<BigDecimal> bound(Section section, String key) {
        return section.converted(
                key, "a number", text -> PlainScalar.decimal(text).map(_ -> new BigDecimal(text)));
    }

    private static Optional<Pattern> pattern(String text, Section section) {
        try {
            return Optional.of(Pattern.compile(text));
        } catch (PatternSyntaxException e) {
            section.error(
                    "pattern",
                    "pattern of %s is no valid regular expression: %s"
                            .formatted(section.subject(), e.getDescription()));
            return Optional.empty();
        }
    }
}
