package dev.millrace.cli;

import dev.millrace.config.Environment;
import io.quarkus.runtime.annotations.QuarkusMain;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
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
public final class Millrace implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    /** Runs the command and exits with its {@link ExitStatus}. */
    public static void main(String... args) {
        System.exit(run(Terminal.ofProcess(System.getenv()), args));
    }

    private static int run(Terminal terminal, String... args) {
        Optional<ServerArguments> server = ServerArguments.plain(args);
        return server.isPresent()
                ? run(server.get(), terminal)
                : commandLine(terminal, args).execute(args);
    }

    private static int run(ServerArguments server, Terminal terminal) {
        try {
            return Server.run(server.settings(Environment.ofProcess()), terminal);
        } catch (CommandException e) {
            return new Failures(terminal).tell(e);
        }
    }

    /**
     * The program for these arguments, which writes to this terminal. When they begin with a command's name, it has no other:
     * to read how all of them are described takes a good part of a second.
     */
    static CommandLine commandLine(Terminal terminal, String... args) {
        CommandLine program = new CommandLine(new Millrace());
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
