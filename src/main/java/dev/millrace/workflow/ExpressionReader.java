package dev.millrace.workflow;

import dev.millrace.expression.Condition;
import dev.millrace.expression.ExpressionException;
import dev.millrace.expression.Reference;
import dev.millrace.expression.Template;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Parses what a key of a section has of templates and conditions, and notes what they refer to.
 *
 * @param place what they can refer to follows from it
 * @param key for messages, as is {@code subject}
 */
record ExpressionReader(Draft draft, Place place, String key, String subject) {
    /** The template in a scalar; one that is not valid is reported. */
    Optional<Template> template(Node.Scalar scalar, Path at) {
        Optional<Template> template = parsed(scalar, at, "template", Template::parse);
        template.ifPresent(t -> note(Draft.Kind.TEMPLATE, t.references(), scalar, at));
        template.flatMap(t -> t.fileReads().stream().findFirst()).ifPresent(offset -> draft.fileUses()
                .add(MachineUse.at(MachineUse.Kind.FILE_READ, at.toString(), scalar.atOffset(offset), whose())));
        return template;
    }

    /** The condition in a scalar; one that is not valid is reported. */
    Optional<Condition> condition(Node.Scalar scalar, Path at) {
        Optional<Condition> condition = parsed(scalar, at, "condition", Condition::parse);
        condition.ifPresent(c -> note(Draft.Kind.CONDITION, c.references(), scalar, at));
        return condition;
    }

    private String whose() {
        return "%s of %s".formatted(key, subject);
    }

    private void note(Draft.Kind kind, List<Reference> references, Node.Scalar scalar, Path at) {
        if (!references.isEmpty()) {
            draft.uses().add(new Draft.Use(kind, references, scalar, at, key, whose(), place));
        }
    }

    private <T> Optional<T> parsed(Node.Scalar scalar, Path at, String kind, Function<String, T> parser) {
        try {
            return Optional.of(parser.apply(scalar.text()));
        } catch (ExpressionException e) {
            draft.problems()
                    .error(
                            at,
                            scalar.at(Math.max(e.line(), 1) - 1),
                            "%s is no valid %s: %s (line %d, column %d of the text)"
                                    .formatted(whose(), kind, e.reason(), e.line(), e.column()));
            return Optional.empty();
        }
    }
}
