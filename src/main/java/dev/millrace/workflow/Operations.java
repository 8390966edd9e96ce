package dev.millrace.workflow;

import java.util.List;

/** The operations that a step of type {@code operation} can name. */
public final class Operations {
    /** Gives its rendered inputs as outputs; acts on nothing outside. */
    public static final String SET = "set";

    /** Makes an HTTP request. */
    public static final String HTTP_REQUEST = "http.request";

    /** Tells somebody something. */
    public static final String NOTIFY_SEND = "notify.send";

    /** How the names of those begin that send requests to GitHub. */
    static final String GITHUB = "github.";

    /** Runs several of the others of GitHub. */
    public static final String GITHUB_BATCH = "github.batch";

    /** All names. */
    public static final List<String> NAMES = List.of(
            SET,
            HTTP_REQUEST,
            NOTIFY_SEND,
            "github.get_issue",
            "github.get_pr",
            "github.create_issue",
            "github.create_pr",
            "github.add_labels",
            "github.add_comment",
            "github.list_comments",
            GITHUB_BATCH);

    private Operations() {}
}
