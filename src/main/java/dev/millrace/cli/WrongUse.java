package dev.millrace.cli;

import dev.millrace.workflow.Closest;
import java.util.Collection;
import picocli.CommandLine;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Says what is wrong with a command line, what was probably meant, and where to read on. */
record WrongUse(Terminal terminal) implements IParameterExceptionHandler {
    @Override
    public int handleParseException(ParameterException exception, String[] arguments) {
        CommandLine command = exception.getCommandLine();
        terminal.note("millrace: " + message(exception, command));
        terminal.note("`%s --help` says how it is used."
                .formatted(command.getCommandSpec().qualifiedName()));
        return ExitStatus.WRONG_USE.code();
    }

    private static String message(ParameterException exception, CommandLine command) {
        if (exception instanceof UnmatchedArgumentException unmatched
                && !unmatched.getUnmatched().isEmpty()) {
            return unmatched(unmatched, command);
        }
        ArgSpec argument = exception.getArgSpec();
        boolean choice = argument != null && argument.completionCandidates() != null && exception.getValue() != null;
        return choice
                ? "%s must be %s, not `%s`"
                        .formatted(
                                name(argument),
                                String.join(" or ", argument.completionCandidates()),
                                exception.getValue())
                : String.valueOf(exception.getMessage());
    }

    private static String name(ArgSpec argument) {
        return argument instanceof OptionSpec option ? option.longestName() : argument.paramLabel();
    }

    private static String unmatched(UnmatchedArgumentException unmatched, CommandLine command) {
        String argument = unmatched.getUnmatched().getFirst();
        Collection<String> commands = command.getSubcommands().keySet();
        if (unmatched.isUnknownOption()) {
            return "there is no option `%s`%s"
                    .formatted(
                            argument,
                            Closest.hint(
                                    argument,
                                    command.getCommandSpec().optionsMap().keySet()));
        }
        return commands.isEmpty()
                ? "`%s` is one argument too many".formatted(argument)
                : "there is no command `%s`%s".formatted(argument, Closest.hint(argument, commands));
    }
}
