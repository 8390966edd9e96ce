package dev.millrace.http;

import dev.millrace.logging.LogFields;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * What the log says of a request.
 *
 * @param route the path as the API describes it, such as {@code /v1/workflows/{id}}
 * @param path the path as it was sent; null where it is not shown
 * @param micros from the first byte of the request to the last one of the answer
 * @param bytes of the answer's body, as it was sent
 * @param whole whether the answer came to its end, and not the connection before it
 * @param caller who made the request; {@code -} when that is not known
 */
record AccessLine(
        String method,
        String route,
        @Nullable String path,
        int status,
        long micros,
        long bytes,
        boolean whole,
        String caller)
        implements LogFields {
    @Override
    public void forEach(BiConsumer<String, Object> field) {
        field.accept("method", method);
        field.accept("route", route);
        if (path != null) {
            field.accept("path", path);
        }
        field.accept("status", status);
        field.accept("duration_ms", micros / 1_000.0);
        field.accept("bytes", bytes);
        field.accept("complete", whole);
        field.accept("caller", caller);
    }

    @Override
    public String toString() {
        StringBuilder line = new StringBuilder(96)
                .append(method)
                .append(' ')
                .append(route)
                .append(' ')
                .append(status)
                .append(' ')
                .append(micros / 1_000)
                .append('.')
                .append(micros / 100 % 10)
                .append(" ms ")
                .append(bytes)
                .append(" B ")
                .append(caller);
        if (path != null) {
            line.append(' ').append(path);
        }
        return (whole ? line : line.append(" (broken off)")).toString();
    }
}
