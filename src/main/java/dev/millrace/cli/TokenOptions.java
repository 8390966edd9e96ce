package dev.millrace.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How a command is told as whom to call a server. */
final class TokenOptions {
    /** Where the environment holds it. */
    static final String VARIABLE = "MILLRACE_TOKEN";

    @Option(
            names = "--token",
            paramLabel = "TOKEN",
            description = "The API key or token to call with. Others on this machine may see it in the list of"
                    + " processes: $MILLRACE_TOKEN and --token-file are better.")
    private @Nullable String token;

    @Option(
            names = "--token-file",
            paramLabel = "FILE",
            description = "A file that holds the API key or token (default: $MILLRACE_TOKEN; else, for a server on this"
                    + " machine, the admin key in its data directory, if it may be read).")
    private @Nullable Path file;

    /**
     * The token that is given on the command line or in the environment.
     *
     * @throws CommandException when there are several on the command line, or it cannot be read
     */
    Optional<Token> given(Map<String, String> environment) {
        if (token != null && file != null) {
            throw CommandException.wrongUse("--token and --token-file exclude each other.");
        }
        if (token != null) {
            return Optional.of(Token.of("--token", token));
        }
        if (file != null) {
            return Optional.of(Token.of("The file " + file, content(file)));
        }
        String variable = environment.getOrDefault(VARIABLE, "");
        return variable.isBlank() ? Optional.empty() : Optional.of(Token.of(VARIABLE, variable));
    }

    private static String content(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw CommandException.wrongUse("The file of the token cannot be read: %s.".formatted(e.getMessage()));
        }
    }
}
