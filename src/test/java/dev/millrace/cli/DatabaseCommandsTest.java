package dev.millrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DatabaseCommandsTest {
    @TempDir
    private Path folder;

    @Test
    void a_schema_is_pending_until_it_is_migrated_and_then_once() {
        String data = folder.toString();

        InProcess before = InProcess.run("database", "status", "--data-dir", data);
        assertThat(before.status()).as(before.err()).isZero();
        assertThat(before.out()).containsPattern("(?m)^10 +pending +nodes$").doesNotContain("applied");
        assertThat(folder).as("who only looks makes nothing").isEmptyDirectory();
        assertThat(InProcess.run("database", "migrate", "--data-dir", data).out())
                .containsPattern("Made \\d+ steps");

        assertThat(InProcess.run("database", "status", "--json", "--data-dir", data)
                        .json()
                        .findValuesAsText("state"))
                .isNotEmpty()
                .containsOnly("applied");
        assertThat(InProcess.run("database", "migrate", "--data-dir", data).out())
                .isEqualTo("The schema is up to date.\n");
    }

    @Test
    void a_database_that_cannot_be_opened_is_told() {
        InProcess refused = InProcess.run("database", "migrate", "--data-dir", "/proc/none");

        assertThat(refused.status()).isEqualTo(4);
        assertThat(refused.err()).contains("/proc/none").doesNotContain("Exception");
    }

    @Test
    void a_file_that_is_no_database_is_told() throws IOException {
        Files.writeString(
                folder.resolve("millrace.db"), "no database, and longer than its header would be ".repeat(10));

        InProcess refused = InProcess.run("database", "status", "--data-dir", folder.toString());

        assertThat(refused.status()).isEqualTo(4);
        assertThat(refused.err()).contains("millrace.db").doesNotContain("Exception");
    }
}
