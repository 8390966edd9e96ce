package dev.millrace.cli;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** All that the program can be told to do: the first argument names it. */
@Command(
        name = "millrace",
        description = "An automation server: durable workflows over REST.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.Lines.class,
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
final class Commands implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    /**
     * The program for these arguments, which writes to this terminal. When they begin with a command's name, it has no other:
     * to read how all of them are described takes a good part of a second.
     */
    static CommandLine line(Terminal terminal, String... args) {
        CommandLine program = new CommandLine(new Commands());
        Map<String, Supplier<Object>> commands = commands(terminal);
        if (args.length > 0 && commands.containsKey(args[0])) {
            commands.keySet().retainAll(Set.of(args[0]));
        } else {
            commands.put("completion", () -> new CompletionCommand(terminal));
            commands.put("help", HelpCommand::new);
        }
        commands.forEach((name, command) -> program.addSubcommand(name, command.get()));
        return program.setOut(terminal.outWriter())
                .setErr(terminal.errWriter())
                .setExpandAtFiles(false)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setUsageHelpAutoWidth(false)
                .setUsageHelpWidth(110)
                .setColorScheme(Help.defaultColorScheme(terminal.colours() ? Help.Ansi.ON : Help.Ansi.OFF))
                .setParameterExceptionHandler(new WrongUse(terminal))
                .setExecutionExceptionHandler((failure, _, _) -> new Failures(terminal).tell(failure));
    }

    /** Those that do not tell of others. */
    private static Map<String, Supplier<Object>> commands(Terminal terminal) {
        Map<String, Supplier<Object>> commands = new LinkedHashMap<>();
        commands.put("run", () -> new RunCommand(terminal));
        commands.put("validate", () -> new ValidateCommand(terminal));
        commands.put("list", () -> new ListCommand(terminal));
        commands.put("show", () -> new ShowCommand(terminal));
        commands.put("diagram", () -> new DiagramCommand(terminal));
        commands.put("status", () -> new StatusCommand(terminal));
        commands.put("logs", () -> new LogsCommand(terminal));
        commands.put("cancel", () -> new CancelCommand(terminal));
        commands.put("seed", () -> new SeedCommand(terminal));
        commands.put("import", () -> new ImportCommand(terminal));
        commands.put("session", () -> session(terminal));
        commands.put("robot", () -> new RobotCommand(terminal));
        commands.put("mcp", () -> new McpCommand(terminal));
        commands.put(ServerCommand.NAME, () -> new ServerCommand(terminal));
        commands.put("init", () -> new InitCommand(terminal));
        commands.put(
                "config", () -> new CommandLine(new ConfigCommand()).addSubcommand(new ConfigShowCommand(terminal)));
        commands.put("database", () -> new CommandLine(new DatabaseCommand())
                .addSubcommand(new DatabaseStatusCommand(terminal))
                .addSubcommand(new DatabaseMigrateCommand(terminal)));
        return commands;
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
