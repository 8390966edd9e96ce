package dev.millrace.process;

/** A process could not be started. The message says what is wrong, where, and what to do. */
public final class SpawnException extends Exception {
    /** What was wrong. */
    public enum Reason {
        /** There is no such program, or the interpreter that its first line names is missing. */
        PROGRAM_NOT_FOUND,
        /** The working directory does not exist or is not a directory. */
        DIRECTORY_NOT_FOUND,
        /** The program may not be executed, or the working directory may not be entered. */
        NOT_PERMITTED,
        /** The file is not a program. */
        NOT_EXECUTABLE,
        /** Arguments and environment are larger than the system takes. */
        TOO_LARGE,
        /** Memory, processes or file descriptors have run out; later it may work. */
        OUT_OF_RESOURCES,
        /** Anything else. */
        OTHER
    }

    private static final long serialVersionUID = 1;

    private final Reason reason;

    SpawnException(Reason reason, String message) {
        super(message);
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }
}
