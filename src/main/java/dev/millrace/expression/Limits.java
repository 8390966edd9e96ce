package dev.millrace.expression;

/**
 * What one evaluation may use before it ends with an {@link ExpressionException} that names the limit.
 *
 * @param steps how many operations may be done; work on long texts and lists counts by their size
 * @param outputLength the longest text that may be written, and the longest that any part may build, in chars
 */
public record Limits(int steps, int outputLength) {
    /** A million steps and 4 Mi chars. */
    public static final Limits DEFAULT = new Limits(1_000_000, 4 * 1024 * 1024);

    public Limits {
        if (steps < 1 || outputLength < 1) {
            throw new IllegalArgumentException("limits must be positive: " + steps + ", " + outputLength);
        }
    }
}
