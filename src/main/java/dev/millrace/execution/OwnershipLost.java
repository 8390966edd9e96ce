package dev.millrace.execution;

/** Another server has taken the execution over: this one must stop working on it and can record nothing more. */
final class OwnershipLost extends RuntimeException {
    private static final long serialVersionUID = 1L;

    OwnershipLost(String executionId) {
        super("execution " + executionId + " has another owner");
    }
}
