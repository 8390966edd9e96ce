package dev.millrace.expression;

import dev.millrace.expression.Token.Kind;
import java.util.ArrayList;
import java.util.List;

/** Splits a condition into words. */
final class ConditionLexer {
    private static final List<String> LONG_OPERATORS =
            List.of("==", "!=", "<=", ">=", "&&", "||", "**", "??", "..", "?.", "?[", "?:");
    private static final String SHORT_OPERATORS = "<>+-*/%^!?:,.;|()[]{}=#";

    private final String source;
    private final List<Token> tokens = new ArrayList<>();
    private int position;

    private ConditionLexer(String source) {
        this.source = source;
    }

    static List<Token> tokens(String source) {
        ConditionLexer lexer = new ConditionLexer(source);
        while (lexer.position < source.length()) {
            lexer.word();
        }
        lexer.tokens.add(new Token(Kind.END, "", null, false, source.length()));
        return lexer.tokens;
    }

    private ExpressionException error(String reason) {
        return ExpressionException.at(source, position, reason);
    }

    private void word() {
        char c = source.charAt(position);
        if (Character.isWhitespace(c)) {
            position++;
        } else if (source.startsWith("//", position)) {
            int end = source.indexOf('\n', position);
            position = end < 0 ? source.length() : end;
        } else if (source.startsWith("/*", position)) {
            int end = source.indexOf("*/", position + 2);
            if (end < 0) {
                throw error("the comment has no closing */");
            }
            position = end + 2;
        } else if (c == '"' || c == '\'' || c == '`') {
            string();
        } else if (isDigit(position) || (c == '.' && isDigit(position + 1) && !followsValue())) {
            number();
        } else if (isNameStart(c)) {
            name();
        } else {
            operator();
        }
    }

    private boolean isDigit(int at) {
        return at < source.length() && source.charAt(at) >= '0' && source.charAt(at) <= '9';
    }

    /** Whether a dot here would read a member, rather than begin a number. */
    private boolean followsValue() {
        if (tokens.isEmpty()) {
            return false;
        }
        Token last = tokens.getLast();
        return switch (last.kind()) {
            case NAME -> BinaryOperator.of(last.text()) == null;
            case LITERAL -> true;
            default -> last.isOperator(")") || last.isOperator("]");
        };
    }

    private static boolean isNameStart(char c) {
        return c == '_' || c == '$' || Character.isLetter(c);
    }

    private void add(Kind kind, int start) {
        boolean spaced = start > 0 && Character.isWhitespace(source.charAt(start - 1));
        tokens.add(new Token(kind, source.substring(start, position), null, spaced, start));
    }

    private void literal(Object value, int start) {
        boolean spaced = start > 0 && Character.isWhitespace(source.charAt(start - 1));
        tokens.add(new Token(Kind.LITERAL, source.substring(start, position), value, spaced, start));
    }

    private void string() {
        int start = position;
        LiteralReader reader = new LiteralReader(source, start);
        String value = reader.string();
        position = reader.position();
        literal(value, start);
    }

    private void number() {
        int start = position;
        LiteralReader reader = new LiteralReader(source, start);
        Number value = reader.number();
        position = reader.position();
        literal(value, start);
    }

    private void name() {
        int start = position;
        while (position < source.length()
                && (isNameStart(source.charAt(position)) || Character.isDigit(source.charAt(position)))) {
            position++;
        }
        add(Kind.NAME, start);
    }

    private void operator() {
        int start = position;
        boolean ternaryBeforeNumber = source.startsWith("?.", position) && isDigit(position + 2);
        for (String operator : LONG_OPERATORS) {
            if (source.startsWith(operator, position) && !ternaryBeforeNumber) {
                position += operator.length();
                add(Kind.OPERATOR, start);
                return;
            }
        }
        if (SHORT_OPERATORS.indexOf(source.charAt(position)) < 0) {
            throw error("unexpected \"" + Character.toString(source.codePointAt(position)) + "\"");
        }
        position++;
        add(Kind.OPERATOR, start);
    }
}
