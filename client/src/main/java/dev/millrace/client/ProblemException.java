package dev.millrace.client;

/** The server has refused a request and says why. */
public final class ProblemException extends MillraceException {
    private static final long serialVersionUID = 1L;

    private final transient Problem problem;

    ProblemException(Problem problem) {
        super(problem.summary(), null);
        this.problem = problem;
    }

    /** What the server says. */
    public Problem problem() {
        return problem;
    }

    /** The problem's code, such as {@code insufficient-stock}: stable, and what programs go by. */
    public String code() {
        return problem.code();
    }

    /** The status of the answer, 400 to 599. */
    public int status() {
        return problem.status();
    }
}
