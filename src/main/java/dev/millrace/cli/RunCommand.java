package dev.millrace.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.cli.ServerSelection.Purpose;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code millrace run}: runs a workflow and stays until it has ended. */
@Command(
        name = "run",
        description = {
            "Run a workflow, see what its steps print, and learn how it ended.",
            "",
            "A file is stored on the server under the name in it, and then run; if the server has another definition "
                    + "under that name, the file becomes its next revision. Ctrl-C cancels the execution and waits "
                    + "for its end; a second Ctrl-C does not wait.",
            "",
            "What steps print to their outputs goes to the same outputs here; everything else goes to standard error. "
                    + "Steps run in a directory of the execution's own: give them whole paths.",
            "",
            "Exit status: 0 completed, 1 wrong use or input, 2 the workflow is not valid, 3 failed, 4 the server or "
                    + "the system is at fault, 130 cancelled."
        },
        mixinStandardHelpOptions = true,
        footerHeading = "%nExamples:%n",
        footer = {
            "  millrace run workflows/hello.yaml -i who=Ada     a file",
            "  millrace run deploy -i env=prod -i notes=@NOTES.md",
            "                                                   a workflow of the server; an input read from a file",
            "  millrace run deploy --detach                     start it and print its id",
            "  millrace run count --json | jq .outputs          for programs"
        })
final class RunCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Parameters(
            paramLabel = "NAME|FILE",
            description = "The name of a workflow on the server; or a file, "
                    + "which has a folder before it or ends in .yaml, .yml or .json.")
    private String workflow = "";

    @Option(
            names = {"-i", "--input"},
            paramLabel = "NAME=VALUE",
            description = "An input, converted to its declared type; =@FILE takes the content of a file, "
                    + "=@@TEXT a text that begins with @. Give it once for each input.")
    private List<String> inputs = new ArrayList<>();

    @Option(names = "--detach", description = "Print the execution's id and leave it to the server.")
    private boolean detach;

    @Option(names = "--no-color", description = "Use no colours; NO_COLOR in the environment does the same.")
    private boolean plain;

    @Mixin
    private JsonOption json = new JsonOption();

    @Mixin
    private ServerSelection selection = new ServerSelection();

    RunCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws InterruptedException {
        if (plain) {
            terminal.withoutColours();
        }
        ObjectNode given = InputArguments.parse(inputs);
        Optional<WorkflowFile> file =
                WorkflowFile.isMeantBy(workflow) ? Optional.of(WorkflowFile.read(workflow)) : Optional.empty();
        file.ifPresent(this::check);
        try (ServerConnection server = selection.connect(file.isPresent() ? Purpose.RUN : Purpose.ACT, terminal)) {
            if (detach && server.local()) {
                throw new CommandException(
                        ExitStatus.WRONG_USE,
                        "--detach leaves the execution to a server, and there is none.",
                        List.of("Start one with `millrace server`, or name one with --server."));
            }
            ObjectNode order = Json.object();
            order.set("inputs", given);
            String name = workflow;
            if (file.isPresent()) {
                name = file.get().requireWorkflow().name();
                Upload.store(server.api(), name, file.get(), terminal)
                        .ifPresent(revision -> order.put("revision", revision));
            }
            JsonNode started = server.api().post("/v1/workflows/" + ApiClient.encoded(name) + "/run", order);
            return detach
                    ? detached(started)
                    : followed(server, started.path("execution_id").asText());
        }
    }

    private void check(WorkflowFile file) {
        file.requireWorkflow();
        file.warnings().forEach(warning -> terminal.note(file.described("warning", warning)));
    }

    private int detached(JsonNode started) {
        terminal.line(
                json.given()
                        ? Json.pretty(started)
                        : started.path("execution_id").asText());
        return ExitStatus.OK.code();
    }

    private int followed(ServerConnection server, String executionId) throws InterruptedException {
        Cancelling cancelling = new Cancelling(server.api(), executionId, terminal);
        Interrupts.onEach(cancelling::interrupted);
        terminal.note("execution " + executionId);
        RunView view = new RunView(terminal, json.given());
        new EventFollower(server.api(), terminal::note).follow(executionId, view::show);
        JsonNode execution = server.api().get("/v1/executions/" + ApiClient.encoded(executionId));
        view.end(execution);
        return ExitStatus.ofExecution(execution.path("status").asText()).code();
    }
}
