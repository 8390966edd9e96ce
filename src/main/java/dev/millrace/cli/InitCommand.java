package dev.millrace.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code millrace init}: something to begin with. */
@Command(
        name = "init",
        description =
                "Write an example workflow and a file of settings, with comments. Files that are there stay as they are.",
        mixinStandardHelpOptions = true,
        footerHeading = "%nExamples:%n",
        footer = {
            "  millrace init                    workflows/hello.yaml and millrace.yaml, here",
            "  millrace init automation         the same in a folder, which is made if need be"
        })
final class InitCommand implements Callable<Integer> {
    /** What is written, and the resource that it is a copy of. */
    private static final Map<String, String> FILES = new LinkedHashMap<>();

    static {
        FILES.put("workflows/hello.yaml", "/init/hello.yaml");
        FILES.put("millrace.yaml", "/init/millrace.yaml");
    }

    private final Terminal terminal;

    @Parameters(paramLabel = "DIR", arity = "0..1", description = "Where to (default: the current directory).")
    private Path folder = Path.of("");

    @Mixin
    private JsonOption json = new JsonOption();

    InitCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        ObjectNode document = Json.object();
        ArrayNode created = document.putArray("created");
        ArrayNode kept = document.putArray("kept");
        FILES.forEach((name, resource) -> {
            Path file = folder.resolve(name);
            (write(file, resource) ? created : kept).add(file.toString());
        });
        if (json.given()) {
            terminal.line(Json.pretty(document));
        } else {
            created.forEach(file -> terminal.line("created " + file.asText()));
            kept.forEach(file -> terminal.line("kept " + file.asText() + ", which was there"));
            terminal.note("Try it: millrace run %s -i who=Ada".formatted(folder.resolve("workflows/hello.yaml")));
        }
        return ExitStatus.OK.code();
    }

    /** Writes a file unless there is one; whether it did. */
    private static boolean write(Path file, String resource) {
        try (InputStream content = Objects.requireNonNull(InitCommand.class.getResourceAsStream(resource))) {
            Files.createDirectories(Objects.requireNonNull(file.toAbsolutePath().getParent()));
            Files.write(file, content.readAllBytes(), StandardOpenOption.CREATE_NEW);
            return true;
        } catch (FileAlreadyExistsException _) {
            return false;
        } catch (IOException e) {
            throw new CommandException(
                    ExitStatus.SYSTEM_FAULT, "%s cannot be written: %s.".formatted(file, e.getMessage()));
        }
    }
}
