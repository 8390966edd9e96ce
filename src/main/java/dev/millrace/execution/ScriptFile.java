package dev.millrace.execution;

import dev.millrace.expression.ExpressionException;
import dev.millrace.expression.Scope;
import dev.millrace.expression.Template;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/** Scripts in files: their content is a template. */
final class ScriptFile {
    private static final long MAX_SIZE = 1 << 20;

    private ScriptFile() {}

    /**
     * The rendered content of a script.
     *
     * @param path {@code ~/} is the home of the server's user
     * @param folder where a relative path begins
     * @throws IOException when it cannot be read, or is larger than 1 MiB
     * @throws ExpressionException when it cannot be rendered
     */
    static String read(String path, Path folder, Scope scope) throws IOException {
        Path file = resolve(path, folder);
        try {
            if (Files.size(file) > MAX_SIZE) {
                throw new IOException("the script_file " + file + " is larger than 1 MiB");
            }
            return Template.parse(Files.readString(file)).render(scope);
        } catch (NoSuchFileException e) {
            throw new IOException("the script_file " + file + " does not exist", e);
        } catch (CharacterCodingException e) {
            throw new IOException("the script_file " + file + " is not UTF-8 text", e);
        } catch (ExpressionException e) {
            throw new ExpressionException("script_file " + file + ": " + e.getMessage());
        }
    }

    private static Path resolve(String path, Path folder) throws IOException {
        try {
            return path.startsWith("~/")
                    ? Path.of(System.getProperty("user.home")).resolve(path.substring(2))
                    : folder.resolve(path);
        } catch (InvalidPathException e) {
            throw new IOException("the script_file has a name that no file can have: " + e.getReason(), e);
        }
    }

    /** A file of this text that only the server's user can read, write and run. */
    static Path executable(String text, Path work) throws IOException {
        Path file = Files.createTempFile(
                work, "script", "", PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        return Files.writeString(file, text);
    }
}
