package dev.millrace.catalog;

import dev.millrace.http.Problem;
import dev.millrace.http.ProblemException;
import java.util.List;

/** The 422 for a body that can be read but says something wrong. */
final class InvalidBody {
    private static final int MOST_SHOWN = 100;

    private InvalidBody() {}

    static void throwIfAny(List<Problem.Item> errors) {
        if (!errors.isEmpty()) {
            String more = errors.size() > 1 ? " (and %d more)".formatted(errors.size() - 1) : "";
            List<Problem.Item> shown = errors.subList(0, Math.min(errors.size(), MOST_SHOWN));
            throw ProblemException.invalid(
                    "invalid-request",
                    "The request is not valid",
                    errors.getFirst().message() + more,
                    shown);
        }
    }
}
