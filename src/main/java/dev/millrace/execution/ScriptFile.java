package dev.millrace.execution;

import dev.millrace.config.SystemUser;
import dev.millrace.expression.ExpressionException;
import dev.millrace.expression.Scope;
import dev.millrace.expression.Template;
import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Scripts in files: their content is a template. */
final class ScriptFile {
    private ScriptFile() {}

    /**
     * The rendered content of a script.
     *
     * @param path {@code ~/} is the home of the user with whose rights it is read
     * @param folder where a relative path begins
     * @throws IOException when it cannot be read, or is larger than 1 MiB
     * @throws ExpressionException when it cannot be rendered
     */
    static String read(String path, Path folder, Machine machine, Scope scope) throws IOException {
        Path file = resolve(path, folder, machine.user());
        String text;
        try {
            text = machine.read(file);
        } catch (Machine.Closed e) {
            throw e;
        } catch (IOException e) {
            throw new IOException("the script_file " + file + " " + e.getMessage(), e);
        }
        try {
            return Template.parse(text).render(scope);
        } catch (ExpressionException e) {
            throw new ExpressionException("script_file " + file + ": " + e.getMessage());
        }
    }

    private static Path resolve(String path, Path folder, @Nullable SystemUser user) throws IOException {
        try {
            return path.startsWith("~/")
                    ? Path.of(user == null ? System.getProperty("user.home") : user.home())
                            .resolve(path.substring(2))
                    : folder.resolve(path);
        } catch (InvalidPathException e) {
            throw new IOException("the script_file has a name that no file can have: " + e.getReason(), e);
        }
    }
}
