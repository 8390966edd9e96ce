package dev.millrace.workflow;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Files of YAML in a folder, not in the folders within. */
public final class YamlFiles {
    /** Names that begin with a dot are those of editors' own files. */
    private static final Pattern NAME = Pattern.compile("([^.].*)\\.ya?ml");

    private YamlFiles() {}

    /** The files in the order of their names. */
    public static List<Path> in(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> NAME.matcher(fileName(file)).matches())
                    .filter(Files::isRegularFile)
                    .sorted()
                    .toList();
        }
    }

    /** The name of such a file without its extension. */
    public static String stem(Path file) {
        Matcher name = NAME.matcher(fileName(file));
        return name.matches() ? name.group(1) : fileName(file);
    }

    private static String fileName(Path file) {
        return String.valueOf(file.getFileName());
    }
}
