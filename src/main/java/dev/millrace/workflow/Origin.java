package dev.millrace.workflow;

import dev.millrace.http.Problem;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where a stored workflow comes from.
 *
 * @param file the name of its file in the folder of workflows; null when it was uploaded
 * @param ignoredFile the name of another file for the same id, which does not count; null when there is none
 * @param errors why the file, as it is now, is no workflow; empty when it is one
 */
record Origin(@Nullable String file, @Nullable String ignoredFile, List<Problem.Item> errors) {
    static final Origin UPLOAD = new Origin(null, null, List.of());

    Origin {
        errors = List.copyOf(errors);
    }

    static Origin file(String name) {
        return new Origin(name, null, List.of());
    }

    Origin ignoring(@Nullable String otherFile) {
        return new Origin(file, otherFile, errors);
    }

    Origin with(List<Problem.Item> otherErrors) {
        return new Origin(file, ignoredFile, otherErrors);
    }
}
