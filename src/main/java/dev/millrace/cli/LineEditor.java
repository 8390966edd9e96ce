package dev.millrace.cli;

import java.io.IOException;
import java.util.List;
import org.jline.reader.Candidate;
import org.jline.reader.Completer;
import org.jline.reader.EndOfFileException;
import org.jline.reader.LineReader;
import org.jline.reader.LineReaderBuilder;
import org.jline.reader.ParsedLine;
import org.jline.reader.UserInterruptException;
import org.jline.terminal.TerminalBuilder;

/** Takes lines from a person, who can edit them, have them completed, and call former ones. */
final class LineEditor {
    private static final String SIGN = "millrace> ";

    private LineEditor() {}

    /** Takes lines and has them answered until there are no more; what fails is told, and the next line may follow. */
    static ExitStatus talk(Prompt prompt, Terminal terminal) throws IOException, InterruptedException {
        try (org.jline.terminal.Terminal screen =
                TerminalBuilder.builder().system(true).build()) {
            LineReader reader = LineReaderBuilder.builder()
                    .terminal(screen)
                    .completer(completer(prompt))
                    .option(LineReader.Option.DISABLE_EVENT_EXPANSION, true)
                    .build();
            terminal.note("`help` lists the keywords, Tab completes, `exit` ends.");
            boolean more = true;
            while (more) {
                try {
                    more = prompt.answer(reader.readLine(SIGN));
                } catch (UserInterruptException _) {
                    // The line is given up, as in a shell.
                } catch (EndOfFileException _) {
                    more = false;
                } catch (CommandException e) {
                    terminal.note(String.valueOf(e.getMessage()));
                    e.details().forEach(detail -> terminal.note("  " + detail));
                }
            }
            return ExitStatus.OK;
        }
    }

    private static Completer completer(Prompt prompt) {
        return (LineReader _, ParsedLine line, List<Candidate> candidates) -> {
            List<String> words = line.wordIndex() == 0
                    ? prompt.beginnings()
                    : prompt.continuations(line.words().getFirst());
            words.forEach(word -> candidates.add(new Candidate(word)));
        };
    }
}
