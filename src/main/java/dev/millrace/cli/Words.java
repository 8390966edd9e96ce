package dev.millrace.cli;

import java.util.ArrayList;
import java.util.List;

/**
 * Cuts a line into words as a shell does: spaces part them, unless they are in quotes or after a backslash. The line
 * editor's own parser keeps quotes that begin within a word, such as those of a parameter with a name, and drops empty words.
 */
final class Words {
    private Words() {}

    /** @throws CommandException when a quote is not closed */
    static List<String> of(String line) {
        List<String> words = new ArrayList<>();
        StringBuilder word = new StringBuilder();
        boolean begun = false;
        char quote = 0;
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            if (quote != 0 && c == quote) {
                quote = 0;
            } else if (c == '\\' && quote != '\'' && i + 1 < line.length()) {
                word.append(line.charAt(++i));
                begun = true;
            } else if (quote == 0 && (c == '"' || c == '\'')) {
                quote = c;
                begun = true;
            } else if (quote == 0 && Character.isWhitespace(c)) {
                if (begun) {
                    words.add(word.toString());
                }
                word.setLength(0);
                begun = false;
            } else {
                word.append(c);
                begun = true;
            }
        }
        if (quote != 0) {
            throw CommandException.wrongUse("The quote %c is not closed.".formatted(quote));
        }
        if (begun) {
            words.add(word.toString());
        }
        return words;
    }
}
