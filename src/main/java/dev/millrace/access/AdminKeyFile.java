package dev.millrace.access;

import dev.millrace.config.PrivateFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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
        PrivateFile.write(in(dataDir), key.text() + "\n");
    }

    static void delete(Path dataDir) throws IOException {
        Files.deleteIfExists(in(dataDir));
    }
}
