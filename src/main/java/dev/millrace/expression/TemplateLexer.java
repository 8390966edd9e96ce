package dev.millrace.expression;

import dev.millrace.expression.Token.Kind;
import java.util.ArrayList;
import java.util.List;

/** Splits a template into text, comments and the words of its actions. Trim markers are applied here. */
final class TemplateLexer {
    private static final String OPEN = "{{";
    private static final String CLOSE = "}}";

    private final String source;
    private final List<Token> tokens = new ArrayList<>();
    private int position;
    private boolean trimNext;

    private TemplateLexer(String source) {
        this.source = source;
    }

    static List<Token> tokens(String source) {
        TemplateLexer lexer = new TemplateLexer(source);
        while (lexer.position < source.length()) {
            lexer.text();
        }
        lexer.add(Kind.END, "", source.length(), false);
        return lexer.tokens;
    }

    private ExpressionException error(int offset, String reason) {
        return ExpressionException.at(source, offset, reason);
    }

    private void add(Kind kind, String text, int offset, boolean spaced) {
        tokens.add(new Token(kind, text, null, spaced, offset));
    }

    private void text() {
        int start = position;
        int open = source.indexOf(OPEN, start);
        int end = open < 0 ? source.length() : open;
        boolean trimBefore = open >= 0 && isTrimMarker(open + OPEN.length());
        int from = trimNext ? skipSpace(start) : start;
        int to = trimBefore ? trimmedEnd(Math.min(from, end), end) : end;
        if (from < to) {
            add(Kind.TEXT, source.substring(from, to), from, false);
        }
        position = end;
        trimNext = false;
        if (open >= 0) {
            position = open + OPEN.length() + (trimBefore ? 2 : 0);
            if (source.startsWith("/*", position)) {
                comment(open);
            } else {
                add(Kind.OPEN, OPEN, open, false);
                action(open);
            }
        }
    }

    /** A minus sign with white space after it. */
    private boolean isTrimMarker(int at) {
        return at + 1 < source.length() && source.charAt(at) == '-' && isSpace(source.charAt(at + 1));
    }

    private int skipSpace(int from) {
        int at = from;
        while (at < source.length() && isSpace(source.charAt(at))) {
            at++;
        }
        return at;
    }

    private int trimmedEnd(int start, int end) {
        int at = end;
        while (at > start && isSpace(source.charAt(at - 1))) {
            at--;
        }
        return at;
    }

    private static boolean isSpace(char c) {
        return c == ' ' || c == '\t' || c == '\r' || c == '\n';
    }

    private void comment(int open) {
        int end = source.indexOf("*/", position + 2);
        if (end < 0) {
            throw error(open, "the comment has no closing */");
        }
        add(Kind.COMMENT, source.substring(position + 2, end), open, false);
        position = end + 2;
        if (!closes()) {
            throw error(open, "a comment must fill its action: {{/* like this */}}");
        }
    }

    /** Takes the end of the action if it is here, with or without a trim marker. */
    private boolean closes() {
        if (source.startsWith(CLOSE, position)) {
            position += CLOSE.length();
            return true;
        }
        int afterSpace = skipSpace(position);
        if (afterSpace > position && source.startsWith("-" + CLOSE, afterSpace)) {
            position = afterSpace + 1 + CLOSE.length();
            trimNext = true;
            return true;
        }
        return false;
    }

    private void action(int open) {
        while (true) {
            int start = position;
            if (closes()) {
                add(Kind.CLOSE, CLOSE, start, false);
                return;
            }
            position = skipSpace(position);
            if (position >= source.length()) {
                throw error(open, "the action has no closing }}");
            }
            if (!source.startsWith(CLOSE, position)) {
                word(position > start);
            }
        }
    }

    private void word(boolean spaced) {
        int start = position;
        char c = source.charAt(position);
        if (c == '"' || c == '`') {
            literal(spaced, new LiteralReader(source, start));
        } else if (c == '\'') {
            character(spaced);
        } else if (startsNumber()) {
            number(spaced);
        } else if (c == '.') {
            position++;
            String name = name(true);
            add(name.isEmpty() ? Kind.OPERATOR : Kind.FIELD, name.isEmpty() ? "." : name, start, spaced);
        } else if (c == '$') {
            position++;
            add(Kind.VARIABLE, "$" + name(false), start, spaced);
        } else if (isNamePart(c)) {
            add(Kind.NAME, name(false), start, spaced);
        } else {
            operator(spaced);
        }
    }

    private void operator(boolean spaced) {
        int start = position;
        String text = source.startsWith(":=", position) ? ":=" : source.substring(position, position + 1);
        if (!List.of(":=", "=", "|", "(", ")", ",").contains(text)) {
            throw error(start, unexpected(text));
        }
        position += text.length();
        add(Kind.OPERATOR, text, start, spaced);
    }

    private static String unexpected(String text) {
        return switch (text) {
            case "=" -> "unexpected \"=\"";
            case "!" -> "unexpected \"!\"; write {{not x}} or {{ne a b}}";
            case "<", ">" -> "unexpected \"" + text + "\"; write {{lt a b}}, {{le a b}}, {{gt a b}} or {{ge a b}}";
            case "&" -> "unexpected \"&\"; write {{and a b}}";
            case "+", "-", "*", "/", "%" -> "unexpected \"" + text + "\"; templates have no arithmetic";
            default -> "unexpected \"" + text + "\" in an action";
        };
    }

    private void literal(boolean spaced, LiteralReader reader) {
        int start = position;
        String value = reader.string();
        position = reader.position();
        tokens.add(new Token(Kind.LITERAL, source.substring(start, position), value, spaced, start));
    }

    private void character(boolean spaced) {
        int start = position;
        LiteralReader reader = new LiteralReader(source, start);
        String value = reader.string();
        if (value.isEmpty() || value.codePointCount(0, value.length()) != 1) {
            throw error(start, "a text between ' is one character; write strings between \" or `");
        }
        position = reader.position();
        Object code = (long) value.codePointAt(0);
        tokens.add(new Token(Kind.LITERAL, source.substring(start, position), code, spaced, start));
    }

    private boolean startsNumber() {
        int at = position;
        if (source.charAt(at) == '-' || source.charAt(at) == '+') {
            at++;
        }
        if (at < source.length() && source.charAt(at) == '.') {
            at++;
        }
        return at < source.length() && source.charAt(at) >= '0' && source.charAt(at) <= '9';
    }

    private void number(boolean spaced) {
        int start = position;
        boolean negative = source.charAt(start) == '-';
        int digits = negative || source.charAt(start) == '+' ? start + 1 : start;
        LiteralReader reader = new LiteralReader(source, digits);
        Number number = reader.number();
        position = reader.position();
        Object value = negative ? negated(number) : number;
        tokens.add(new Token(Kind.LITERAL, source.substring(start, position), value, spaced, start));
    }

    private static Number negated(Number number) {
        if (number instanceof Long integer) {
            return -integer;
        }
        return -number.doubleValue();
    }

    /** The name that starts here. In a field, a minus sign between letters or digits belongs to the name. */
    private String name(boolean field) {
        int start = position;
        while (position < source.length()) {
            char c = source.charAt(position);
            boolean joint = field
                    && c == '-'
                    && position > start
                    && source.charAt(position - 1) != '-'
                    && position + 1 < source.length()
                    && isNamePart(source.charAt(position + 1));
            if (!joint && !isNamePart(c)) {
                break;
            }
            position++;
        }
        return source.substring(start, position);
    }

    static boolean isNamePart(char c) {
        return c == '_' || Character.isLetterOrDigit(c);
    }
}
