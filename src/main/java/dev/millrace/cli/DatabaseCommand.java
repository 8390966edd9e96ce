package dev.millrace.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code millrace database}: the schema of the database. */
@Command(
        name = "database",
        description = "Look after the schema of the database, without a server.",
        mixinStandardHelpOptions = true)
final class DatabaseCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        throw new CommandLine.ParameterException(
                spec.commandLine(), "Say what to do: `millrace database status` or `millrace database migrate`.");
    }
}
