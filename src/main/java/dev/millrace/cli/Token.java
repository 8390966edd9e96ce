package dev.millrace.cli;

import java.util.regex.Pattern;

/**
 * What a command shows a server to be let in: an API key or a signed token. Printed, it is a placeholder.
 *
 * @param text one word of ASCII characters
 */
record Token(String text) {
    private static final Pattern FORM = Pattern.compile("[\\x21-\\x7e]+");

    /**
     * The token that somebody gave.
     *
     * @param origin where it was given, for the message
     * @throws CommandException when it cannot be one; the message does not show it
     */
    static Token of(String origin, String text) {
        String stripped = text.strip();
        if (!FORM.matcher(stripped).matches()) {
            throw CommandException.wrongUse(
                    "%s must hold an API key or a token, which is one word of ASCII characters.".formatted(origin));
        }
        return new Token(stripped);
    }

    @Override
    public String toString() {
        return "(a token)";
    }
}
