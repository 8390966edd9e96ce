package dev.millrace.workflow;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What scalars mean by the core schema of YAML 1.2 (section 10.3), booleans also in the words of YAML 1.1. */
final class PlainScalar {
    private static final Pattern DECIMAL = Pattern.compile("[-+]?[0-9]{1,19}");
    private static final Pattern OTHER_BASE = Pattern.compile("0(?:x[0-9a-fA-F]{1,16}|o[0-7]{1,22})");
    private static final Pattern FLOAT = Pattern.compile("[-+]?(?:\\.[0-9]+|[0-9]+(?:\\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?");
    private static final int LONGEST_NUMBER = 400;

    private PlainScalar() {}

    static boolean isNull(Node.Scalar scalar) {
        return scalar.plain()
                && switch (scalar.text()) {
                    case "", "~", "null", "Null", "NULL" -> true;
                    default -> false;
                };
    }

    /** The value of a node as data: null, Boolean, Long, Double, String, List or Map. */
    static @Nullable Object value(Node node) {
        return switch (node) {
            case Node.Scalar scalar -> scalar.plain() ? plainValue(scalar) : scalar.text();
            case Node.Sequence sequence -> {
                List<@Nullable Object> items = new ArrayList<>();
                sequence.items().forEach(item -> items.add(value(item)));
                yield items;
            }
            case Node.Mapping mapping -> {
                Map<String, @Nullable Object> values = new LinkedHashMap<>();
                mapping.entries().forEach((key, entry) -> values.put(key, value(entry.value())));
                yield values;
            }
        };
    }

    private static @Nullable Object plainValue(Node.Scalar scalar) {
        if (isNull(scalar)) {
            return null;
        }
        return switch (scalar.text()) {
            case "true", "True", "TRUE" -> (Object) true;
            case "false", "False", "FALSE" -> (Object) false;
            default -> numberOrText(scalar.text());
        };
    }

    private static Object numberOrText(String text) {
        OptionalLong integer = integer(text);
        if (integer.isPresent()) {
            return integer.getAsLong();
        }
        Optional<Double> decimal = decimal(text);
        return decimal.isPresent() ? decimal.get() : text;
    }

    static OptionalLong integer(String text) {
        try {
            if (DECIMAL.matcher(text).matches()) {
                return OptionalLong.of(Long.parseLong(text));
            }
            if (OTHER_BASE.matcher(text).matches()) {
                return OptionalLong.of(Long.parseLong(text.substring(2), text.charAt(1) == 'x' ? 16 : 8));
            }
            return OptionalLong.empty();
        } catch (NumberFormatException _) {
            return OptionalLong.empty();
        }
    }

    /** A finite number with or without a fraction. */
    static Optional<Double> decimal(String text) {
        if (text.length() > LONGEST_NUMBER || !FLOAT.matcher(text).matches()) {
            return Optional.empty();
        }
        return Optional.of(Double.parseDouble(text)).filter(Double::isFinite);
    }

    static Optional<Boolean> flag(String text) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "true", "yes", "on" -> Optional.of(true);
            case "false", "no", "off" -> Optional.of(false);
            default -> Optional.empty();
        };
    }
}
