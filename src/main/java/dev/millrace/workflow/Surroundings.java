package dev.millrace.workflow;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * What a document is read among, beside which it has to fit.
 *
 * @param id the id under which the workflow is to be stored; empty for the name in the document
 * @param templates the step templates that it may use
 * @param calls the ids of the workflows that a stored workflow calls at present; nothing for an unknown id
 * @param secrets whether the workflow may use the secret of a name
 */
public record Surroundings(
        Optional<String> id,
        StepTemplates templates,
        Function<String, Collection<String>> calls,
        Predicate<String> secrets) {
    /** Nothing is known but the document. */
    public static final Surroundings NONE = among(StepTemplates.NONE);

    /** Only templates are known. */
    public static Surroundings among(StepTemplates templates) {
        return new Surroundings(Optional.empty(), templates, _ -> List.of(), _ -> true);
    }
}
