package dev.millrace.http;

import java.util.List;
import java.util.Map;

/** The request cannot be served; its answer is a {@link Problem}. The message is the problem's detail. */
public final class ProblemException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int status;
    private final String type;
    private final String code;
    private final String title;
    private final transient List<Problem.Item> errors;
    private final transient Map<String, Object> details;

    private ProblemException(
            int status,
            String type,
            String code,
            String title,
            String detail,
            List<Problem.Item> errors,
            Map<String, Object> details) {
        super(detail, null, false, false);
        this.status = status;
        this.type = type;
        this.code = code;
        this.title = title;
        this.errors = List.copyOf(errors);
        this.details = Map.copyOf(details);
    }

    /** A problem without particulars. */
    public static ProblemException of(int status, String code, String title, String detail) {
        return new ProblemException(status, code, code, title, detail, List.of(), Map.of());
    }

    /** A problem without particulars whose type, the last part of its URN, is not its code. */
    public static ProblemException ofType(String type, int status, String code, String title, String detail) {
        return new ProblemException(status, type, code, title, detail, List.of(), Map.of());
    }

    /** A problem that another server has told. */
    public static ProblemException of(Problem told) {
        return new ProblemException(
                told.status(),
                told.type().substring(told.type().lastIndexOf(':') + 1),
                told.code(),
                told.title(),
                told.detail(),
                told.errors(),
                told.details());
    }

    /** 400: what was sent cannot be read. */
    public static ProblemException unreadable(String detail) {
        return of(400, "unreadable", "The request cannot be read", detail);
    }

    /** 404. */
    public static ProblemException notFound(String what, String id) {
        return of(404, what + "-not-found", "No such " + what, "There is no " + what + " `" + id + "`.");
    }

    /** 409. */
    public static ProblemException conflict(String code, String title, String detail) {
        return of(409, code, title, detail);
    }

    /** 422: what was sent can be read, but says something wrong. */
    public static ProblemException invalid(String code, String title, String detail, List<Problem.Item> errors) {
        return new ProblemException(422, code, code, title, detail, errors, Map.of());
    }

    /** 422 for one thing that is wrong in a request. */
    public static ProblemException invalid(String path, String message) {
        return invalid("invalid-request", "The request is not valid", message, List.of(Problem.Item.at(path, message)));
    }

    /** This problem with values for programs. */
    public ProblemException with(Map<String, Object> particulars) {
        return new ProblemException(status, type, code, title, detail(), errors, particulars);
    }

    /** This problem with each thing that is wrong. */
    public ProblemException listing(List<Problem.Item> items) {
        return new ProblemException(status, type, code, title, detail(), items, details);
    }

    /** What programs know the kind of problem by. */
    public String code() {
        return code;
    }

    /** The HTTP status. */
    public int status() {
        return status;
    }

    private String detail() {
        return String.valueOf(getMessage());
    }

    /** The problem as it is answered to a request of this id. */
    public Problem problem(String requestId) {
        return new Problem("urn:millrace:problem:" + type, title, status, detail(), code, requestId, errors, details);
    }
}
