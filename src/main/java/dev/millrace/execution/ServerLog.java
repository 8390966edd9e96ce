package dev.millrace.execution;

import dev.millrace.logging.LogFields;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiConsumer;
import org.jboss.logging.Logger;
import org.jboss.logging.MDC;
import org.jspecify.annotations.Nullable;

/**
 * What the server's own log says of one execution: a line when it ends, and when something happens to it that does not
 * happen to all. That it begins, and what its steps do, is told at DEBUG: thousands may begin in a second. Immutable.
 *
 * @param requestId the id of the request that started the execution; every line about it carries this one
 * @param trace the ids of the run's trace and span as fields of the lines; empty when there is no trace
 */
record ServerLog(String executionId, String workflow, String requestId, Map<String, String> trace) {
    private static final Logger LOG = Logger.getLogger("dev.millrace.execution");
    private static final String REQUEST_ID = "requestId";

    static ServerLog of(ExecutionRow row) {
        return new ServerLog(row.executionId(), row.workflow(), row.requestId(), Map.of());
    }

    /** This log with what tells the trace of the run. */
    ServerLog in(RunTrace run) {
        return new ServerLog(executionId, workflow, requestId, run.ids());
    }

    /** While it is open, what this thread logs carries the id of the request that started the execution. */
    interface Scope extends AutoCloseable {
        @Override
        void close();
    }

    Scope open() {
        Object outer = MDC.put(REQUEST_ID, requestId);
        return () -> {
            if (outer == null) {
                MDC.remove(REQUEST_ID);
            } else {
                MDC.put(REQUEST_ID, outer);
            }
        };
    }

    /** A run of the execution begins, or goes on, here. */
    void begun() {
        if (LOG.isDebugEnabled()) {
            write(Logger.Level.DEBUG, line("Execution %s of workflow %s runs".formatted(executionId, workflow)));
        }
    }

    /** The execution, which a server that died had run, goes on here. */
    void takenOver() {
        write(Logger.Level.INFO, line("Execution %s goes on after its server had ended".formatted(executionId)));
    }

    /** The execution had ended, and goes on because the present request asks for it. */
    void resumed(Detail.Resumed resumed) {
        write(
                Logger.Level.INFO,
                line("Execution %s goes on from step %s, as request %s asks for"
                                .formatted(executionId, resumed.fromStep(), present()))
                        .with("step", resumed.fromStep()));
    }

    /** The present request asks for the execution's cancellation. */
    void cancelRequested() {
        write(
                Logger.Level.INFO,
                line("Execution %s is to be cancelled, as request %s asks for".formatted(executionId, present())));
    }

    private static String present() {
        return Objects.toString(MDC.get(REQUEST_ID), "-");
    }

    /** The end of the execution is on disk. */
    void ended(ExecutionState state) {
        if (!LOG.isInfoEnabled()) {
            return;
        }
        long finished = Objects.requireNonNullElse(state.finishedAt(), 0L);
        long duration = finished - Objects.requireNonNullElse(state.startedAt(), finished);
        Failure error = state.error();
        StringBuilder sentence = new StringBuilder(96)
                .append("Execution ")
                .append(executionId)
                .append(' ')
                .append(state.status().wire())
                .append(" after ")
                .append(duration)
                .append(" ms");
        Line line = line("").with("status", state.status().wire()).with("duration_ms", duration);
        if (error != null) {
            sentence.append(": ").append(error.code());
            line.with("error", error.code());
            if (error.step() != null) {
                sentence.append(" in step ").append(error.step());
                line.with("step", error.step());
            }
        }
        write(Logger.Level.INFO, line.saying(sentence.toString()));
    }

    /** An attempt at a step begins. */
    void stepBegun(Visit visit, int attempt) {
        if (LOG.isDebugEnabled()) {
            write(
                    Logger.Level.DEBUG,
                    line("Step %s of execution %s begins, attempt %d".formatted(visit.path(), executionId, attempt))
                            .with("step", visit.step())
                            .with("attempt", attempt));
        }
    }

    /** An attempt at a step has ended. Messages of failures are not told: they hold what commands print. */
    void stepEnded(Visit visit, int attempt, Outcome outcome) {
        Logger.Level level = outcome.status() == StepStatus.FAILED ? Logger.Level.INFO : Logger.Level.DEBUG;
        if (!LOG.isEnabled(level)) {
            return;
        }
        Failure error = outcome.error();
        String why = error == null ? "" : ": " + error.code();
        String exit = outcome.exitCode() == null ? "" : ", exit code " + outcome.exitCode();
        Line line = line("Step %s of execution %s %s in attempt %d%s%s"
                        .formatted(visit.path(), executionId, outcome.status().wire(), attempt, why, exit))
                .with("step", visit.step())
                .with("attempt", attempt)
                .with("status", outcome.status().wire())
                .with("error", error == null ? null : error.code())
                .with("exit_code", outcome.exitCode());
        write(level, line);
    }

    /** A process of the execution was still there when nobody waited for it. */
    void orphanEnded(long pid, String step) {
        write(
                Logger.Level.WARN,
                line("Ended process %d, left by step %s of execution %s".formatted(pid, step, executionId))
                        .with("step", step));
    }

    private Line line(String sentence) {
        return new Line(sentence, new LinkedHashMap<>(trace))
                .with("execution_id", executionId)
                .with("workflow", workflow);
    }

    private void write(Logger.Level level, Line line) {
        try (var _ = open()) {
            LOG.logf(level, "%s", line);
        }
    }

    /** A sentence, and what it speaks of. */
    private record Line(String sentence, Map<String, Object> fields) implements LogFields {
        Line with(String name, @Nullable Object value) {
            if (value != null) {
                fields.put(name, value);
            }
            return this;
        }

        Line saying(String other) {
            return new Line(other, fields);
        }

        @Override
        public void forEach(BiConsumer<String, Object> field) {
            fields.forEach(field);
        }

        @Override
        public String toString() {
            return sentence;
        }
    }
}
