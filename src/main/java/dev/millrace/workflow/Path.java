package dev.millrace.workflow;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Where a node is in its document; prints as a JSON Pointer (RFC 6901) such as {@code /states/build/on_success}. */
record Path(@Nullable Path parent, String segment) {
    static final Path ROOT = new Path(null, "");

    Path to(String key) {
        return new Path(this, key);
    }

    Path to(int index) {
        return new Path(this, Integer.toString(index));
    }

    /** The keys and indexes from the root on. */
    List<String> segments() {
        Deque<String> segments = new ArrayDeque<>();
        for (Path path = this; path.parent != null; path = path.parent) {
            segments.addFirst(path.segment);
        }
        return List.copyOf(segments);
    }

    @Override
    public String toString() {
        return parent == null ? "" : parent + "/" + segment.replace("~", "~0").replace("/", "~1");
    }
}
