package dev.millrace.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code millrace session act}: one keyword. */
@Command(
        name = "act",
        description = {
            "Call a keyword, and print what it answers.",
            "",
            "Parameters are given by their place, or as --name=value. A JSON list, or a name that comes several times,",
            "stands for fallbacks: the first one that works is taken. A text that begins with @: is shown nowhere."
        },
        mixinStandardHelpOptions = true,
        footerHeading = "%nExamples:%n",
        footer = {
            "  millrace session act launch_app https://example.com/",
            "  millrace session act press_element '[\"id=save\", \"text=Save\"]' --timeout 5",
            "  millrace session act enter_text --element=css=#user --element=name=user --text=Ada",
            "  millrace session act get_text css=h1"
        })
final class SessionActCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Parameters(index = "0", paramLabel = "KEYWORD", description = "Its name; `millrace session prompt` lists all.")
    private String keyword = "";

    @Parameters(index = "1..*", paramLabel = "PARAM", description = "A value, or --name=value.")
    private List<String> parameters = new ArrayList<>();

    @Option(names = "--timeout", paramLabel = "SECONDS", description = "How long it may take and wait.")
    private @Nullable Double seconds;

    @Mixin
    private JsonOption json = new JsonOption();

    @Mixin
    private SessionSelection selection = new SessionSelection();

    SessionActCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws InterruptedException {
        KeywordArguments arguments = KeywordArguments.of(parameters);
        try (ServerConnection server = selection.connect(terminal)) {
            SessionClient session = selection.session(server.api());
            List<String> names = arguments.named().isEmpty()
                    ? List.of()
                    : Keywords.of(server.api()).parameters(keyword);
            JsonNode data = session.act(keyword, arguments.params(keyword, names), Optional.ofNullable(seconds));
            if (json.given()) {
                terminal.line(Json.pretty(data));
            } else {
                KeywordView.show(terminal, data);
            }
            return ExitStatus.OK.code();
        }
    }
}
