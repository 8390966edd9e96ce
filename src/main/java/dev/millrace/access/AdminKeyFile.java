package dev.millrace.access;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/** {@code <data_dir>/admin.key}: where the first key is left for the command line on the same machine. */
final class AdminKeyFile {
    private static final String NAME = "admin.key";

    private AdminKeyFile() {}

    /** Writes the key where only the server's user can read it; the file is there as a whole or not at all. */
    static Path write(Path dataDir, PlainKey key) throws IOException {
        Path file = dataDir.resolve(NAME);
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
            return Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(draft);
        }
    }
}
