package dev.millrace.session.vision;

import dev.millrace.session.error.ErrorCode;
import dev.millrace.session.error.SessionException;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** The images that callers have given to a session, or to one call. Thread-safe. */
public final class Templates {
    private static final int MOST = 100;
    private static final long MOST_BYTES = 16 << 20;

    private final Map<String, Template> byName = new TreeMap<>();

    /** Those of one call: names, and images in base64. Throws E0403 for what cannot be used. */
    public static Templates of(Map<String, String> images) {
        Templates templates = new Templates();
        images.forEach((name, base64) -> templates.put(Template.of(name, base64)));
        return templates;
    }

    /** Keeps an image, in place of one of the same name. Throws E0403 when there are too many. */
    public synchronized void put(Template template) {
        Template former = byName.get(template.name().text());
        long bytes = byName.values().stream().mapToLong(Template::size).sum()
                - (former == null ? 0 : former.size())
                + template.size();
        if (bytes > MOST_BYTES || (former == null && byName.size() >= MOST)) {
            throw new SessionException(
                    ErrorCode.E0403,
                    "at most %d templates of %d MiB together are kept".formatted(MOST, MOST_BYTES >> 20));
        }
        byName.put(template.name().text(), template);
    }

    synchronized Optional<Template> find(TemplateName name) {
        return Optional.ofNullable(byName.get(name.text()));
    }

    synchronized SortedSet<String> names() {
        return new TreeSet<>(byName.keySet());
    }
}
