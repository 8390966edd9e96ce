package dev.millrace.expression;

import java.math.BigInteger;

/** Reads number and string literals, which both languages write alike. */
final class LiteralReader {
    private final String source;
    private int position;

    LiteralReader(String source, int position) {
        this.source = source;
        this.position = position;
    }

    /** Where reading stopped. */
    int position() {
        return position;
    }

    private ExpressionException error(int offset, String reason) {
        return ExpressionException.at(source, offset, reason);
    }

    private char current() {
        return position < source.length() ? source.charAt(position) : '\0';
    }

    /** An integer in base 2, 8, 10 or 16 with optional underscores, or a decimal number with optional exponent. */
    Number number() {
        int start = position;
        if (current() == '0' && position + 1 < source.length()) {
            int radix =
                    switch (source.charAt(position + 1)) {
                        case 'x', 'X' -> 16;
                        case 'o', 'O' -> 8;
                        case 'b', 'B' -> 2;
                        default -> 10;
                    };
            if (radix != 10) {
                position += 2;
                return integer(digits(radix, start), radix, start);
            }
        }
        skipDigits(10);
        boolean decimal = false;
        if (current() == '.' && !followedBy("..")) {
            decimal = true;
            position++;
            skipDigits(10);
        }
        if (current() == 'e' || current() == 'E') {
            decimal = true;
            position++;
            if (current() == '+' || current() == '-') {
                position++;
            }
            skipDigits(10);
        }
        String text = source.substring(start, position);
        refuseTrailing(start);
        if (decimal) {
            return decimal(text, start);
        }
        return integer(text, 10, start);
    }

    private boolean followedBy(String text) {
        return source.startsWith(text, position);
    }

    private void skipDigits(int radix) {
        while (current() == '_' || (current() < 128 && Character.digit(current(), radix) >= 0)) {
            position++;
        }
    }

    private String digits(int radix, int start) {
        int first = position;
        skipDigits(radix);
        refuseTrailing(start);
        return source.substring(first, position);
    }

    private void refuseTrailing(int start) {
        if (Character.isLetterOrDigit(current())) {
            throw error(start, "\"" + source.substring(start, position + 1) + "\" is no number");
        }
    }

    private long integer(String text, int radix, int start) {
        String digits = text.replace("_", "");
        if (digits.isEmpty() || text.endsWith("_")) {
            throw error(start, "a number needs digits");
        }
        if (digits.length() > Long.SIZE) {
            throw error(start, "the integer does not fit 64 bits");
        }
        BigInteger number = new BigInteger(digits, radix);
        if (number.bitLength() >= Long.SIZE) {
            throw error(start, "the integer " + text + " does not fit 64 bits");
        }
        return number.longValue();
    }

    private double decimal(String text, int start) {
        try {
            double number = Double.parseDouble(text.replace("_", ""));
            if (!Double.isFinite(number)) {
                throw error(start, "the number " + text + " is too large");
            }
            return number;
        } catch (NumberFormatException _) {
            throw error(start, "\"" + text + "\" is no number");
        }
    }

    /** A string between double quotes, single quotes (both with escapes) or back quotes (without). */
    String string() {
        int start = position;
        char quote = source.charAt(position++);
        StringBuilder text = new StringBuilder();
        while (position < source.length()) {
            char c = source.charAt(position);
            if (c == quote) {
                position++;
                return text.toString();
            }
            if (c == '\n' && quote != '`') {
                break;
            }
            if (c == '\\' && quote != '`') {
                text.appendCodePoint(escape());
            } else {
                text.append(c);
                position++;
            }
        }
        throw error(start, "the string has no closing " + quote);
    }

    private int escape() {
        int start = position;
        position++;
        char c = current();
        position++;
        return switch (c) {
            case 'a' -> 7;
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            case 'v' -> 11;
            case '\\', '\'', '"', '`' -> c;
            case 'x' -> code(2, 16, start);
            case 'u' -> code(4, 16, start);
            case 'U' -> code(8, 16, start);
            case '0', '1', '2', '3', '4', '5', '6', '7' -> {
                position--;
                yield code(3, 8, start);
            }
            default -> throw error(start, "unknown escape in a string; write \\\\ for a backslash");
        };
    }

    private int code(int length, int radix, int start) {
        int end = Math.min(position + length, source.length());
        long code = 0;
        int read = 0;
        for (; position < end; position++, read++) {
            int digit = Character.digit(source.charAt(position), radix);
            if (digit < 0) {
                break;
            }
            code = code * radix + digit;
        }
        if (read < length || code > Character.MAX_CODE_POINT) {
            throw error(start, "the escape is no character; write it as \\u00e9 or \\U0001f600");
        }
        return (int) code;
    }

    /** The literal form of a string, which {@link #string} reads back. */
    static String quoted(String text) {
        StringBuilder out = new StringBuilder("\"");
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"', '\\' -> out.append('\\').append(c);
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                case '\t' -> out.append("\\t");
                default -> {
                    if (c < ' ' || c == 127 || Character.isSurrogate(c)) {
                        out.append("\\u%04x".formatted((int) c));
                    } else {
                        out.append(c);
                    }
                }
            }
        }
        return out.append('"').toString();
    }
}
