package dev.millrace.workflow;

import java.util.List;

/** The operations that a step of type {@code operation} can name. */
public final class Operations {
    /** Gives its rendered inputs as outputs; acts on nothing outside. */
    public static final String SET = "set";

    /** Makes an HTTP request. */
    public static final String HTTP_REQUEST = "http.request";

    /** All names. */
    public static final List<String> NAMES = List.of(SET, HTTP_REQUEST);

    /** Names that AWF knows besides: a workflow that uses one of them cannot run here yet. */
    static final List<String> PLANNED = List.of(
            "notify.send",
            "github.get_issue",
            "github.get_pr",
            "github.create_issue",
            "github.create_pr",
            "github.add_labels",
            "github.add_comment",
            "github.list_comments",
            "github.batch");

    private Operations() {}
}
