package dev.millrace.workflow;

import dev.millrace.http.Problem;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where a stored workflow comes from: an upload, or a file in the folder of workflows.
 *
 * @param owner the user who uploaded it first; null when it comes from a file
 * @param file the name of its file in the folder of workflows; null when it was uploaded
 * @param ignoredFile the name of another file for the same id, which does not count; null when there is none
 * @param errors why the file, as it is now, is no workflow; empty when it is one
 */
record Origin(
        @Nullable String owner,
        @Nullable String file,
        @Nullable String ignoredFile,
        List<Problem.Item> errors) {

    Origin {
        errors = List.copyOf(errors);
    }

    static Origin upload(String owner) {
        return new Origin(owner, null, null, List.of());
    }

    static Origin file(String name) {
        return new Origin(null, name, null, List.of());
    }

    Origin ignoring(@Nullable String otherFile) {
        return new Origin(owner, file, otherFile, errors);
    }

    Origin with(List<Problem.Item> otherErrors) {
        return new Origin(owner, file, ignoredFile, otherErrors);
    }
}
