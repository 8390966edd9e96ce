package dev.millrace.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;

/** Reads inputs as they are given on the command line: {@code name=text}, or {@code name=@file} for what a file holds. */
final class InputArguments {
    private InputArguments() {}

    /**
     * The inputs of a run, all of them text: the server converts them to their declared types.
     *
     * @throws CommandException when one has no name, comes twice, or names a file that cannot be read
     */
    static ObjectNode parse(List<String> arguments) {
        ObjectNode inputs = Json.object();
        for (String argument : arguments) {
            int equals = argument.indexOf('=');
            if (equals < 1) {
                throw CommandException.wrongUse(
                        "An input is given as name=value, or as name=@file; `%s` is neither.".formatted(argument));
            }
            String name = argument.substring(0, equals);
            if (inputs.has(name)) {
                throw CommandException.wrongUse("The input `%s` is given twice.".formatted(name));
            }
            inputs.put(name, value(name, argument.substring(equals + 1)));
        }
        return inputs;
    }

    /** A text that begins with @@ is meant as it is, but for one of them. */
    private static String value(String name, String text) {
        if (!text.startsWith("@")) {
            return text;
        }
        return text.startsWith("@@") ? text.substring(1) : content(name, Path.of(text.substring(1)));
    }

    private static String content(String name, Path file) {
        try {
            return Files.readString(file);
        } catch (NoSuchFileException _) {
            throw CommandException.wrongUse(
                    "The input `%s` is to be read from %s, but there is no such file; for a text that begins with @, write @@."
                            .formatted(name, file));
        } catch (MalformedInputException _) {
            throw CommandException.wrongUse(
                    "The input `%s` is to be read from %s, but that is not UTF-8 text.".formatted(name, file));
        } catch (IOException e) {
            throw CommandException.wrongUse(
                    "The input `%s` cannot be read from the file: %s.".formatted(name, e.getMessage()));
        }
    }
}
