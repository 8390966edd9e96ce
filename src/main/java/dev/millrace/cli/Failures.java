package dev.millrace.cli;

/** The one place where a command's failure becomes words and an exit status. */
record Failures(Terminal terminal) {
    /** Tells of a failure. Returns the program's exit status. */
    int tell(Exception exception) {
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
