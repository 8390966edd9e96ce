package dev.millrace.execution;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The rendered inputs of an operation, read as what it needs. Whatever does not fit is an {@link InvalidInputs}.
 *
 * @param operation its name, for messages
 */
record OperationInputs(String operation, Map<String, Object> values) {
    private @Nullable Object value(String name) {
        return values.get(name);
    }

    /** The text without space around it; empty when there is none. */
    String text(String name) {
        return switch (value(name)) {
            case null -> "";
            case String text -> text.strip();
            case Object other -> EventJson.writeValue(other);
        };
    }

    String requiredText(String name) {
        String text = text(name);
        if (text.isEmpty()) {
            throw new InvalidInputs("%s needs the input `%s`, which is empty".formatted(operation, name));
        }
        return text;
    }

    /** One of these words, the first of them when there is none. */
    String word(String name, List<String> words) {
        String word = text(name).toLowerCase(Locale.ROOT);
        if (!word.isEmpty() && !words.contains(word)) {
            throw new InvalidInputs("%s of %s must be one of %s, not `%s`"
                    .formatted(name, operation, String.join(", ", words), text(name)));
        }
        return word.isEmpty() ? words.getFirst() : word;
    }

    /** A whole number from 1. */
    int number(String name, int most) {
        String text = requiredText(name);
        try {
            int number = Integer.parseInt(text);
            if (number >= 1 && number <= most) {
                return number;
            }
        } catch (NumberFormatException _) {
            // Told below, in the same words as a number out of range.
        }
        throw new InvalidInputs(
                "%s of %s must be a whole number from 1 to %d, not `%s`".formatted(name, operation, most, text));
    }

    int number(String name, int most, int otherwise) {
        return text(name).isEmpty() ? otherwise : number(name, most);
    }

    /** A list; text is a JSON array or is cut at its commas. Empty when there is none. */
    List<?> list(String name) {
        return switch (value(name)) {
            case null -> List.of();
            case List<?> list -> list;
            case String text when text.isBlank() -> List.of();
            case String text when text.strip().startsWith("[") -> array(name, text);
            case String text ->
                Arrays.stream(text.split(",")).map(String::strip).toList();
            case Object other ->
                throw new InvalidInputs("%s of %s must be a list, not `%s`".formatted(name, operation, other));
        };
    }

    private List<?> array(String name, String text) {
        try {
            return EventJson.MAPPER.readValue(text, List.class);
        } catch (JsonProcessingException e) {
            throw new InvalidInputs("%s of %s is no JSON list: %s".formatted(name, operation, e.getOriginalMessage()));
        }
    }

    List<String> texts(String name) {
        return list(name).stream().map(String::valueOf).toList();
    }
}
