package dev.millrace.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.workflow.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code millrace validate}: tells everything that is wrong with workflows, without any server. */
@Command(
        name = "validate",
        description = {
            "Check workflows and tell everything that is wrong, with file, line and column. Needs no server.",
            "",
            "Exit status: 0 all are valid (there may be warnings), 2 one is not."
        },
        mixinStandardHelpOptions = true,
        footerHeading = "%nExamples:%n",
        footer = {
            "  millrace validate hello.yaml",
            "  millrace validate workflows/               every *.yaml, *.yml and *.json in the folder",
            "  millrace validate --strict workflows/      a warning counts as an error",
            "  millrace validate --json hello.yaml        for programs"
        })
final class ValidateCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Parameters(paramLabel = "FILE", arity = "1..*", description = "A workflow, or a folder of workflows.")
    private List<String> arguments = new ArrayList<>();

    @Option(names = "--strict", description = "Let a warning count as an error.")
    private boolean strict;

    @Mixin
    private JsonOption json = new JsonOption();

    ValidateCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        List<WorkflowFile> files = arguments.stream()
                .flatMap(argument -> WorkflowFile.readAll(argument).stream())
                .toList();
        if (json.given()) {
            terminal.line(Json.pretty(document(files)));
        } else {
            files.forEach(this::print);
        }
        return files.stream().allMatch(this::passes) ? ExitStatus.OK.code() : ExitStatus.INVALID_WORKFLOW.code();
    }

    private boolean passes(WorkflowFile file) {
        return file.errors().isEmpty() && (!strict || file.warnings().isEmpty());
    }

    private void print(WorkflowFile file) {
        file.errors().forEach(error -> terminal.line(file.described("error", error)));
        file.warnings().forEach(warning -> terminal.line(file.described("warning", warning)));
        if (file.errors().isEmpty()) {
            terminal.line(file.path() + ": valid");
        }
    }

    private ObjectNode document(List<WorkflowFile> files) {
        ObjectNode document = Json.object();
        document.put("valid", files.stream().allMatch(this::passes));
        ArrayNode list = document.putArray("files");
        for (WorkflowFile file : files) {
            ObjectNode entry = list.addObject();
            entry.put("file", file.path().toString());
            entry.put("valid", passes(file));
            add(entry.putArray("errors"), file.errors());
            add(entry.putArray("warnings"), file.warnings());
        }
        return document;
    }

    private static void add(ArrayNode list, List<Problem> problems) {
        for (Problem problem : problems) {
            list.addObject()
                    .put("path", problem.path())
                    .put("line", problem.line())
                    .put("column", problem.column())
                    .put("message", problem.message());
        }
    }
}
