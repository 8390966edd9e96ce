package dev.millrace.expression;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The functions print, println and printf of templates, with the verbs and flags of Go's {@code fmt}. As there, a verb
 * that does not suit its argument is no error but shows in the text, such as {@code %!d(string=x)}.
 */
final class Printf {
    private static final int MAX_WIDTH = 1_000_000;

    private final Budget budget;

    Printf(Budget budget) {
        this.budget = budget;
    }

    /** The values one after the other, with a space between two of which neither is a string. */
    String print(List<@Nullable Object> values) {
        StringBuilder out = new StringBuilder();
        boolean afterString = true;
        for (Object value : values) {
            boolean isString = Values.plain(value) instanceof String;
            if (!isString && !afterString) {
                out.append(' ');
            }
            budget.append(out, ValueText.of(value, budget));
            afterString = isString;
        }
        return out.toString();
    }

    String println(List<@Nullable Object> values) {
        StringBuilder out = new StringBuilder();
        String separator = "";
        for (Object value : values) {
            budget.append(out.append(separator), ValueText.of(value, budget));
            separator = " ";
        }
        return out.append('\n').toString();
    }

    String printf(String format, List<@Nullable Object> arguments) {
        return new Run(format, arguments).write();
    }

    /** One pass over a format. */
    private final class Run {
        private final String format;
        private final List<@Nullable Object> arguments;
        private final StringBuilder out = new StringBuilder();
        private int position;
        private int next;
        private boolean reordered;

        Run(String format, List<@Nullable Object> arguments) {
            this.format = format;
            this.arguments = arguments;
        }

        String write() {
            while (position < format.length()) {
                int percent = format.indexOf('%', position);
                int end = percent < 0 ? format.length() : percent;
                budget.append(out, format.substring(position, end));
                position = end;
                if (percent >= 0) {
                    position++;
                    budget.step();
                    verb();
                }
            }
            if (!reordered && next < arguments.size()) {
                extra();
            }
            return out.toString();
        }

        private void extra() {
            out.append("%!(EXTRA ");
            String separator = "";
            for (Object value : arguments.subList(next, arguments.size())) {
                budget.append(out.append(separator), FormatSpec.typed(value, budget));
                separator = ", ";
            }
            out.append(')');
        }

        private void verb() {
            FormatSpec spec = flags();
            argumentIndex();
            int width = size();
            boolean badWidth = width == BAD;
            if (width < 0 && width != NONE && !badWidth) {
                spec = spec.leftAligned();
                width = -width;
            }
            int precision = NONE;
            if (at('.')) {
                position++;
                argumentIndex();
                precision = size();
                precision = precision == NONE ? 0 : precision;
            }
            argumentIndex();
            if (badWidth) {
                out.append("%!(BADWIDTH)");
            }
            if (precision < 0 && precision != NONE) {
                out.append("%!(BADPREC)");
                precision = NONE;
            }
            if (position >= format.length()) {
                out.append("%!(NOVERB)");
                return;
            }
            int verb = format.codePointAt(position);
            position += Character.charCount(verb);
            argument(spec.sized(badWidth ? NONE : width, precision, verb));
        }

        private static final int NONE = -1;
        private static final int BAD = Integer.MIN_VALUE;

        private void argument(FormatSpec spec) {
            if (spec.verb() == '%') {
                out.append('%');
            } else if (next >= arguments.size()) {
                out.append("%!").appendCodePoint(spec.verb()).append("(MISSING)");
            } else {
                budget.room((long) out.length() + Math.max(spec.width(), spec.precision()));
                budget.append(out, spec.format(arguments.get(next), budget));
                next++;
            }
        }

        private boolean at(char c) {
            return position < format.length() && format.charAt(position) == c;
        }

        private FormatSpec flags() {
            int start = position;
            while (position < format.length() && "+-# 0".indexOf(format.charAt(position)) >= 0) {
                position++;
            }
            return FormatSpec.of(format.substring(start, position));
        }

        /** An explicit argument number such as {@code [2]}. */
        private void argumentIndex() {
            int close = at('[') ? format.indexOf(']', position) : -1;
            if (close < 0) {
                return;
            }
            String digits = format.substring(position + 1, close);
            position = close + 1;
            reordered = true;
            next = digits.matches("[1-9]\\d{0,6}") ? Integer.parseInt(digits) - 1 : arguments.size();
        }

        /** A width or precision; NONE when there is none, BAD when it is no sensible number. */
        private int size() {
            if (at('*')) {
                position++;
                Object value = next < arguments.size() ? Values.plain(arguments.get(next)) : null;
                next++;
                return value instanceof Long size && Math.abs(size) <= MAX_WIDTH && size != NONE
                        ? size.intValue()
                        : BAD;
            }
            int start = position;
            int size = 0;
            while (position < format.length() && format.charAt(position) >= '0' && format.charAt(position) <= '9') {
                size = Math.min(size * 10 + format.charAt(position) - '0', MAX_WIDTH + 1);
                position++;
            }
            if (start == position) {
                return NONE;
            }
            return size > MAX_WIDTH ? BAD : size;
        }
    }
}
