package dev.millrace.workflow;

import dev.millrace.http.ProblemException;
import java.util.List;

/** The answers, with 422, to who brings or runs a document that is no workflow: all its errors, the first one in words. */
final class InvalidWorkflow {
    private InvalidWorkflow() {}

    /** For a document that somebody brings. */
    static ProblemException uploaded(List<dev.millrace.http.Problem.Item> errors) {
        return problem(summary(errors), errors);
    }

    /** For a stored workflow whose file is not valid as it is now. */
    static ProblemException inFile(WorkflowRow row) {
        List<dev.millrace.http.Problem.Item> errors = row.origin().errors();
        return problem(
                "The file `%s` of workflow `%s` is not valid: %s"
                        .formatted(row.origin().file(), row.workflowId(), summary(errors)),
                errors);
    }

    private static ProblemException problem(String detail, List<dev.millrace.http.Problem.Item> errors) {
        return ProblemException.invalid("invalid-workflow", "The workflow is not valid", detail, errors);
    }

    private static String summary(List<dev.millrace.http.Problem.Item> errors) {
        String more = errors.size() > 1 ? " (and %d more)".formatted(errors.size() - 1) : "";
        return errors.getFirst().message() + more;
    }
}
