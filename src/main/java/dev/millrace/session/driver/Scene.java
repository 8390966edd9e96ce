package dev.millrace.session.driver;

import java.util.List;
import java.util.Set;

/**
 * The elements of one kind that a page shows.
 *
 * @param page the address without its query
 */
public record Scene(String page, List<Candidate> candidates) {
    /** A page of which nothing is known. */
    public static final Scene EMPTY = new Scene("", List.of());

    /**
     * One of them.
     *
     * @param path a locator that fits it alone
     * @param marks what told it apart if it was among the {@link Trace#others} of another one
     */
    public record Candidate(String path, Traits traits, Set<Integer> marks) {
        public Candidate {
            marks = Set.copyOf(marks);
        }
    }

    public Scene {
        candidates = List.copyOf(candidates);
    }
}
