package dev.millrace.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code millrace session elements}: what is on the page. */
@Command(
        name = "elements",
        description = "List the elements of the page, each with a locator that fits it alone.",
        mixinStandardHelpOptions = true,
        footerHeading = "%nExamples:%n",
        footer = {
            "  millrace session elements --filter buttons --filter inputs",
            "  millrace session elements --json | jq -r '.[].text'"
        })
final class SessionElementsCommand implements Callable<Integer> {
    private static final int LONGEST_TEXT = 60;

    private final Terminal terminal;

    @Option(
            names = "--filter",
            paramLabel = "GROUP",
            description = "interactive, buttons, inputs, images or text; as often as need be.")
    private List<String> groups = new ArrayList<>();

    @Mixin
    private JsonOption json = new JsonOption();

    @Mixin
    private SessionSelection selection = new SessionSelection();

    SessionElementsCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws InterruptedException {
        try (ServerConnection server = selection.connect(terminal)) {
            JsonNode elements = selection.session(server.api()).elements(groups);
            if (json.given()) {
                terminal.line(Json.pretty(elements));
            } else {
                table(elements).lines().forEach(terminal::line);
            }
            return ExitStatus.OK.code();
        }
    }

    static Table table(JsonNode elements) {
        Table table = Table.of("TYPE", "TEXT", "LOCATOR");
        for (JsonNode element : elements) {
            String text =
                    element.path("text").asText().strip().lines().findFirst().orElse("");
            table.row(
                    element.path("type").asText(),
                    text.length() <= LONGEST_TEXT ? text : text.substring(0, LONGEST_TEXT - 1) + "…",
                    element.path("xpath").asText());
        }
        return table;
    }
}
