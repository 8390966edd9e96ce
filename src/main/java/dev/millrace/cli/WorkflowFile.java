package dev.millrace.cli;

import dev.millrace.workflow.Problem;
import dev.millrace.workflow.Reading;
import dev.millrace.workflow.StepTemplates;
import dev.millrace.workflow.Surroundings;
import dev.millrace.workflow.TemplateFolders;
import dev.millrace.workflow.Workflow;
import dev.millrace.workflow.WorkflowReader;
import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** A workflow's document on this machine. */
record WorkflowFile(Path path, String source, Reading reading) {
    private static final List<String> ENDINGS = List.of(".yaml", ".yml", ".json");

    /** Longer than any document that is accepted; what is longer is not read. */
    private static final long MOST_BYTES = 8L << 20;

    /** Whether an argument means a file: it has the ending of one, or a folder before it. Otherwise it is a name. */
    static boolean isMeantBy(String argument) {
        String folded = argument.toLowerCase(Locale.ROOT);
        return argument.indexOf('/') >= 0 || ENDINGS.stream().anyMatch(folded::endsWith);
    }

    /** Reads and checks a document. Throws when there is none; what is wrong in it is in the reading. */
    static WorkflowFile read(String argument) {
        return read(path(argument));
    }

    private static WorkflowFile read(Path path) {
        try {
            if (Files.size(path) > MOST_BYTES) {
                throw CommandException.wrongUse("%s is too long to be a workflow.".formatted(path));
            }
            String source = Files.readString(path);
            StepTemplates templates = TemplateFolders.of(path.resolveSibling(""));
            return new WorkflowFile(path, source, WorkflowReader.read(source, Surroundings.among(templates)));
        } catch (NoSuchFileException _) {
            throw CommandException.wrongUse("There is no file %s.".formatted(path));
        } catch (MalformedInputException _) {
            throw CommandException.wrongUse("%s is not UTF-8 text.".formatted(path));
        } catch (IOException e) {
            throw CommandException.wrongUse("The file cannot be read: %s.".formatted(e.getMessage()));
        }
    }

    /** Reads a file, or all workflows in a folder, in the order of their names. */
    static List<WorkflowFile> readAll(String argument) {
        Path path = path(argument);
        if (!Files.isDirectory(path)) {
            return List.of(read(path));
        }
        try (Stream<Path> entries = Files.list(path)) {
            List<WorkflowFile> files = entries.filter(Files::isRegularFile)
                    .filter(entry -> isMeantBy(String.valueOf(entry.getFileName())))
                    .sorted()
                    .map(WorkflowFile::read)
                    .toList();
            if (files.isEmpty()) {
                throw CommandException.wrongUse("There is no workflow in %s: none of its files ends in %s."
                        .formatted(path, String.join(", ", ENDINGS)));
            }
            return files;
        } catch (IOException e) {
            throw CommandException.wrongUse("The folder cannot be read: %s.".formatted(e.getMessage()));
        }
    }

    private static Path path(String argument) {
        try {
            return Path.of(argument);
        } catch (InvalidPathException _) {
            throw CommandException.wrongUse("`%s` is not a file's name.".formatted(argument));
        }
    }

    List<Problem> errors() {
        return switch (reading) {
            case Reading.Accepted _ -> List.of();
            case Reading.Refused refused -> refused.errors();
        };
    }

    List<Problem> warnings() {
        return reading.warnings();
    }

    /** A problem as compilers write it, so that editors find the place. */
    String described(String kind, Problem problem) {
        return "%s:%d:%d: %s: %s".formatted(path, problem.line(), problem.column(), kind, problem.message());
    }

    /** The workflow itself. Throws with all errors when the document is not valid. */
    Workflow requireWorkflow() {
        return switch (reading) {
            case Reading.Accepted accepted -> accepted.workflow();
            case Reading.Refused refused ->
                throw new CommandException(
                        ExitStatus.INVALID_WORKFLOW,
                        "The workflow is not valid:",
                        refused.errors().stream()
                                .map(error -> described("error", error))
                                .toList());
        };
    }
}
