package dev.millrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.config.Environment;
import dev.millrace.config.Setting;
import dev.millrace.config.SettingsLoader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InitCommandTest {
    private static final Pattern COMMENTED_SETTING = Pattern.compile("(?m)^#(?=\\w|  )");

    private static final Environment NOTHING = Environment.of(Map.of());

    @TempDir
    private Path folder;

    private Path init() {
        Path project = folder.resolve("project");
        assertThat(InProcess.run("init", project.toString()).status()).isZero();
        return project;
    }

    @Test
    void the_example_is_valid_without_a_warning() {
        Path project = init();

        InProcess valid = InProcess.run(
                "validate", "--strict", project.resolve("workflows").toString());

        assertThat(valid.out()).contains("hello.yaml: valid");
        assertThat(valid.status()).isZero();
    }

    @Test
    void the_settings_show_every_default_as_it_is() throws IOException {
        Path file = init().resolve("millrace.yaml");
        assertThat(SettingsLoader.explain(file, NOTHING))
                .extracting(Setting::origin)
                .containsOnly("the defaults");

        Path uncommented = Files.writeString(
                folder.resolve("all.yaml"),
                COMMENTED_SETTING.matcher(Files.readString(file)).replaceAll(""));

        assertThat(SettingsLoader.explain(uncommented, NOTHING))
                .allSatisfy(setting ->
                        assertThat(setting.origin()).as(setting.key()).contains("all.yaml line"))
                .extracting(Setting::key, Setting::value)
                .containsExactlyElementsOf(SettingsLoader.explain(null, NOTHING).stream()
                        .map(setting -> org.assertj.core.groups.Tuple.tuple(setting.key(), setting.value()))
                        .toList());
    }

    @Test
    void nothing_is_overwritten() throws IOException {
        Path project = init();
        Path workflow = Files.writeString(project.resolve("workflows/hello.yaml"), "mine");
        Files.delete(project.resolve("millrace.yaml"));

        InProcess again = InProcess.run("init", project.toString(), "--json");

        assertThat(again.json().path("kept")).hasSize(1);
        assertThat(again.json().path("created")).hasSize(1);
        assertThat(workflow).hasContent("mine");
        assertThat(project.resolve("millrace.yaml")).exists();
    }
}
