package dev.millrace.robot;

/**
 * What a robot names a run by.
 *
 * @param attempt as it was sent; another one each time that the execution sends something to a robot
 */
record RunKey(String executionId, int attempt) {
    @Override
    public String toString() {
        return "attempt " + attempt + " of execution " + executionId;
    }
}
