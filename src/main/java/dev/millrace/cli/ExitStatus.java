package dev.millrace.cli;

/** What the program's exit status says; the numbers are those that users of AWF know. */
enum ExitStatus {
    OK(0),

    /** The command line, a setting, an input or a name is wrong: whoever called can put it right. */
    WRONG_USE(1),
    INVALID_WORKFLOW(2),
    EXECUTION_FAILED(3),

    /** The server, the network or this machine is at fault. */
    SYSTEM_FAULT(4),

    /** As shells say of a program that Ctrl-C has ended. */
    CANCELLED(130);

    private final int code;

    ExitStatus(int code) {
        this.code = code;
    }

    int code() {
        return code;
    }

    /** The status that tells how an execution ended, by the name of its state in the API. */
    static ExitStatus ofExecution(String state) {
        return switch (state) {
            case "completed" -> OK;
            case "cancelled" -> CANCELLED;
            default -> EXECUTION_FAILED;
        };
    }
}
