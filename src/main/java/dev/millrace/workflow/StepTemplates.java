package dev.millrace.workflow;

import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The step templates that a document may use, as the text of their documents. */
public interface StepTemplates {
    /** No templates at all. */
    StepTemplates NONE = of(Map.of());

    /** The names of all templates. */
    Set<String> names();

    /** The document of a template; empty if there is none of this name. */
    Optional<String> text(String name);

    /** Templates that are at hand, by name. */
    static StepTemplates of(Map<String, String> texts) {
        return new StepTemplates() {
            @Override
            public Set<String> names() {
                return texts.keySet();
            }

            @Override
            public Optional<String> text(String name) {
                return Optional.ofNullable(texts.get(name));
            }
        };
    }
}
