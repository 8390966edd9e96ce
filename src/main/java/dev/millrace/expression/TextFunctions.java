package dev.millrace.expression;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Functions of conditions on strings. */
final class TextFunctions {
    private TextFunctions() {}

    /** Without white space at both ends, or without the given characters. */
    static String trim(Arguments in) {
        String text = in.text(0);
        if (in.count() == 1) {
            return text.strip();
        }
        String unwanted = in.text(1);
        in.budget().search(text, unwanted);
        int start = 0;
        int end = text.length();
        while (start < end && unwanted.indexOf(text.charAt(start)) >= 0) {
            start++;
        }
        while (end > start && unwanted.indexOf(text.charAt(end - 1)) >= 0) {
            end--;
        }
        return text.substring(start, end);
    }

    static String trimPrefix(String text, String prefix) {
        return text.startsWith(prefix) ? text.substring(prefix.length()) : text;
    }

    static String trimSuffix(String text, String suffix) {
        return text.endsWith(suffix) ? text.substring(0, text.length() - suffix.length()) : text;
    }

    /** The parts between separators, as many as the third argument allows; between characters when there is none. */
    static List<@Nullable Object> split(Arguments in) {
        String text = in.text(0);
        String separator = in.text(1);
        in.budget().search(text, separator);
        int most = in.count() > 2 ? Math.clamp(in.integer(2), 0, Integer.MAX_VALUE) : 0;
        String[] parts = text.split(Pattern.quote(separator), most > 0 ? most : -1);
        in.budget().spend(parts.length);
        List<@Nullable Object> list = new ArrayList<>(List.of(parts));
        if (separator.isEmpty() && list.size() > 1 && "".equals(list.getLast())) {
            list.removeLast();
        }
        return list;
    }

    static String join(Arguments in) {
        String separator = in.count() > 1 ? in.text(1) : "";
        StringBuilder joined = new StringBuilder();
        String before = "";
        for (Object element : in.list(0)) {
            in.budget().append(joined, before);
            in.budget().append(joined, ValueText.of(element, in.budget()));
            before = separator;
        }
        return joined.toString();
    }

    static String replace(Arguments in) {
        String text = in.text(0);
        String old = in.text(1);
        String replacement = in.text(2);
        in.budget().search(text, old);
        long grown = text.length() + occurrences(text, old) * (replacement.length() - old.length());
        in.budget().room(grown);
        return in.budget().paid(text.replace(old, replacement));
    }

    private static long occurrences(String text, String part) {
        if (part.isEmpty()) {
            return text.length() + 1L;
        }
        long count = 0;
        for (int at = text.indexOf(part); at >= 0; at = text.indexOf(part, at + part.length())) {
            count++;
        }
        return count;
    }

    static String repeat(Arguments in) {
        String text = in.text(0);
        long count = in.integer(1);
        if (count < 0) {
            throw new ExpressionException("repeat needs a count of at least 0, not " + count);
        }
        in.budget().room((long) Math.min((double) count * text.length(), Long.MAX_VALUE));
        return in.budget().paid(text.isEmpty() ? "" : text.repeat((int) count));
    }

    static long indexOf(Arguments in) {
        in.budget().search(in.text(0), in.text(1));
        return position(in.text(0), in.text(0).indexOf(in.text(1)));
    }

    static long lastIndexOf(Arguments in) {
        in.budget().search(in.text(0), in.text(1));
        return position(in.text(0), in.text(0).lastIndexOf(in.text(1)));
    }

    /** A place in a string, counted in Unicode characters; -1 stays. */
    private static long position(String text, int index) {
        return index < 0 ? -1 : text.codePointCount(0, index);
    }
}
