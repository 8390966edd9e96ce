package dev.millrace.execution;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Reads files that workflows name. Failures are the rest of a sentence that begins with the file's name. */
final class MachineFile {
    static final int MAX_SIZE = 1 << 20;

    private MachineFile() {}

    /** The text of a regular file. A device or pipe might never end, or never begin. */
    static String read(Path file) throws IOException {
        if (!Files.isRegularFile(file)) {
            throw Files.exists(file) ? notRegular() : new IOException("does not exist");
        }
        try (InputStream content = Files.newInputStream(file)) {
            return text(content.readNBytes(MAX_SIZE + 1));
        } catch (FileSystemException e) {
            throw new IOException("cannot be read by the server", e);
        }
    }

    static IOException notRegular() {
        return new IOException("is no regular file");
    }

    /** The text that these bytes are; one byte more than a file may have is too much. */
    static String text(byte[] content) throws IOException {
        if (content.length > MAX_SIZE) {
            throw new IOException("is larger than 1 MiB");
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(content))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new IOException("is not UTF-8 text", e);
        }
    }
}
