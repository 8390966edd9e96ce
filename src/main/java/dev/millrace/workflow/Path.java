package dev.millrace.workflow;

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

    @Override
    public String toString() {
        return parent == null ? "" : parent + "/" + segment.replace("~", "~0").replace("/", "~1");
    }
}
