package dev.millrace.execution;

import dev.millrace.config.SystemUser;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;
import org.jboss.logging.Logger;

/**
 * The directories that belong to one execution each, as long as it lasts. One that is left as it was made is kept and
 * renamed for a later execution: on a file system with a journal that costs a fifth of removing it and making another.
 * Thread-safe.
 *
 * <p>Where commands run as another user, the directories are that user's, so that user's processes may put links into them
 * at any time. The server itself then writes nothing there, and has the user clear them. Scripts are in a folder beside
 * them, which only the server can change.
 */
final class WorkDirectories {
    private static final Logger LOG = Logger.getLogger(WorkDirectories.class);

    private static final int MAX_SPARE = 64;

    private static final Set<PosixFilePermission> PRIVATE = PosixFilePermissions.fromString("rwx------");
    private static final Set<PosixFilePermission> PASSABLE = PosixFilePermissions.fromString("rwx--x--x");
    private static final FileAttribute<?> AS_PRIVATE = PosixFilePermissions.asFileAttribute(PRIVATE);

    private final Path root;
    private final Path spareRoot;
    private final Path scripts;
    private final Machine machine;
    /** Those that were made and not taken away yet: most executions need none, and to look for it costs more than a set. */
    private final Set<Path> made = ConcurrentHashMap.newKeySet();

    private final Queue<Path> spare = new ConcurrentLinkedQueue<>();
    private final AtomicLong kept = new AtomicLong();
    private final ReentrantLock making = new ReentrantLock();

    /**
     * Those below a directory, which is made if it is missing.
     *
     * @throws UncheckedIOException when it cannot be used, by the user that commands run as
     */
    WorkDirectories(Path root, Machine machine) {
        this.root = root.toAbsolutePath().normalize();
        this.spareRoot = this.root.resolve(".spare");
        this.scripts = this.root.resolve(".scripts");
        this.machine = machine;
        deleteTree(spareRoot);
        deleteTree(scripts);
        try {
            Files.createDirectories(spareRoot);
            Files.createDirectory(scripts, AS_PRIVATE);
            if (machine.user() != null) {
                openTo(machine.user());
            }
            findThoseOfBefore();
        } catch (IOException e) {
            throw new UncheckedIOException("no working directories can be made in " + root + ": " + e.getMessage(), e);
        }
    }

    /** A server that was killed has left those of the executions that it ran. */
    private void findThoseOfBefore() throws IOException {
        try (Stream<Path> entries = Files.list(root)) {
            entries.filter(entry -> !entry.equals(spareRoot) && !entry.equals(scripts))
                    .forEach(made::add);
        }
    }

    private void openTo(SystemUser user) throws IOException {
        Files.setPosixFilePermissions(root, PASSABLE);
        Files.setPosixFilePermissions(scripts, PASSABLE);
        if (!new UserFiles(machine).canEnter(root)) {
            throw new IOException(
                    "the user %s (engine.run_as) cannot reach %s; let others pass through the folders above it (chmod o+x), or choose another data_dir"
                            .formatted(user.name(), root));
        }
    }

    /** A file of this text, to be deleted after use, which only the user that commands run as can read and run. */
    Path script(String text) throws IOException {
        Path file = Files.writeString(Files.createTempFile(scripts, "script-", ".sh", AS_PRIVATE), text);
        giveAway(file);
        return file;
    }

    private void giveAway(Path file) throws IOException {
        SystemUser user = machine.user();
        if (user != null) {
            Files.setAttribute(file, "unix:gid", user.gid(), LinkOption.NOFOLLOW_LINKS);
            Files.setAttribute(file, "unix:uid", user.uid(), LinkOption.NOFOLLOW_LINKS);
        }
    }

    /** The directory of an execution; it may not exist yet. */
    Path of(String executionId) {
        return root.resolve(executionId);
    }

    /** Makes sure that the directory of an execution exists. Its branches may come at the same time. */
    void create(Path directory) throws IOException {
        making.lock();
        try {
            if (!made.contains(directory) || !Files.isDirectory(directory)) {
                make(directory);
                made.add(directory);
            }
        } finally {
            making.unlock();
        }
    }

    /** To be called by one at a time: renaming would replace a directory that somebody else has just got. */
    private void make(Path directory) throws IOException {
        Path ready = spare.poll();
        if (ready == null) {
            Files.createDirectory(directory, AS_PRIVATE);
            giveAway(directory);
        } else {
            Files.move(ready, directory, StandardCopyOption.ATOMIC_MOVE);
        }
    }

    /** Takes it away with everything in it, if it is there; what cannot be removed is told in the log. */
    void remove(Path directory) {
        if (!made.remove(directory)) {
            return;
        }
        try {
            if (machine.user() != null) {
                removeOfUser(directory);
            } else if (spare.size() < MAX_SPARE && isAsMade(directory)) {
                spare.add(Files.move(
                        directory,
                        spareRoot.resolve(Long.toString(kept.incrementAndGet())),
                        StandardCopyOption.ATOMIC_MOVE));
            } else {
                deleteTree(directory);
            }
        } catch (NoSuchFileException _) {
            // A command has removed it.
        } catch (IOException e) {
            LOG.warnf("The working directory %s was not removed: %s", directory, e.getMessage());
        }
    }

    /** Processes of the user could swap a folder for a link while the server, which may do more, goes through it. */
    private void removeOfUser(Path directory) throws IOException {
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
            if (entries.iterator().hasNext()) {
                new UserFiles(machine).clear(directory);
            }
        }
        Files.delete(directory);
    }

    /** A command may have put something else in its place, such as a link to a directory that is not ours. */
    private static boolean isAsMade(Path directory) throws IOException {
        if (!Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)) {
            return false;
        }
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
            return !entries.iterator().hasNext()
                    && Files.getPosixFilePermissions(directory).equals(PRIVATE);
        }
    }

    private static void deleteTree(Path directory) {
        try (Stream<Path> files = Files.walk(directory)) {
            files.sorted(Comparator.reverseOrder()).forEach(WorkDirectories::deleteOne);
        } catch (NoSuchFileException _) {
            // There is nothing to delete.
        } catch (IOException | UncheckedIOException e) {
            LOG.warnf("The working directory %s was not removed: %s", directory, e.getMessage());
        }
    }

    private static void deleteOne(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
