package dev.millrace.expression;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** One verb of printf with its flags; width and precision are -1 when not given. */
record FormatSpec(
        boolean minus, boolean plus, boolean sharp, boolean space, boolean zero, int width, int precision, int verb) {

    static FormatSpec of(String flags) {
        boolean minus = flags.contains("-");
        return new FormatSpec(
                minus,
                flags.contains("+"),
                flags.contains("#"),
                flags.contains(" "),
                !minus && flags.contains("0"),
                -1,
                -1,
                'v');
    }

    FormatSpec leftAligned() {
        return new FormatSpec(true, plus, sharp, space, false, width, precision, verb);
    }

    FormatSpec sized(int newWidth, int newPrecision, int newVerb) {
        return new FormatSpec(minus, plus, sharp, space, zero, newWidth, newPrecision, newVerb);
    }

    /** The value with its type, as messages in the text show it. */
    static String typed(@Nullable Object value, Budget budget) {
        Object plain = Values.plain(value);
        return plain == null ? "<nil>" : goType(plain) + "=" + ValueText.of(value, budget);
    }

    private static String goType(@Nullable Object value) {
        return switch (Values.plain(value)) {
            case null -> "<nil>";
            case Boolean _ -> "bool";
            case Long _ -> "int";
            case Double _ -> "float64";
            case String _ -> "string";
            case List<?> _ -> "[]interface {}";
            case Map<?, ?> _ -> "map[string]interface {}";
            case Object other -> other.getClass().getSimpleName();
        };
    }

    String format(@Nullable Object value, Budget budget) {
        return format(value, budget, 0);
    }

    private String format(@Nullable Object value, Budget budget, int depth) {
        budget.enter(depth);
        if (verb == 'T') {
            return pad(goType(value));
        }
        if (value instanceof JsonValue && ((verb == 'v' && !sharp) || verb == 's')) {
            return text(ValueText.of(value, budget));
        }
        return switch (Values.plain(value)) {
            case null -> verb == 'v' ? pad("<nil>") : bad(null, budget);
            case Boolean b -> verb == 't' || verb == 'v' ? pad(b.toString()) : bad(b, budget);
            case Long n -> integer(n, budget);
            case Double d -> number(d, budget);
            case String s -> string(s, budget);
            case List<?> list -> list(list, budget, depth);
            case Map<?, ?> map -> map(map, budget, depth);
            case Object other -> text(other.toString());
        };
    }

    private String bad(@Nullable Object value, Budget budget) {
        return "%!" + Character.toString(verb) + "(" + typed(value, budget) + ")";
    }

    private String pad(String text) {
        int missing = width - text.codePointCount(0, text.length());
        if (missing <= 0) {
            return text;
        }
        return minus ? text + " ".repeat(missing) : " ".repeat(missing) + text;
    }

    /** Pads a number; zeros go between its sign and its digits. */
    private String padNumber(String sign, String digits, boolean zeros) {
        int missing = width - sign.length() - digits.length();
        return zeros && missing > 0 ? sign + "0".repeat(missing) + digits : pad(sign + digits);
    }

    private String sign(boolean negative) {
        if (negative) {
            return "-";
        }
        return plus && verb != 'v' ? "+" : space ? " " : "";
    }

    private String integer(long number, Budget budget) {
        return switch (verb) {
            case 'd', 'v' -> digits(number, 10, "");
            case 'b' -> digits(number, 2, sharp ? "0b" : "");
            case 'o' -> digits(number, 8, sharp ? "0" : "");
            case 'O' -> digits(number, 8, "0o");
            case 'x' -> digits(number, 16, sharp ? "0x" : "");
            case 'X' -> digits(number, 16, sharp ? "0X" : "").toUpperCase(Locale.ROOT);
            case 'c' -> pad(character(number));
            case 'q' -> pad(Quoting.go(character(number), '\'', plus));
            case 'U' -> pad("U+%04X".formatted(number) + (sharp ? " '" + character(number) + "'" : ""));
            default -> bad(number, budget);
        };
    }

    private static String character(long number) {
        return number >= 0 && number <= Character.MAX_CODE_POINT ? Character.toString((int) number) : "\uFFFD";
    }

    private String digits(long number, int radix, String prefix) {
        String digits = number == Long.MIN_VALUE
                ? Long.toString(number, radix).substring(1)
                : Long.toString(Math.abs(number), radix);
        String filled = "0".repeat(Math.max(0, precision - digits.length())) + digits;
        return padNumber(sign(number < 0) + prefix, filled, zero && precision < 0);
    }

    private String number(double number, Budget budget) {
        String text =
                switch (verb) {
                    case 'v' -> precision < 0 ? NumberText.of(number) : NumberText.general(number, precision, 'e');
                    case 'e', 'E' -> NumberText.scientific(number, precision < 0 ? 6 : precision, (char) verb);
                    case 'f', 'F' -> NumberText.fixed(number, precision < 0 ? 6 : precision);
                    case 'g' -> NumberText.general(number, precision, 'e');
                    case 'G' -> NumberText.general(number, precision, 'E');
                    default -> "";
                };
        if (text.isEmpty()) {
            return bad(number, budget);
        }
        boolean signed = text.startsWith("-") || text.startsWith("+");
        String sign = text.startsWith("+") && plus ? "+" : sign(text.startsWith("-"));
        return padNumber(sign, signed ? text.substring(1) : text, zero && Double.isFinite(number));
    }

    private String string(String text, Budget budget) {
        return switch (verb) {
            case 'v' -> sharp ? pad(Quoting.go(text, '"', false)) : text(text);
            case 's' -> text(text);
            case 'q' -> pad(quoted(cut(text)));
            case 'x' -> pad(hex(text));
            case 'X' -> pad(hex(text).toUpperCase(Locale.ROOT));
            default -> bad(text, budget);
        };
    }

    private String text(String text) {
        return pad(cut(text));
    }

    private String cut(String text) {
        return precision < 0 || text.codePointCount(0, text.length()) <= precision
                ? text
                : text.substring(0, text.offsetByCodePoints(0, precision));
    }

    private String quoted(String text) {
        boolean raw = sharp && text.indexOf('`') < 0 && text.chars().allMatch(c -> c >= ' ' || c == '\t');
        return raw ? "`" + text + "`" : Quoting.go(text, '"', plus);
    }

    private String hex(String text) {
        byte[] bytes = text.getBytes(UTF_8);
        int length = precision < 0 ? bytes.length : Math.min(precision, bytes.length);
        StringBuilder out = new StringBuilder(sharp && length > 0 ? "0x" : "");
        for (int i = 0; i < length; i++) {
            out.append(space && i > 0 ? sharp ? " 0x" : " " : "").append("%02x".formatted(bytes[i]));
        }
        return out.toString();
    }

    private String list(List<?> list, Budget budget, int depth) {
        boolean go = verb == 'v' && sharp;
        String elements = list.stream()
                .map(element -> budget.paid(format(element, budget, depth + 1)))
                .collect(Collectors.joining(go ? ", " : " "));
        return budget.paid(go ? "[]interface {}{" + elements + "}" : "[" + elements + "]");
    }

    private String map(Map<?, ?> map, Budget budget, int depth) {
        boolean go = verb == 'v' && sharp;
        String entries = JsonText.sorted(map, budget).entrySet().stream()
                .map(entry ->
                        string(entry.getKey(), budget) + ":" + budget.paid(format(entry.getValue(), budget, depth + 1)))
                .collect(Collectors.joining(go ? ", " : " "));
        return budget.paid(go ? "map[string]interface {}{" + entries + "}" : "map[" + entries + "]");
    }
}
