package dev.millrace.execution;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What one attempt at a step came to.
 *
 * @param exitCode of a command; -1 when it was ended before it exited by itself
 * @param output what it wrote to standard output, or what stands for it, exactly; cut at the output limit
 * @param stderr what it wrote to standard error; cut likewise
 * @param truncated whether something was cut
 * @param outputs named values for later steps
 * @param response what an operation answered
 * @param error null unless the status is failed or cancelled
 */
public record Outcome(
        StepStatus status,
        @Nullable Integer exitCode,
        String output,
        String stderr,
        boolean truncated,
        @Nullable Map<String, Object> outputs,
        @Nullable Map<String, Object> response,
        @Nullable Failure error) {

    /** How much of an output is shown where it is one of many things, in characters. */
    private static final int SHORT = 64 << 10;

    static Outcome completed(Map<String, Object> outputs, @Nullable Map<String, Object> response) {
        return new Outcome(StepStatus.COMPLETED, null, "", "", false, outputs, response, null);
    }

    /**
     * A success of an operation; its output has a line for each part of the response.
     *
     * @param cut whether the response is not all that there was
     */
    static Outcome answered(Map<String, Object> response, boolean cut) {
        StringBuilder lines = new StringBuilder();
        response.forEach((name, value) -> lines.append(name)
                .append('=')
                .append(value instanceof String text ? text : EventJson.writeValue(value))
                .append('\n'));
        return new Outcome(StepStatus.COMPLETED, null, lines.toString(), "", cut, null, response, null);
    }

    static Outcome failed(Failure error) {
        return new Outcome(StepStatus.FAILED, null, "", "", false, null, null, error);
    }

    Outcome with(Map<String, Object> named) {
        return new Outcome(status, exitCode, output, stderr, truncated, named, response, error);
    }

    /** This outcome with a response. */
    Outcome responding(Map<String, Object> answer) {
        return new Outcome(status, exitCode, output, stderr, truncated, outputs, answer, error);
    }

    /** This failure for another reason. */
    Outcome because(Failure reason) {
        return new Outcome(
                reason.code().equals(Failure.CANCELLED) ? StepStatus.CANCELLED : StepStatus.FAILED,
                exitCode,
                output,
                stderr,
                truncated,
                outputs,
                response,
                reason);
    }

    boolean succeeded() {
        return status == StepStatus.COMPLETED || status == StepStatus.SKIPPED;
    }

    /** This outcome with long outputs cut, which {@code truncated} then says. */
    Outcome shortened() {
        if (output.length() <= SHORT && stderr.length() <= SHORT) {
            return this;
        }
        return new Outcome(status, exitCode, cut(output), cut(stderr), true, outputs, response, error);
    }

    private static String cut(String text) {
        if (text.length() <= SHORT) {
            return text;
        }
        int end = Character.isHighSurrogate(text.charAt(SHORT - 1)) ? SHORT - 1 : SHORT;
        return text.substring(0, end);
    }
}
