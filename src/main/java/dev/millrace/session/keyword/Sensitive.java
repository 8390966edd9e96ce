package dev.millrace.session.keyword;

import dev.millrace.session.driver.Locator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Texts that callers mark with {@code @:} are typed without the mark, and shown to nobody. */
final class Sensitive {
    private static final String MARK = "@:";

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
            case String text when text.startsWith(MARK) -> MARK + "***";
            case Object other -> ParameterType.text(other);
        };
    }
}
