package dev.millrace.http;

import dev.millrace.store.ChangeTooLarge;
import dev.millrace.store.Outage;
import dev.millrace.store.StoreUnavailable;
import org.jboss.logging.Logger;

/** What failures of the server mean to who asked for something. */
public final class Failures {
    private static final Logger LOG = Logger.getLogger(Failures.class);

    private Failures() {}

    /**
     * The problem that a failure is to who asked. One that nobody has foreseen is logged, and told without particulars.
     *
     * @param asked what was asked for, such as {@code GET /v1/me}, for the log
     */
    public static ProblemException problem(Throwable failure, String asked) {
        return switch (failure) {
            case ProblemException problem -> problem;
            case KnownFailure known -> known.problem();
            case StoreUnavailable _ -> unavailable();
            case ChangeTooLarge tooLarge ->
                ProblemException.of(
                        413,
                        "too-large-to-store",
                        "The request is too large to be stored",
                        "Nothing has changed: %s.".formatted(tooLarge.getMessage()));
            default -> unforeseen(failure, asked);
        };
    }

    private static ProblemException unforeseen(Throwable failure, String asked) {
        if (Outage.isBehind(failure)) {
            LOG.warnf("%s: the database cannot be reached: %s", asked, failure);
            return unavailable();
        }
        LOG.errorf(failure, "%s failed", asked);
        return ProblemException.of(
                500, "internal-error", "The server made a mistake", "It is in the server's log under the request id.");
    }

    private static ProblemException unavailable() {
        return ProblemException.of(
                503,
                "unavailable",
                "Not available at the moment",
                "The server's database cannot be used right now; nothing has changed. Try again in a moment.");
    }
}
