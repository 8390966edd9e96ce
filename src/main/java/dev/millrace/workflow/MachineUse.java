package dev.millrace.workflow;

/**
 * A way in which a workflow reaches the machine that the server runs on: its processes or its files.
 *
 * @param path a JSON Pointer (RFC 6901) into the document
 * @param line of the document, from 1; of what comes from a step template, where the step names that
 * @param column in that line, from 1
 * @param subject what reaches it, such as "command of step `build`"
 */
public record MachineUse(Kind kind, String path, int line, int column, String subject) {
    /** What is done there. */
    public enum Kind {
        COMMAND("runs a command"),
        SCRIPT("runs a script"),
        HOOK("runs a command"),
        DESKTOP("shows a message on the desktop"),
        FILE_READ("reads a file"),
        FILE_CHECK("looks whether a file is there");

        private final String verb;

        Kind(String verb) {
            this.verb = verb;
        }
    }

    static MachineUse at(Kind kind, String path, Position position, String subject) {
        return new MachineUse(kind, path, position.line(), position.column(), subject);
    }

    /** This as something that is wrong, or looks wrong, in the document. */
    Problem because(String why) {
        return new Problem(path, line, column, "%s %s on the server's machine, %s".formatted(subject, kind.verb, why));
    }
}
