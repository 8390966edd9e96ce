package dev.millrace.cli;

import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code millrace completion}: lets a shell complete commands and options. */
@Command(
        name = "completion",
        description = "Print a script that lets a shell complete commands and options at the Tab key.",
        mixinStandardHelpOptions = true,
        footerHeading = "%nExamples:%n",
        footer = {
            "  source <(millrace completion bash)                   in ~/.bashrc",
            "  source <(millrace completion zsh)                    in ~/.zshrc"
        })
final class CompletionCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Parameters(paramLabel = "SHELL", description = "${COMPLETION-CANDIDATES}.")
    private Shell shell = Shell.BASH;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    CompletionCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    /** A shell for which there is a script. */
    enum Shell {
        BASH,
        ZSH;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    @Override
    public Integer call() {
        CommandLine program = spec.root().commandLine();
        String script =
                switch (shell) {
                    // The script finds out which of the two reads it.
                    case BASH, ZSH -> AutoComplete.bash(program.getCommandName(), program);
                };
        terminal.text(script);
        return ExitStatus.OK.code();
    }
}
