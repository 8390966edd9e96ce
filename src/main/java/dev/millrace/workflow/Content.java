package dev.millrace.workflow;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What makes up a definition: two of the same content run the same.
 *
 * @param source the document; null when a robot knows it
 * @param templates the documents of the step templates that it uses, by name
 * @param folder where relative scripts are looked for, an absolute path; null for the directory of the execution
 */
record Content(
        @Nullable String source,
        Map<String, String> templates,
        @Nullable String folder) {
    /** Known to a robot alone. */
    static final Content REMOTE = new Content(null, Map.of(), null);

    Content {
        templates = Map.copyOf(templates);
    }
}
