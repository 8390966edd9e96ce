package dev.millrace.docs;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.testing.Http;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A workflow of the language's reference with what stands below it: objects of JSON, one for each run, with {@code inputs}
 * and {@code result}, which is a part of the execution; or with {@code refused}, {@code warnings} and {@code log}, which
 * are lists of texts that are told.
 *
 * @param line where the workflow stands
 */
record LanguageExample(String name, String source, int line, List<JsonNode> runs) {
    private static final Pattern NAME = Pattern.compile("^name: (\\S+)", Pattern.MULTILINE);
    private static final Set<String> KEYS = Set.of("inputs", "result", "refused", "warnings", "log", "secrets");

    /** A file of the server's folder of workflows, whose first line names it. */
    private static final Pattern FILE = Pattern.compile("# workflows/(\\S+)\n");

    /** All workflows of a document, in order. */
    static List<LanguageExample> of(Document document) {
        List<LanguageExample> examples = new ArrayList<>();
        for (Document.Block block : document.blocks()) {
            Matcher name = NAME.matcher(block.text());
            if (block.language().equals("json")) {
                JsonNode run = Http.parse(block.text());
                checkKeys(run, block);
                examples.getLast().runs().add(run);
            } else if (block.language().equals("yaml")
                    && !FILE.matcher(block.text()).lookingAt()) {
                if (!name.find()) {
                    throw new AssertionError("the workflow in line %d has no name".formatted(block.line()));
                }
                examples.add(new LanguageExample(name.group(1), block.text(), block.line(), new ArrayList<>()));
            }
        }
        return examples;
    }

    /** A key with a slip would be checked by nobody. */
    private static void checkKeys(JsonNode run, Document.Block block) {
        run.fieldNames().forEachRemaining(key -> {
            if (!KEYS.contains(key)) {
                throw new AssertionError("unknown key %s in line %d".formatted(key, block.line()));
            }
        });
    }

    /** The files that a document shows, by their names below the folder of workflows. */
    static Map<String, String> files(Document document) {
        Map<String, String> files = new TreeMap<>(Comparator.naturalOrder());
        for (Document.Block block : document.blocks()) {
            Matcher file = FILE.matcher(block.text());
            if (file.lookingAt()) {
                files.put(file.group(1), block.text());
            }
        }
        return files;
    }
}
