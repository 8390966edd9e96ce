package dev.millrace.cli;

import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.ParseResult;

/** The one place where a command's failure becomes words and an exit status. */
record Failures(Terminal terminal) implements IExecutionExceptionHandler {
    @Override
    public int handleExecutionException(Exception exception, CommandLine command, ParseResult arguments) {
        return switch (exception) {
            case CommandException failure -> {
                terminal.note("millrace: " + failure.getMessage());
                failure.details().forEach(detail -> terminal.note("  " + detail));
                yield failure.exitStatus().code();
            }
            case InterruptedException _ -> ExitStatus.CANCELLED.code();
            default -> {
                terminal.note("millrace: an internal error: " + exception);
                exception.printStackTrace(terminal.errWriter());
                yield ExitStatus.SYSTEM_FAULT.code();
            }
        };
    }
}
