package dev.millrace.execution;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Collections;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class WorkDirectoriesTest {
    @TempDir
    Path root;

    WorkDirectories directories;

    @BeforeEach
    void open() {
        directories = new WorkDirectories(root, Machines.OPEN);
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
    void thoseThatAKilledServerLeftAreUsedFurtherAndRemoved() throws IOException {
        Path left = created("a");
        Path file = Files.writeString(left.resolve("file"), "left");

        directories = new WorkDirectories(root, Machines.OPEN);

        assertThat(created("a")).isEqualTo(left);
        assertThat(file).exists();
        directories.remove(left);
        assertThat(left).doesNotExist();
    }

    @Test
    void oneThatACommandRemovedIsMadeAgain() throws IOException {
        Files.delete(created("a"));

        assertThat(created("a")).isEmptyDirectory();
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
    void aLinkInItsPlaceIsRemovedAndNotWhatItLeadsTo() throws IOException {
        Path elsewhere = created("elsewhere");
        Path directory = created("a");
        Files.delete(directory);
        Files.createSymbolicLink(directory, elsewhere);

        directories.remove(directory);

        assertThat(Files.isSymbolicLink(directory)).isFalse();
        assertThat(elsewhere).isEmptyDirectory();
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
    void whoComesAtTheSameTimeGetsTheSameOne() throws Exception {
        try (var threads = Executors.newFixedThreadPool(4)) {
            for (int round = 0; round < 200; round++) {
                directories.remove(created("spare-1-" + round));
                Path directory = directories.of("round-" + round);
                CyclicBarrier together = new CyclicBarrier(4);
                Callable<Object> branch = () -> {
                    together.await();
                    directories.create(directory);
                    return Files.getAttribute(directory, "unix:ino");
                };
                Set<Object> inodes = new HashSet<>();
                for (Future<Object> inode : threads.invokeAll(Collections.nCopies(4, branch))) {
                    inodes.add(inode.get());
                }
                assertThat(inodes).hasSize(1);
            }
        }
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
