package dev.millrace.cli;

import dev.millrace.cli.ServerSelection.Purpose;
import dev.millrace.diagram.DiagramFormat;
import dev.millrace.http.ProblemException;
import dev.millrace.workflow.Workflow;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code millrace diagram}: a workflow as a picture. */
@Command(
        name = "diagram",
        description = "Draw a workflow, to standard output. For a file no server is needed.",
        mixinStandardHelpOptions = true,
        footerHeading = "%nExamples:%n",
        footer = {
            "  millrace diagram workflows/hello.yaml                Mermaid, as it can be put into Markdown",
            "  millrace diagram deploy --format svg > deploy.svg    a workflow of the server",
            "  millrace diagram deploy --format dot | dot -Tpdf > deploy.pdf"
        })
final class DiagramCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Parameters(
            paramLabel = "NAME|FILE",
            description = "The name of a workflow on the server; or a file, "
                    + "which has a folder before it or ends in .yaml, .yml or .json.")
    private String workflow = "";

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            description = "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
    private DiagramFormat format = DiagramFormat.MERMAID;

    @Mixin
    private JsonOption json = new JsonOption();

    @Mixin
    private ServerSelection selection = new ServerSelection();

    DiagramCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws InterruptedException {
        String diagram = drawn();
        if (json.given()) {
            terminal.line(
                    Json.pretty(Json.object().put("format", format.toString()).put("diagram", diagram)));
        } else {
            terminal.text(diagram.endsWith("\n") ? diagram : diagram + "\n");
        }
        return ExitStatus.OK.code();
    }

    private String drawn() throws InterruptedException {
        if (WorkflowFile.isMeantBy(workflow)) {
            return drawn(WorkflowFile.read(workflow).requireWorkflow());
        }
        try (ServerConnection server = selection.connect(Purpose.LOOK, terminal)) {
            return server.api().get("/v1/workflows/" + ApiClient.encoded(workflow) + "/diagram", format.mediaType());
        }
    }

    private String drawn(Workflow definition) {
        try {
            return format.draw(definition);
        } catch (ProblemException e) {
            throw CommandException.wrongUse(String.valueOf(e.getMessage()));
        }
    }
}
