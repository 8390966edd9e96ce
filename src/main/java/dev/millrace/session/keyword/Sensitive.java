package dev.millrace.session.keyword;

import dev.millrace.session.driver.Locator;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Texts that callers mark with {@code @:} are typed without the mark, and shown to nobody. */
public final class Sensitive {
    /** What such a text begins with. */
    public static final String MARK = "@:";

    private static final String HIDDEN = "***";

    private Sensitive() {}

    /** The text without its mark. */
    static String plain(String text) {
        return text.startsWith(MARK) ? text.substring(MARK.length()) : text;
    }

    /** Values as they may be shown. */
    static List<String> shown(List<@Nullable Object> values) {
        return values.stream().map(Sensitive::shown).toList();
    }

    /** A value as it may be shown. */
    static String shown(@Nullable Object value) {
        return switch (value) {
            case null -> "";
            case Locator locator -> locator.text();
            case String text when text.startsWith(MARK) -> MARK + HIDDEN;
            case Object other -> ParameterType.text(other);
        };
    }

    /** What a caller has written, without its sensitive texts: texts, lists and maps of them. */
    public static Object masked(Object written) {
        return switch (written) {
            case String text when text.startsWith(MARK) -> MARK + HIDDEN;
            case List<?> list ->
                list.stream().map(each -> each == null ? "" : masked(each)).toList();
            case Map<?, ?> map -> {
                Map<Object, Object> masked = new LinkedHashMap<>();
                map.forEach((name, value) -> masked.put(name, value == null ? "" : masked(value)));
                yield masked;
            }
            default -> written;
        };
    }

    /** The sensitive texts in what a caller has written, without their mark. */
    public static List<String> in(Object written) {
        return switch (written) {
            case String text when text.length() > MARK.length() && text.startsWith(MARK) -> List.of(plain(text));
            case List<?> list ->
                list.stream()
                        .filter(Objects::nonNull)
                        .flatMap(each -> in(each).stream())
                        .toList();
            case Map<?, ?> map -> in(new ArrayList<>(map.values()));
            default -> List.of();
        };
    }

    /** A text in which the sensitive ones are hidden, should they come back in it. */
    public static String hidden(String text, Collection<String> sensitive) {
        String hidden = text;
        for (String each : sensitive) {
            hidden = hidden.replace(each, HIDDEN);
        }
        return hidden;
    }
}
