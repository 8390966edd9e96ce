package dev.millrace.expression;

import java.util.List;

/**
 * A path that a source reads from the root, as far as it can be seen without evaluating: {@code states.build.Output} is
 * {@code [states, build, Output]}.
 *
 * @param path the names from the root on, at least one
 * @param offset where the path begins in the source, in chars from 0
 */
public record Reference(List<String> path, int offset) {
    public Reference {
        path = List.copyOf(path);
    }
}
