package dev.millrace.secret;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Puts {@code ***} in the place of secrets, as they are and in their {@link Forms}; occurrences that touch or overlap
 * become one. A beginning of a secret before an ellipsis, as in messages that cut long values, is masked too. Immutable
 * and thread-safe.
 */
public final class Mask {
    /** Masks nothing. */
    public static final Mask NONE = new Mask(Set.of());

    private final Patterns patterns;
    private final boolean empty;

    private Mask(Set<String> texts) {
        this.patterns = new Patterns(texts);
        this.empty = texts.isEmpty();
    }

    /** A mask for these values. */
    public static Mask of(Collection<String> secrets) {
        Set<String> texts = new LinkedHashSet<>();
        secrets.forEach(secret -> texts.addAll(Forms.of(secret)));
        return texts.isEmpty() ? NONE : new Mask(texts);
    }

    /** Whether there is nothing to mask. */
    public boolean isEmpty() {
        return empty;
    }

    /** The text without secrets; the same object when there are none in it. */
    public String text(String text) {
        if (empty) {
            return text;
        }
        Covered covered = new Covered();
        patterns.read(Patterns.START, text, 0, covered);
        if (covered.isEmpty()) {
            return text;
        }
        StringBuilder out = new StringBuilder(text.length());
        covered.write(out, text, text.length(), false);
        return out.toString();
    }

    /**
     * The same for a value as JSON has them: texts, and the names and values of maps and lists. A number whose digits hold
     * a secret becomes a text.
     */
    public @Nullable Object value(@Nullable Object value) {
        return switch (value) {
            case null -> null;
            case Boolean _ -> value;
            case String text -> text(text);
            case Map<?, ?> map -> {
                Map<String, @Nullable Object> masked = new LinkedHashMap<>();
                map.forEach((name, entry) -> masked.put(text(String.valueOf(name)), value(entry)));
                yield masked;
            }
            case List<?> list -> {
                List<@Nullable Object> masked = new ArrayList<>(list.size());
                list.forEach(item -> masked.add(value(item)));
                yield masked;
            }
            default -> {
                String text = value.toString();
                String masked = text(text);
                yield masked.equals(text) ? value : masked;
            }
        };
    }

    /**
     * A text that a limit has cut off, without what may be the beginning of a secret at its end: that would not be found,
     * nor masked, any more.
     */
    public String withoutCutSecret(String text) {
        if (empty) {
            return text;
        }
        int end = text.length();
        // What stands for bytes of a character that was cut.
        while (end > 0 && text.charAt(end - 1) == '\uFFFD') {
            end--;
        }
        Covered covered = new Covered();
        int node = patterns.read(Patterns.START, text.subSequence(0, end), 0, covered);
        return text.substring(0, covered.startOf(end - patterns.undecided(node)));
    }

    Patterns patterns() {
        return patterns;
    }

    @Override
    public String toString() {
        return empty ? "Mask[none]" : "Mask[of secrets]";
    }
}
