package dev.millrace.expression;

/**
 * A template or condition that cannot be parsed or evaluated. The message says what is wrong and, where known, at which
 * line and column of the source.
 */
public final class ExpressionException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String reason;
    private final int offset;
    private final int line;
    private final int column;

    /** A failure whose place is not known, for example one that a {@link Scope} reports while a file is read. */
    public ExpressionException(String reason) {
        super(reason);
        this.reason = reason;
        this.offset = -1;
        this.line = 0;
        this.column = 0;
    }

    private ExpressionException(String reason, int offset, int line, int column) {
        super("%s (line %d, column %d)".formatted(reason, line, column));
        this.reason = reason;
        this.offset = offset;
        this.line = line;
        this.column = column;
    }

    static ExpressionException at(String source, int offset, String reason) {
        int place = Math.clamp(offset, 0, source.length());
        int lineStart = source.lastIndexOf('\n', place - 1) + 1;
        int line = 1
                + (int) source.substring(0, lineStart)
                        .chars()
                        .filter(c -> c == '\n')
                        .count();
        return new ExpressionException(reason, place, line, place - lineStart + 1);
    }

    /** This failure with its place, unless it has one already. */
    ExpressionException located(String source, int place) {
        return offset >= 0 ? this : at(source, place, reason);
    }

    /** What is wrong, without the place. */
    public String reason() {
        return reason;
    }

    /** The place in the source, counted in chars from 0; -1 when unknown. */
    public int offset() {
        return offset;
    }

    /** The line of {@link #offset}, counted from 1; 0 when unknown. */
    public int line() {
        return line;
    }

    /** The column of {@link #offset}, counted in chars from 1; 0 when unknown. */
    public int column() {
        return column;
    }
}
