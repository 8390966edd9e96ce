package dev.millrace.access;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/** {@code <data_dir>/admin.key}: where the first key is left for the command line on the same machine. */
public final class AdminKeyFile {
    private static final String NAME = "admin.key";

    private AdminKeyFile() {}

    /** Where the file is, or would be. */
    public static Path in(Path dataDir) {
        return dataDir.resolve(NAME);
    }

    /** The key; empty when there is no file, or none that may be read. */
    public static Optional<String> read(Path dataDir) {
        try {
            return Optional.of(Files.readString(in(dataDir)).strip());
        } catch (IOException _) {
            return Optional.empty();
        }
    }

    /** Writes the key where only the server's user can read it; the file is there as a whole or not at all. */
    static void write(Path dataDir, PlainKey key) throws IOException {
        // A temporary file is made with mode 0600, and keeps it when it is renamed.
        Path draft = Files.createTempFile(dataDir, NAME, ".new");
        try {
            try (FileChannel channel = FileChannel.open(draft, StandardOpenOption.WRITE)) {
                ByteBuffer text = StandardCharsets.US_ASCII.encode(key.text() + "\n");
                while (text.hasRemaining()) {
                    channel.write(text);
                }
                channel.force(true);
            }
            Files.move(draft, in(dataDir), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(draft);
        }
    }
}
