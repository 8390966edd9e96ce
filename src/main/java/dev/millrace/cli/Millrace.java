package dev.millrace.cli;

import io.quarkus.runtime.annotations.QuarkusMain;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;

/** The program: its first argument names what to do. */
@QuarkusMain
@Command(
        name = "millrace",
        description = "An automation server: durable workflows over REST.",
        subcommands = {ServerCommand.class, HelpCommand.class},
        mixinStandardHelpOptions = true,
        versionProvider = Version.class)
public final class Millrace {
    /** Runs the command and exits with its code: 0 all well, 1 it failed, 2 it was called wrongly. */
    public static void main(String... args) {
        System.exit(new CommandLine(new Millrace()).execute(args));
    }
}
