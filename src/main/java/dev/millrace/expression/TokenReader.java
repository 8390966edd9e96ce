package dev.millrace.expression;

import dev.millrace.expression.Token.Kind;
import java.util.List;

/** Walks over the tokens of a source; the last one is {@link Kind#END} and is never passed. */
final class TokenReader {
    private final String source;
    private final List<Token> tokens;
    private int position;

    TokenReader(String source, List<Token> tokens) {
        this.source = source;
        this.tokens = tokens;
    }

    Token peek() {
        return peek(0);
    }

    Token peek(int ahead) {
        return tokens.get(Math.min(position + ahead, tokens.size() - 1));
    }

    Token next() {
        Token token = peek();
        position = Math.min(position + 1, tokens.size() - 1);
        return token;
    }

    boolean take(String operator) {
        boolean there = peek().isOperator(operator);
        if (there) {
            next();
        }
        return there;
    }

    Token expect(Kind kind, String wanted) {
        Token token = next();
        if (!token.is(kind)) {
            throw error(token, "expected " + wanted + ", not " + token.shown());
        }
        return token;
    }

    void expect(String operator) {
        Token token = next();
        if (!token.isOperator(operator)) {
            throw error(token, "expected \"" + operator + "\", not " + token.shown());
        }
    }

    ExpressionException error(Token token, String reason) {
        return ExpressionException.at(source, token.offset(), reason);
    }
}
