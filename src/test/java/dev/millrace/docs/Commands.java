package dev.millrace.docs;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The commands of a document, which share a shell as they do for a reader. A comment before a block, which readers do not
 * see, can say that it is {@code not run: <reason>}, or that its last command is {@code answered with <status>}; one anywhere
 * in the document that {@code no command here is run: <reason>}.
 */
record Commands(Document document) {
    private static final Set<String> LANGUAGES = Set.of("sh", "bash", "shell");
    private static final Pattern NOT_RUN = Pattern.compile("not run: (\\S.*)", Pattern.DOTALL);
    private static final Pattern NONE_RUN = Pattern.compile("no command here is run: (\\S.*)", Pattern.DOTALL);
    private static final Pattern ANSWERED = Pattern.compile("answered with (\\d{3})");

    /** Every request must succeed. None waits for ever. */
    private static final String PRELUDE = """
            set -e -o pipefail
            curl() { command curl --silent --show-error --fail-with-body --max-time 60 "$@"; }
            line=0
            trap 'status=$?; [ $status = 0 ] || echo "the commands in line $line ended with status $status"' EXIT
            """;

    /** A block that is not run, and why. */
    record Left(int line, String reason) {}

    private List<Document.Block> blocks() {
        return document.blocks().stream()
                .filter(block -> LANGUAGES.contains(block.language()))
                .toList();
    }

    private static Optional<String> marked(Pattern pattern, String mark) {
        Matcher matcher = pattern.matcher(mark);
        return matcher.matches() ? Optional.of(matcher.group(1).replaceAll("\\s+", " ")) : Optional.empty();
    }

    private Optional<String> reason(Document.Block block) {
        Optional<String> none = document.marks().stream()
                .flatMap(mark -> marked(NONE_RUN, mark).stream())
                .findFirst();
        return none.or(() -> block.mark().flatMap(mark -> marked(NOT_RUN, mark)));
    }

    /** What is not run. */
    List<Left> left() {
        return blocks().stream()
                .flatMap(block -> reason(block).map(reason -> new Left(block.line(), reason)).stream())
                .toList();
    }

    /** How many blocks are run. */
    long count() {
        return blocks().stream().filter(block -> reason(block).isEmpty()).count();
    }

    /** All that is run, for bash; its last line says which block failed. */
    String script() {
        StringBuilder script = new StringBuilder(PRELUDE);
        for (Document.Block block : blocks()) {
            if (reason(block).isEmpty()) {
                Optional<String> status = block.mark().flatMap(mark -> marked(ANSWERED, mark));
                script.append("line=").append(block.line()).append('\n');
                script.append(
                        status.map(expected -> refused(block.text(), expected)).orElse(block.text()));
            }
        }
        return script.toString();
    }

    private static String refused(String text, String status) {
        return """
                if answer=$(
                %s); then echo "it should have been refused: $answer"; exit 1; fi
                case $answer in *'"status":%s'*) ;; *) echo "$answer"; exit 1 ;; esac
                """.formatted(text, status);
    }
}
