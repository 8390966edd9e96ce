package dev.millrace.execution;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class WorkDirectoriesTest {
    @TempDir
    Path root;

    WorkDirectories directories;

    @BeforeEach
    void open() {
        directories = new WorkDirectories(root);
    }

    @Test
    void belongToTheServersUserAlone() throws IOException {
        Path directory = created("a");

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(directory)))
                .isEqualTo("rwx------");
    }

    @Test
    void oneThatIsLeftAsItWasMadeIsUsedAgain() throws IOException {
        Path first = created("a");
        Object inode = Files.getAttribute(first, "unix:ino");
        directories.remove(first);

        Path second = created("b");

        assertThat(first).doesNotExist();
        assertThat(second).isEmptyDirectory();
        assertThat(Files.getAttribute(second, "unix:ino")).isEqualTo(inode);
    }

    @Test
    void oneWithSomethingInItIsRemoved() throws IOException {
        Path first = created("a");
        Files.writeString(Files.createDirectory(first.resolve("deep")).resolve("file"), "left");
        directories.remove(first);

        assertThat(first).doesNotExist();
        assertThat(created("b")).isEmptyDirectory();
        assertThat(root.resolve(".spare")).isEmptyDirectory();
    }

    @Test
    void oneThatOthersMayReadIsNotUsedAgain() throws IOException {
        Path first = created("a");
        Files.setPosixFilePermissions(first, PosixFilePermissions.fromString("rwxrwxrwx"));
        directories.remove(first);

        assertThat(first).doesNotExist();
        assertThat(root.resolve(".spare")).isEmptyDirectory();
    }

    @Test
    void oneThatExistsKeepsWhatIsInIt() throws IOException {
        Path directory = created("a");
        Path file = Files.writeString(directory.resolve("file"), "kept");
        directories.remove(created("spare"));

        directories.create(directory);

        assertThat(file).hasContent("kept");
    }

    @Test
    void removingOneThatWasNeverMadeDoesNothing() {
        directories.remove(directories.of("never"));

        assertThat(root.resolve(".spare")).isEmptyDirectory();
    }

    @Test
    void spareOnesDoNotOutliveTheServer() throws IOException {
        directories.remove(created("a"));
        Files.writeString(root.resolve(".spare/1/file"), "by whoever still runs there");

        open();

        assertThat(root.resolve(".spare")).isEmptyDirectory();
    }

    private Path created(String id) throws IOException {
        Path directory = directories.of(id);
        directories.create(directory);
        return directory;
    }
}
