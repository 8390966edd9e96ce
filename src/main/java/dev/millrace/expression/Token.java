package dev.millrace.expression;

import org.jspecify.annotations.Nullable;

/**
 * A word of either language.
 *
 * @param text for names and operators the text, for a field its name without the dot, for text outside of actions and
 *     for comments what they hold
 * @param value the value of a literal
 * @param spaced whether white space stands before it
 * @param offset where it begins in the source
 */
record Token(Kind kind, String text, @Nullable Object value, boolean spaced, int offset) {
    enum Kind {
        TEXT,
        COMMENT,
        OPEN,
        CLOSE,
        FIELD,
        VARIABLE,
        NAME,
        LITERAL,
        OPERATOR,
        END
    }

    boolean is(Kind wanted) {
        return kind == wanted;
    }

    boolean is(Kind wanted, String wantedText) {
        return kind == wanted && text.equals(wantedText);
    }

    boolean isOperator(String wantedText) {
        return is(Kind.OPERATOR, wantedText);
    }

    boolean isName(String wantedText) {
        return is(Kind.NAME, wantedText);
    }

    /** How messages quote it. */
    String shown() {
        return switch (kind) {
            case END -> "the end";
            case CLOSE -> "\"}}\"";
            case OPEN -> "\"{{\"";
            case TEXT -> "text";
            case COMMENT -> "a comment";
            case FIELD -> "\"." + text + "\"";
            case VARIABLE, NAME, OPERATOR -> "\"" + text + "\"";
            case LITERAL -> value instanceof String ? "a string" : "\"" + text + "\"";
        };
    }
}
