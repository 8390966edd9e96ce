package dev.millrace.cli;

import io.quarkus.runtime.annotations.QuarkusMain;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The program: its first argument names what to do. Only what needs the engine starts the framework. */
@QuarkusMain
@Command(
        name = "millrace",
        description = "An automation server: durable workflows over REST.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        commandListHeading = "%nCommands:%n",
        footerHeading = "%nExamples:%n",
        footer = {
            "  millrace init                              write an example workflow and a file of settings",
            "  millrace run workflows/hello.yaml -i who=Ada",
            "                                             run it, here and now, and see what it prints",
            "  millrace server                            serve workflows, in another terminal",
            "  millrace status                            what has run",
            "",
            "`millrace COMMAND --help` tells more of a command. Exit status: 0 all well, 1 wrong use or input,",
            "2 the workflow is not valid, 3 the execution failed, 4 the server or the system is at fault,",
            "130 cancelled."
        })
public final class Millrace implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    /** Runs the command and exits with its {@link ExitStatus}. */
    public static void main(String... args) {
        System.exit(commandLine(Terminal.ofProcess(System.getenv())).execute(args));
    }

    /** The program with all of its commands, which write to this terminal. */
    static CommandLine commandLine(Terminal terminal) {
        CommandLine program = new CommandLine(new Millrace())
                .addSubcommand(new RunCommand(terminal))
                .addSubcommand(new ValidateCommand(terminal))
                .addSubcommand(new ListCommand(terminal))
                .addSubcommand(new ShowCommand(terminal))
                .addSubcommand(new DiagramCommand(terminal))
                .addSubcommand(new StatusCommand(terminal))
                .addSubcommand(new LogsCommand(terminal))
                .addSubcommand(new CancelCommand(terminal))
                .addSubcommand(new SeedCommand(terminal))
                .addSubcommand(new ImportCommand(terminal))
                .addSubcommand(session(terminal))
                .addSubcommand(new RobotCommand(terminal))
                .addSubcommand(new McpCommand(terminal))
                .addSubcommand(new ServerCommand())
                .addSubcommand(new InitCommand(terminal))
                .addSubcommand(new CommandLine(new ConfigCommand()).addSubcommand(new ConfigShowCommand(terminal)))
                .addSubcommand(new CommandLine(new DatabaseCommand())
                        .addSubcommand(new DatabaseStatusCommand(terminal))
                        .addSubcommand(new DatabaseMigrateCommand(terminal)))
                .addSubcommand(new CompletionCommand(terminal))
                .addSubcommand(new HelpCommand());
        return program.setOut(terminal.outWriter())
                .setErr(terminal.errWriter())
                .setExpandAtFiles(false)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setUsageHelpAutoWidth(false)
                .setUsageHelpWidth(110)
                .setColorScheme(Help.defaultColorScheme(terminal.colours() ? Help.Ansi.ON : Help.Ansi.OFF))
                .setParameterExceptionHandler(new WrongUse(terminal))
                .setExecutionExceptionHandler(new Failures(terminal));
    }

    private static CommandLine session(Terminal terminal) {
        CommandLine act = new CommandLine(new SessionActCommand(terminal))
                // Parameters of keywords may be given by their names.
                .setUnmatchedOptionsArePositionalParams(true);
        return new CommandLine(new SessionCommand())
                .addSubcommand(new SessionStartCommand(terminal))
                .addSubcommand(act)
                .addSubcommand(new SessionScreenshotCommand(terminal))
                .addSubcommand(new SessionSourceCommand(terminal))
                .addSubcommand(new SessionElementsCommand(terminal))
                .addSubcommand(new SessionWatchCommand(terminal))
                .addSubcommand(new SessionPromptCommand(terminal))
                .addSubcommand(new SessionListCommand(terminal))
                .addSubcommand(new SessionStopCommand(terminal));
    }

    @Override
    public Integer call() {
        throw new CommandLine.ParameterException(spec.commandLine(), "Say what to do: name a command.");
    }
}
