package dev.millrace.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code millrace session prompt}: keywords one after another. */
@Command(
        name = "prompt",
        description = {
            "Call keywords one after another, a line each, with completion of keywords and of the names of elements at Tab.",
            "",
            "Without a session, one is started, and stopped at the end. When the standard input is not a terminal, its lines",
            "are called until one fails."
        },
        mixinStandardHelpOptions = true,
        footerHeading = "%nExamples:%n",
        footer = {
            "  millrace session prompt --open https://example.com/",
            "  printf 'launch_app https://example.com/\\nget_text css=h1\\n' | millrace session prompt"
        })
final class SessionPromptCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Mixin
    private SessionStartOptions options = new SessionStartOptions();

    @Mixin
    private SessionSelection selection = new SessionSelection();

    SessionPromptCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws InterruptedException, IOException {
        try (ServerConnection server = selection.connectAnywhere(terminal)) {
            ApiClient api = server.api();
            boolean wanted = !options.isEmpty() || SessionSelection.newest(api).isEmpty();
            boolean own = wanted && !selection.isNamed();
            SessionClient session = own ? started(api) : selection.session(api);
            try {
                return talk(new Prompt(session, Keywords.of(api), terminal)).code();
            } finally {
                if (own) {
                    session.stop();
                }
            }
        }
    }

    private SessionClient started(ApiClient api) throws InterruptedException {
        SessionClient session = new SessionClient(
                api,
                SessionClient.start(api, options.request()).path("session_id").asText());
        terminal.note("Session %s is started; it ends with this prompt.".formatted(session.id()));
        return session;
    }

    private ExitStatus talk(Prompt prompt) throws InterruptedException, IOException {
        if (terminal.interactive() && StandardStreams.isTerminal(StandardStreams.IN)) {
            return LineEditor.talk(prompt, terminal);
        }
        BufferedReader lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            if (!prompt.answer(line)) {
                break;
            }
        }
        return ExitStatus.OK;
    }
}
