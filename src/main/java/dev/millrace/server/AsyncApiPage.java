package dev.millrace.server;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Writes an AsyncAPI 3.0 document, as far as ours uses what there can be in one, as HTML. */
final class AsyncApiPage {
    private static final Pattern CODE = Pattern.compile("`([^`]+)`");
    private static final Pattern STRONG = Pattern.compile("\\*\\*([^*]+)\\*\\*");
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Map<?, ?> document;
    private final StringBuilder html = new StringBuilder(32 << 10);

    /** @param document as it was read from YAML */
    AsyncApiPage(Map<?, ?> document) {
        this.document = document;
    }

    /** The document's description, then all messages by their directions. */
    String html() {
        Map<?, ?> info = map(document.get("info"));
        html.append("<h1>").append(escaped(text(info, "title"))).append("</h1>\n");
        paragraphs(text(info, "description"));
        for (Object operation : map(document.get("operations")).values()) {
            operation(map(operation));
        }
        return html.toString();
    }

    private void operation(Map<?, ?> operation) {
        html.append("<h2>").append(escaped(text(operation, "title"))).append("</h2>\n");
        for (Object reference : list(operation.get("messages"))) {
            message(resolved(resolved(map(reference))));
        }
    }

    private void message(Map<?, ?> message) {
        Map<?, ?> schema = resolved(map(message.get("payload")));
        Map<?, ?> fields = map(schema.get("properties"));
        String type = text(map(fields.get("type")), "const");
        html.append("<section>\n<h3><code>").append(escaped(type)).append("</code></h3>\n");
        paragraphs(text(message, "summary"));
        paragraphs(text(message, "description"));
        fields(fields, list(schema.get("required")));
        for (Object example : list(message.get("examples"))) {
            html.append("<pre>")
                    .append(escaped(json(map(example).get("payload"))))
                    .append("</pre>\n");
        }
        html.append("</section>\n");
    }

    private void fields(Map<?, ?> fields, List<?> required) {
        html.append("<table>\n");
        fields.forEach((name, schema) -> {
            if (!"type".equals(name)) {
                Map<?, ?> field = resolved(map(schema));
                html.append("<tr><td><code>")
                        .append(escaped(String.valueOf(name)))
                        .append("</code></td><td>");
                html.append(escaped(kind(field)))
                        .append(required.contains(name) ? "" : ", optional")
                        .append("</td><td>");
                html.append(inline(text(field, "description"))).append("</td></tr>\n");
            }
        });
        html.append("</table>\n");
    }

    /** What values a schema takes, in a few words. */
    private static String kind(Map<?, ?> schema) {
        if (schema.get("const") != null) {
            return String.valueOf(schema.get("const"));
        }
        if (schema.get("enum") != null) {
            return joined(list(schema.get("enum")));
        }
        Object type = schema.get("type");
        return type instanceof List<?> types
                ? joined(types)
                : Objects.requireNonNullElse(type, "any").toString();
    }

    private static String joined(List<?> values) {
        return String.join(" or ", values.stream().map(String::valueOf).toList());
    }

    private void paragraphs(String text) {
        for (String paragraph : text.strip().split("\n\n")) {
            if (!paragraph.isBlank()) {
                html.append("<p>").append(inline(paragraph)).append("</p>\n");
            }
        }
    }

    private static String inline(String text) {
        String code = CODE.matcher(escaped(text)).replaceAll("<code>$1</code>");
        return STRONG.matcher(code).replaceAll("<strong>$1</strong>");
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }

    private static String json(@Nullable Object value) {
        try {
            return JSON.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What a reference refers to; anything else is itself. */
    private Map<?, ?> resolved(Map<?, ?> node) {
        Object reference = node.get("$ref");
        if (reference == null) {
            return node;
        }
        Object found = document;
        for (String part : reference.toString().substring(2).split("/")) {
            found = map(found).get(part);
        }
        return map(found);
    }

    private static Map<?, ?> map(@Nullable Object value) {
        return value instanceof Map<?, ?> map ? map : Map.of();
    }

    private static List<?> list(@Nullable Object value) {
        return value instanceof List<?> list ? list : List.of();
    }

    private static String text(Map<?, ?> node, String name) {
        return Objects.requireNonNullElse(node.get(name), "").toString();
    }
}
