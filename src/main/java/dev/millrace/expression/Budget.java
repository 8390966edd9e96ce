package dev.millrace.expression;

/** What is left of the {@link Limits} of one evaluation. Not thread-safe: each evaluation has its own. */
final class Budget {
    private static final int CHARS_PER_STEP = 64;
    private static final int COMPARISONS_PER_STEP = 4096;
    private static final int MAX_VALUE_DEPTH = 500;

    private final Limits limits;
    private long steps;

    Budget(Limits limits) {
        this.limits = limits;
        this.steps = limits.steps();
    }

    void step() {
        spend(1);
    }

    void spend(long count) {
        steps -= count;
        if (steps < 0) {
            throw new ExpressionException("evaluation takes more than " + limits.steps() + " steps; make it do less");
        }
    }

    /** To be asked before a text of this length is built. */
    void room(long length) {
        if (length > limits.outputLength()) {
            throw new ExpressionException("text grows beyond the limit of " + limits.outputLength() + " characters");
        }
    }

    /** Pays for reading or building so many chars. */
    void chars(long count) {
        spend(count / CHARS_PER_STEP);
    }

    /** Pays for looking for a part in a text, which may compare each char of one with each of the other. */
    void search(String text, String part) {
        spend((long) text.length() * part.length() / COMPARISONS_PER_STEP);
    }

    /** Appends a piece that there must be room for. */
    void append(StringBuilder out, String piece) {
        room((long) out.length() + piece.length());
        chars(piece.length());
        out.append(piece);
    }

    /** Pays for a text that was read or built, and gives it back. */
    String paid(String text) {
        room(text.length());
        chars(text.length());
        return text;
    }

    /** To be asked for each value met while walking into nested lists and maps. */
    void enter(int depth) {
        step();
        if (depth > MAX_VALUE_DEPTH) {
            throw new ExpressionException("lists and maps are nested more than " + MAX_VALUE_DEPTH + " deep");
        }
    }
}
