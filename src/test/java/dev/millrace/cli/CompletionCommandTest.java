package dev.millrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CompletionCommandTest {
    @TempDir
    private Path folder;

    /** What bash offers for the last of these words. */
    private String offered(String words) throws IOException, InterruptedException {
        Path script = Files.writeString(
                folder.resolve("completion.bash"),
                InProcess.run("completion", "bash").out());
        Process bash = new ProcessBuilder("bash", "--norc", "-c", """
                        source "$0"
                        COMP_LINE="$1"; COMP_POINT=${#COMP_LINE}
                        read -r -a COMP_WORDS <<< "$COMP_LINE"
                        COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
                        function=$(complete -p millrace | grep -o '_complete_[a-z]*')
                        "$function" && echo "${COMPREPLY[@]}"
                        """, script.toString(), words)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        String offer = new String(bash.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(bash.waitFor()).as(offer).isZero();
        return offer.strip();
    }

    @ParameterizedTest
    @CsvSource({
        "millrace va, validate",
        "millrace run --det, --detach",
        "millrace config sh, show",
        "millrace diagram --format s, svg",
        "millrace completion z, zsh"
    })
    void bash_completes_commands_options_and_their_values(String words, String offer) throws Exception {
        assertThat(offered(words)).isEqualTo(offer);
    }

    @Test
    void a_shell_without_a_script_is_told_which_have_one() {
        InProcess refused = InProcess.run("completion", "tcsh");

        assertThat(refused.status()).isEqualTo(1);
        assertThat(refused.err()).contains("SHELL must be bash or zsh, not `tcsh`");
    }
}
