package dev.millrace.expression;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import java.util.ArrayDeque;
import java.util.Deque;

/** A regular expression that is matched in linear time, and whose compiled form is known to stay small. */
final class Regex {
    private static final int MAX_LENGTH = 4096;
    private static final int MAX_DEPTH = 100;
    private static final long MAX_SIZE = 20_000;
    private static final int WORK_PER_STEP = 512;

    private final String source;
    private final Pattern pattern;
    private final long size;

    private Regex(String source, Pattern pattern, long size) {
        this.source = source;
        this.pattern = pattern;
        this.size = size;
    }

    /**
     * Compiles a pattern in the syntax of RE2.
     *
     * @throws ExpressionException when the pattern is malformed or too large
     */
    static Regex compile(String source) {
        long size = new Size(source).estimate();
        try {
            return new Regex(source, Pattern.compile(source), size);
        } catch (PatternSyntaxException e) {
            throw new ExpressionException("the pattern \"" + source + "\" is not valid: " + e.getDescription());
        }
    }

    String source() {
        return source;
    }

    /** Whether the text contains a match. */
    boolean find(String text, Budget budget) {
        budget.spend(text.length() * size / WORK_PER_STEP);
        return pattern.matcher(text).find();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Regex regex && source.equals(regex.source);
    }

    @Override
    public int hashCode() {
        return source.hashCode();
    }

    /**
     * Estimates the compiled size before compiling, since counted repetitions multiply: {@code ((a{99}){99}){99}} would
     * become a million instructions.
     */
    private static final class Size {
        private final String source;
        private final Deque<Long> outer = new ArrayDeque<>();
        private long total;
        private long lastAtom;

        Size(String source) {
            this.source = source;
        }

        long estimate() {
            if (source.length() > MAX_LENGTH) {
                throw new ExpressionException("a pattern may be at most " + MAX_LENGTH + " characters long");
            }
            int position = 0;
            while (position < source.length()) {
                position = next(position);
                if (total > MAX_SIZE) {
                    throw new ExpressionException("the pattern is too large; use smaller repetition counts");
                }
                if (outer.size() > MAX_DEPTH) {
                    throw new ExpressionException("the pattern is nested more than " + MAX_DEPTH + " deep");
                }
            }
            return total + 1;
        }

        private int next(int position) {
            switch (source.charAt(position)) {
                case '(' -> {
                    outer.push(total);
                    total = 0;
                    return position + 1;
                }
                case ')' -> {
                    lastAtom = total + 1;
                    total = (outer.isEmpty() ? 0 : outer.pop()) + lastAtom;
                    return position + 1;
                }
                case '[' -> {
                    atom(2);
                    return endOfClass(position);
                }
                case '{' -> {
                    return repetition(position);
                }
                case '\\' -> {
                    atom(1);
                    return position + 2;
                }
                default -> {
                    atom(1);
                    return position + 1;
                }
            }
        }

        private void atom(int size) {
            lastAtom = size;
            total += size;
        }

        private int endOfClass(int open) {
            int position = open + 1;
            if (source.startsWith("^", position)) {
                position++;
            }
            if (source.startsWith("]", position)) {
                position++;
            }
            while (position < source.length() && source.charAt(position) != ']') {
                position += source.charAt(position) == '\\' ? 2 : 1;
            }
            return position + 1;
        }

        private int repetition(int open) {
            int close = source.indexOf('}', open);
            String counts = close < 0 ? "" : source.substring(open + 1, close);
            if (!counts.matches("\\d{1,4}(,\\d{0,4})?")) {
                atom(1);
                return open + 1;
            }
            long most = 1;
            for (String count : counts.split(",")) {
                most = Math.max(most, Long.parseLong(count));
            }
            total += lastAtom * (most - 1);
            lastAtom *= most;
            return close + 1;
        }
    }
}
