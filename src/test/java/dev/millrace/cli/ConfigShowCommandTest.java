package dev.millrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigShowCommandTest {
    @TempDir
    private Path folder;

    @Test
    void every_setting_is_shown_with_where_it_comes_from() throws IOException {
        Path file = Files.writeString(folder.resolve("own.yaml"), "engine:\n  kill_grace: 9s\n");

        InProcess shown = InProcess.run("config", "show", "--config", file.toString());

        assertThat(shown.status()).isZero();
        assertThat(shown.out().lines())
                .anyMatch(line -> line.matches("engine\\.kill_grace +9s +.*own\\.yaml line 2"))
                .anyMatch(line -> line.matches("engine\\.max_processes +32 +the defaults"));
        assertThat(InProcess.run("config", "show", "--json", "--config", file.toString())
                        .json()
                        .path("engine.kill_grace")
                        .path("value")
                        .textValue())
                .isEqualTo("9s");
    }

    @Test
    void of_a_secret_only_that_there_is_one_is_shown() throws IOException {
        Path file = Files.writeString(
                folder.resolve("own.yaml"),
                "database: {url: \"mysql://ada:s%40same@db/mill\"}\ngithub: {token: sesame}\nsecrets: {key: AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=}\n");

        InProcess shown = InProcess.run("config", "show", "--config", file.toString());

        assertThat(shown.out()).containsPattern("github\\.token +\\(not shown\\) +.*own\\.yaml line 2");
        assertThat(shown.out()).containsPattern("secrets\\.key +\\(not shown\\) +.*own\\.yaml line 3");
        assertThat(shown.out()).contains("mysql://ada:(not shown)@db/mill");
        assertThat(shown.out()).doesNotContain("sesame").doesNotContain("AAEC").doesNotContain("s%40same");
    }

    @Test
    void settings_that_are_not_valid_are_told_all_at_once() throws IOException {
        Path file = Files.writeString(folder.resolve("own.yaml"), "api: {prot: 1, port: x}\n");

        InProcess refused = InProcess.run("config", "show", "--config", file.toString());

        assertThat(refused.status()).isEqualTo(1);
        assertThat(refused.out()).isEmpty();
        assertThat(refused.err()).contains("unknown setting `api.prot`", "api.port must be a whole number");
    }
}
