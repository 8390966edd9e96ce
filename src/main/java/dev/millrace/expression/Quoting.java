package dev.millrace.expression;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URLEncoder;
import java.util.regex.Pattern;

/** Makes text inert where it is inserted: in a shell command, HTML, JavaScript, a query or a Go string. */
final class Quoting {
    private static final Pattern SAFE_IN_SHELL = Pattern.compile("[A-Za-z0-9_./,:@+-]+");

    private Quoting() {}

    /** One word of a POSIX shell: bare when it is plainly safe, else between single quotes. */
    static String shell(String text) {
        return SAFE_IN_SHELL.matcher(text).matches() ? text : "'" + text.replace("'", "'\\''") + "'";
    }

    static String html(String text) {
        StringBuilder out = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"' -> out.append("&#34;");
                case '\'' -> out.append("&#39;");
                case '&' -> out.append("&amp;");
                case '<' -> out.append("&lt;");
                case '>' -> out.append("&gt;");
                case '\0' -> out.append('\uFFFD');
                default -> out.append(c);
            }
        }
        return out.toString();
    }

    static String js(String text) {
        StringBuilder out = new StringBuilder(text.length());
        text.codePoints().forEach(c -> {
            switch (c) {
                case '\\', '\'', '"' -> out.append('\\').append((char) c);
                case '<', '>', '&', '=' -> out.append("\\u%04X".formatted(c));
                default -> {
                    if (isPrintable(c)) {
                        out.appendCodePoint(c);
                    } else {
                        out.append("\\u%04X".formatted(c));
                    }
                }
            }
        });
        return out.toString();
    }

    static String urlQuery(String text) {
        return URLEncoder.encode(text, UTF_8).replace("*", "%2A").replace("%7E", "~");
    }

    /** A literal of Go, as the printf verb q writes it. */
    static String go(String text, char quote, boolean ascii) {
        StringBuilder out = new StringBuilder(text.length() + 2).append(quote);
        text.codePoints().forEach(c -> goCharacter(out, c, quote, ascii));
        return out.append(quote).toString();
    }

    private static void goCharacter(StringBuilder out, int c, char quote, boolean ascii) {
        if (c == quote || c == '\\') {
            out.append('\\').append((char) c);
            return;
        }
        int named = "\u0007\b\f\n\r\t\u000b".indexOf(c);
        if (named >= 0) {
            out.append('\\').append("abfnrtv".charAt(named));
        } else if (isPrintable(c) && (c < 128 || !ascii)) {
            out.appendCodePoint(c);
        } else {
            out.append((c < 128 ? "\\x%02x" : c < 0x10000 ? "\\u%04x" : "\\U%08x").formatted(c));
        }
    }

    static boolean isPrintable(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> false;
            case Character.SPACE_SEPARATOR -> c == ' ';
            default -> true;
        };
    }
}
