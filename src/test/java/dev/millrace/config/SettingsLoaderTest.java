package dev.millrace.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SettingsLoaderTest {
    @TempDir
    private Path folder;

    private Path file(String yaml) throws IOException {
        return Files.writeString(folder.resolve("millrace.yaml"), yaml);
    }

    @Test
    void without_anything_set_the_defaults_hold() {
        Settings settings = SettingsLoader.load(null, Map.of(), Map.of());

        assertThat(settings.api()).isEqualTo(new Settings.Api("127.0.0.1", 8080, 8 << 20));
        assertThat(settings.dataDir()).isEqualTo(Path.of("./data"));
        assertThat(settings.engine().shutdownTimeout()).isEqualTo(Duration.ofSeconds(30));
    }

    @Test
    void a_flag_wins_over_the_environment_and_that_over_the_file() throws IOException {
        Path file = file("api: {port: 1, host: localhost}\nengine:\n  max_executions: 3\n  kill_grace: 250ms\n");

        Settings settings = SettingsLoader.load(
                file, Map.of("API_PORT", "2", "ENGINE_MAX_EXECUTIONS", "4"), Map.of("api.port", "5"));

        assertThat(settings.api().port()).isEqualTo(5);
        assertThat(settings.api().host()).isEqualTo("localhost");
        assertThat(settings.engine().maxExecutions()).isEqualTo(4);
        assertThat(settings.engine().killGrace()).isEqualTo(Duration.ofMillis(250));
    }

    @Test
    void names_are_a_list_or_stand_between_commas() throws IOException {
        assertThat(SettingsLoader.load(file("engine: {env_allowed: [A_B, C]}\n"), Map.of(), Map.of())
                        .engine()
                        .envAllowed())
                .containsExactlyInAnyOrder("A_B", "C");
        assertThat(SettingsLoader.load(null, Map.of("ENGINE_ENV_ALLOWED", "A, ,B"), Map.of())
                        .engine()
                        .envAllowed())
                .containsExactlyInAnyOrder("A", "B");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            api: {prot: 1}                  | unknown setting `api.prot`
            api: {port: many}               | api.port must be a whole number from 0 to 65535, not `many`
            api: {port: 65536}              | api.port must be
            api: {host: 0.0.0.0}            | api.host must be a loopback address
            api: {max_body: lots}           | api.max_body must be a size such as
            engine: {kill_grace: soon}      | engine.kill_grace must be a duration such as
            log: {level: LOUD}              | log.level must be one of ERROR
            engine: [1]                     | unknown setting `engine`
            """)
    void what_does_not_fit_stops_the_start_and_names_the_line(String yaml, String message) throws IOException {
        Path file = file("\n" + yaml + "\n");

        assertThatThrownBy(() -> SettingsLoader.load(file, Map.of(), Map.of()))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining(message)
                .hasMessageContaining("millrace.yaml line 2");
    }

    @Test
    void all_problems_are_told_at_once() throws IOException {
        Path file = file("api: {port: x, host: 10.0.0.1}\nnonsense: 1\n");

        assertThatThrownBy(() -> SettingsLoader.load(file, Map.of(), Map.of()))
                .hasMessageContainingAll("api.port", "api.host", "nonsense");
    }

    @Test
    void a_file_that_is_missing_or_no_yaml_is_said_so() throws IOException {
        assertThatThrownBy(() -> SettingsLoader.load(folder.resolve("none.yaml"), Map.of(), Map.of()))
                .hasMessageContaining("cannot read the settings file");
        Path file = file("api: {port: 1\n");
        assertThatThrownBy(() -> SettingsLoader.load(file, Map.of(), Map.of())).hasMessageContaining("is not YAML");
    }

    @Test
    void a_folder_of_workflows_must_exist_if_somebody_names_it() {
        assertThat(SettingsLoader.load(null, Map.of(), Map.of()).workflowsDir()).hasToString("workflows");
        Map<String, String> existing = Map.of("WORKFLOWS_DIR", folder.toString());
        assertThat(SettingsLoader.load(null, existing, Map.of()).workflowsDir()).isEqualTo(folder);
        Map<String, String> missing =
                Map.of("workflows.dir", folder.resolve("none").toString());
        assertThatThrownBy(() -> SettingsLoader.load(null, Map.of(), missing))
                .hasMessageContaining("workflows.dir must be a folder that exists")
                .hasMessageContaining("the command line");
    }
}
