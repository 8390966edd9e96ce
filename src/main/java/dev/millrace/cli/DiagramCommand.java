package dev.millrace.cli;

import dev.millrace.cli.ServerSelection.Purpose;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code millrace diagram}: a workflow as a picture. */
@Command(
        name = "diagram",
        description = "Draw a workflow, to standard output.",
        mixinStandardHelpOptions = true,
        footerHeading = "%nExamples:%n",
        footer = {
            "  millrace diagram deploy                              Mermaid, as GitHub shows it in Markdown",
            "  millrace diagram deploy --format svg > deploy.svg",
            "  millrace diagram deploy --format dot | dot -Tpdf > deploy.pdf"
        })
final class DiagramCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Parameters(paramLabel = "NAME", description = "The name of a workflow on the server.")
    private String workflow = "";

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            description = "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
    private Format format = Format.MERMAID;

    @Mixin
    private JsonOption json = new JsonOption();

    @Mixin
    private ServerSelection selection = new ServerSelection();

    DiagramCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    /** A language of pictures. */
    enum Format {
        MERMAID("text/vnd.mermaid"),
        DOT("text/vnd.graphviz"),
        SVG("image/svg+xml");

        private final String mediaType;

        Format(String mediaType) {
            this.mediaType = mediaType;
        }

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
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
        try (ServerConnection server = selection.connect(Purpose.LOOK, terminal)) {
            return server.api().get("/v1/workflows/" + ApiClient.encoded(workflow) + "/diagram", format.mediaType);
        }
    }
}
