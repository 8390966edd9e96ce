package dev.millrace.workflow;

import dev.millrace.workflow.Output.Source;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reads {@code outputs}: a map of name to template, or a list of {name, from} with templates or expressions. */
final class OutputReader {
    private OutputReader() {}

    static List<Output> read(Section section) {
        return switch (section.node("outputs").orElse(null)) {
            case null -> List.of();
            case Node.Sequence _ -> listed(section);
            case Node.Mapping mapping -> mapped(section, mapping);
            case Node.Scalar scalar -> {
                section.error(
                        "outputs",
                        "outputs of %s must be a map or a list, not %s"
                                .formatted(section.subject(), scalar.described()));
                yield List.of();
            }
        };
    }

    private static List<Output> mapped(Section section, Node.Mapping mapping) {
        List<Output> outputs = new ArrayList<>();
        mapping.entries().forEach((name, entry) -> {
            Path path = section.path().to("outputs").to(name);
            if (entry.value() instanceof Node.Scalar scalar) {
                section.template(scalar, path, "outputs")
                        .ifPresent(template -> outputs.add(new Output(name, new Source.Rendered(template))));
            } else {
                section.error(
                        "outputs",
                        "output %s of %s must be text, not %s"
                                .formatted(
                                        Quoted.of(name),
                                        section.subject(),
                                        entry.value().described()));
            }
        });
        return outputs;
    }

    private static List<Output> listed(Section section) {
        Set<String> names = new HashSet<>();
        return section.sections("outputs", "an output", output -> {
            String name = output.requiredText("name", "say what the output is called");
            if (!names.add(name)) {
                output.error("name", "the output %s is listed twice".formatted(Quoted.of(name)));
            }
            Optional<Source> source = source(output);
            if (!output.has("from")) {
                output.missing("from", "give an expression or a template");
            }
            output.refuseOtherKeys();
            return source.map(from -> new Output(name, from));
        });
    }

    private static Optional<Source> source(Section output) {
        boolean isTemplate = output.text("from").orElse("").contains("{{");
        return isTemplate
                ? output.template("from").map(Source.Rendered::new)
                : output.condition("from").map(Source.Evaluated::new);
    }
}
