package dev.millrace.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** The table of settings in docs/operations.md has those of the file that {@code millrace init} writes. */
class SettingsTableTest {
    private static final Pattern ROW = Pattern.compile("^\\| `([a-z_.]+)` \\|", Pattern.MULTILINE);

    /** These have a page of their own. */
    private static final String ELSEWHERE = "catalog.cache";

    @Test
    void the_table_has_every_setting_and_no_other() throws IOException {
        String page = Files.readString(Path.of("docs/operations.md"));
        String section = page.substring(page.indexOf("## Settings"), page.indexOf("## The data directory"));
        List<String> rows =
                ROW.matcher(section).results().map(row -> row.group(1)).toList();
        assertThat(rows).containsExactlyElementsOf(settings());
    }

    private static List<String> settings() throws IOException {
        String file = Files.readString(Path.of("src/main/resources/init/millrace.yaml"));
        String lines = file.lines()
                .filter(line -> !line.matches("# \\S.*"))
                .map(line -> line.startsWith("#") ? line.substring(1) : line)
                .collect(Collectors.joining("\n"));
        Object settings = new Load(LoadSettings.builder().build()).loadFromString(lines);
        return keys("", settings).filter(key -> !key.startsWith(ELSEWHERE)).toList();
    }

    private static Stream<String> keys(String path, Object value) {
        if (value instanceof Map<?, ?> map) {
            return map.entrySet().stream()
                    .flatMap(entry ->
                            keys(path.isEmpty() ? "" + entry.getKey() : path + "." + entry.getKey(), entry.getValue()));
        }
        return Stream.of(path);
    }
}
