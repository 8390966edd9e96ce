package dev.millrace.secret;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SealTest {
    private static final String KEY = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";
    private static final String OTHER_KEY = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";

    @TempDir
    private Path folder;

    private Seal seal;

    @BeforeEach
    void open_a_seal() {
        seal = new MasterKeys(KEY, folder, _ -> true).seal("secrets");
    }

    @Test
    void what_was_sealed_is_read_with_the_same_key_at_the_same_place() {
        String sealed = seal.close("token", "hünter2");

        assertThat(Seal.isSealed(sealed)).isTrue();
        assertThat(sealed).doesNotContain("nter2");
        assertThat(new MasterKeys(KEY, folder, _ -> true).seal("secrets").open("token", sealed))
                .isEqualTo("hünter2");
        assertThat(seal.close("token", "hünter2")).isNotEqualTo(sealed);
    }

    @Test
    void with_another_key_it_says_which_one_is_missing() {
        String sealed = seal.close("token", "hunter2");

        assertThatThrownBy(() -> new MasterKeys(OTHER_KEY, folder, _ -> true)
                        .seal("secrets")
                        .open("token", sealed))
                .isInstanceOf(SealBroken.class)
                .hasMessageContaining("another key (" + sealed.split(":")[1] + ")")
                .hasMessageContaining("secrets.key");
    }

    @Test
    void a_sealed_text_cannot_be_moved_to_another_place_or_purpose() {
        String sealed = seal.close("token", "hunter2");

        assertThatThrownBy(() -> seal.open("other", sealed)).hasMessageContaining("belongs elsewhere");
        assertThatThrownBy(() -> new MasterKeys(KEY, folder, _ -> true)
                        .seal("execution:1")
                        .open("token", sealed))
                .hasMessageContaining("belongs elsewhere");
    }

    /** Often enough that the last digit is sometimes followed by another one that stands for the same bytes. */
    @RepeatedTest(100)
    void every_change_of_a_character_is_noticed() {
        String sealed = seal.close("token", "hunter2");

        for (int i = 0; i < sealed.length(); i++) {
            StringBuilder changed = new StringBuilder(sealed);
            changed.setCharAt(i, sealed.charAt(i) == 'A' ? 'B' : 'A');
            assertThatThrownBy(() -> seal.open("token", changed.toString()))
                    .as(changed.toString())
                    .isInstanceOf(SealBroken.class);
        }
        assertThatThrownBy(() -> seal.open("token", sealed.substring(0, 20))).isInstanceOf(SealBroken.class);
        assertThatThrownBy(() -> seal.open("token", "hunter2")).isInstanceOf(SealBroken.class);
    }

    @Test
    void the_key_file_is_made_at_first_need_for_the_server_alone_and_used_again() throws IOException {
        Path file = folder.resolve("secrets.key");
        Seal first = new MasterKeys("", folder, _ -> true).seal("secrets");
        assertThat(file).doesNotExist();

        String sealed = first.close("token", "hunter2");

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(new MasterKeys("", folder, _ -> true).seal("secrets").open("token", sealed))
                .isEqualTo("hunter2");
    }

    @Test
    void a_key_file_that_is_gone_or_broken_is_told_and_never_replaced_by_reading() throws IOException {
        Path file = folder.resolve("secrets.key");
        String sealed = new MasterKeys("", folder, _ -> true).seal("secrets").close("token", "hunter2");

        Files.delete(file);
        assertThatThrownBy(() ->
                        new MasterKeys("", folder, _ -> true).seal("secrets").open("token", sealed))
                .hasMessageContaining("secrets.key is missing");
        assertThat(file).doesNotExist();

        Files.writeString(file, "short");
        assertThatThrownBy(() ->
                        new MasterKeys("", folder, _ -> true).seal("secrets").open("token", sealed))
                .hasMessageContaining("does not hold 32 bytes in base64");
        assertThatThrownBy(() ->
                        new MasterKeys("", folder, _ -> true).seal("secrets").close("token", "x"))
                .isInstanceOf(SealBroken.class);
        assertThat(file).hasContent("short");
    }
}
