package dev.millrace.cli;

import dev.millrace.config.SettingsException;
import java.util.List;

/** A command cannot do what it was asked for: the message says why, and the details, a line each, what to do about it. */
class CommandException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final ExitStatus exitStatus;
    private final transient List<String> details;

    CommandException(ExitStatus exitStatus, String message, List<String> details) {
        super(message, null, false, false);
        this.exitStatus = exitStatus;
        this.details = List.copyOf(details);
    }

    CommandException(ExitStatus exitStatus, String message) {
        this(exitStatus, message, List.of());
    }

    static CommandException wrongUse(String message) {
        return new CommandException(ExitStatus.WRONG_USE, message);
    }

    static CommandException of(SettingsException exception) {
        return new CommandException(
                ExitStatus.WRONG_USE,
                "The settings are not valid:",
                String.valueOf(exception.getMessage()).lines().toList());
    }

    ExitStatus exitStatus() {
        return exitStatus;
    }

    List<String> details() {
        return details;
    }
}
