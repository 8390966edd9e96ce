package dev.millrace.cluster;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.UUID;

/**
 * This server among all: the node it is, which stays the same over restarts, and its present life. Holds the lock on
 * its data directory, so that no two servers work on the same data. Thread-safe.
 */
public final class Node implements AutoCloseable {
    private static final String LOCK_FILE = "lock";
    private static final String ID_FILE = "node-id";

    private final String id;
    private final FileChannel lockFile;
    private volatile String life = UUID.randomUUID().toString();

    private Node(String id, FileChannel lockFile) {
        this.id = id;
        this.lockFile = lockFile;
    }

    /**
     * Becomes the node whose data is here; a new one when there is none.
     *
     * @throws IOException when the directory cannot be used, or another server uses it
     */
    public static Node open(Path dataDir) throws IOException {
        Files.createDirectories(dataDir);
        FileChannel channel =
                FileChannel.open(dataDir.resolve(LOCK_FILE), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock lock = channel.tryLock();
        if (lock == null) {
            channel.close();
            throw new IOException("another server is running with the data directory " + dataDir.toAbsolutePath()
                    + "; stop it, or choose another directory with --data-dir");
        }
        Path file = dataDir.resolve(ID_FILE);
        if (!Files.exists(file)) {
            Files.writeString(file, UUID.randomUUID().toString());
        }
        return new Node(Files.readString(file).strip(), channel);
    }

    /** Whether a server is running with this data directory, which need not be there. */
    public static boolean isRunning(Path dataDir) throws IOException {
        Path file = dataDir.resolve(LOCK_FILE);
        if (!Files.exists(file)) {
            return false;
        }
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE);
                FileLock lock = channel.tryLock()) {
            return lock == null;
        }
    }

    /** The node's name. */
    public String id() {
        return id;
    }

    /**
     * The name of its present life: another one after each start, and after others took the node for dead. What was begun
     * in one life is not to be gone on with in the next.
     */
    public String life() {
        return life;
    }

    /** Begins another life, by a name that no life has had. */
    void begin(String another) {
        life = another;
    }

    /** Lets go of the data directory. */
    @Override
    public void close() throws IOException {
        lockFile.close();
    }
}
