package dev.millrace.session.driver;

import dev.millrace.session.error.ErrorCode;
import dev.millrace.session.error.SessionException;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Which elements are wanted: those that are in any of these groups, or all. */
public record ElementFilter(Set<String> groups) {
    private static final String ALL = "all";
    private static final Set<String> KNOWN = Set.of("interactive", "buttons", "inputs", "images", "text");

    public ElementFilter {
        groups = Set.copyOf(groups);
    }

    /** Reads the words of {@code filter_config}; none means all. Throws E0403 for one that is unknown. */
    public static ElementFilter of(Collection<String> words) {
        Set<String> groups = new TreeSet<>(words);
        boolean all = groups.remove(ALL) || groups.isEmpty();
        for (String word : groups) {
            if (!KNOWN.contains(word)) {
                throw new SessionException(
                        ErrorCode.E0403,
                        "filter_config `%s` is unknown; there is all, %s"
                                .formatted(word, String.join(", ", new TreeSet<>(KNOWN))));
            }
        }
        return new ElementFilter(all ? Set.of() : groups);
    }

    /** The elements that are wanted. */
    public List<Element> apply(List<Element> elements) {
        return groups.isEmpty()
                ? elements
                : elements.stream()
                        .filter(element -> element.groups().stream().anyMatch(groups::contains))
                        .toList();
    }
}
