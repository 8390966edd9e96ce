package dev.millrace.execution;

import dev.millrace.config.Settings;
import dev.millrace.execution.KeywordHost.Answer;
import dev.millrace.expression.ExpressionException;
import dev.millrace.workflow.Step;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.jspecify.annotations.Nullable;

/**
 * Runs keyword steps, all of an execution in one session. A session does not survive its server, nor that nobody uses it: the
 * next step that finds it gone fails, since the page that it was made for is gone. What is tried after that, be it another
 * attempt or another step, starts a new one. Thread-safe.
 */
@Singleton
final class KeywordSteps {
    static final String KIND = "keyword";

    private static final Duration LAST_WORDS = Duration.ofSeconds(1);

    private static final String RESULT = "result";

    /** What became of the session, in the response of a step that failed. */
    private static final String SESSION = "session";

    private static final String LIVE = "live";
    private static final String GONE = "gone";

    private final KeywordHost host;
    private final int outputLimit;

    KeywordSteps(KeywordHost host, Settings settings) {
        this.host = host;
        this.outputLimit = settings.engine().outputLimit();
    }

    /** Runs one attempt. No keyword is called before everything recorded so far is on disk. */
    Outcome run(Step.Keyword step, Visit visit) throws InterruptedException {
        KeywordHost.Call call;
        try {
            call = call(step, visit);
        } catch (ExpressionException e) {
            return failed(Failure.TEMPLATE, String.valueOf(e.getMessage()), visit);
        }
        if (!host.hasSession(visit.executionId()) && hadSession(visit)) {
            Outcome lost = failed(
                    Failure.SESSION_LOST,
                    "the session of this execution is gone: its server was stopped, or nobody used it for too long; "
                            + "another attempt, or a step to which on_failure leads, starts a new one",
                    visit);
            return lost.responding(Map.of("code", Failure.SESSION_LOST, SESSION, GONE));
        }
        visit.journal().commit();
        return outcome(await(call, visit), visit);
    }

    private static KeywordHost.Call call(Step.Keyword step, Visit visit) {
        return new KeywordHost.Call(
                visit.executionId(),
                visit.journal().row().userId(),
                Arguments.render(visit.run().workflow().session(), visit.bindings()),
                step.keyword(),
                Objects.requireNonNull(Arguments.render(step.params(), visit.bindings())),
                step.common().timeout().map(KeywordSteps::within),
                text -> visit.journal().secrets().mask().text(text));
    }

    /** A keyword that gives up by itself, before its step has to, says why. */
    private static Duration within(Duration timeout) {
        Duration less = timeout.minus(LAST_WORDS);
        Duration half = timeout.dividedBy(2);
        return less.compareTo(half) > 0 ? less : half;
    }

    /** Whether a keyword was called in this run in a session of whose end no step has been told. */
    private static boolean hadSession(Visit visit) {
        boolean had = false;
        for (StepRun step : visit.journal().recorded().steps()) {
            Outcome outcome = step.outcome();
            if (!step.kind().equals(KIND) || outcome == null || step.status() == StepStatus.SKIPPED) {
                continue;
            }
            Map<String, Object> response = outcome.response();
            if (outcome.succeeded()) {
                had = true;
            } else if (response != null) {
                had = LIVE.equals(response.get(SESSION));
            }
        }
        return had;
    }

    /** Waits on a thread of its own, which can be interrupted: this one also writes to the disk. */
    private @Nullable Answer await(KeywordHost.Call call, Visit visit) throws InterruptedException {
        FutureTask<Answer> task = new FutureTask<>(() -> host.call(call));
        Thread worker = Thread.ofVirtual().name(call.executionId() + "-keyword").start(task);
        try (var _ = visit.cancellation().onCancel(worker::interrupt)) {
            return task.get();
        } catch (ExecutionException e) {
            return switch (e.getCause()) {
                case InterruptedException _ -> null;
                case RuntimeException mistake -> throw mistake;
                case null, default -> throw new IllegalStateException(e);
            };
        }
    }

    private Outcome outcome(@Nullable Answer answer, Visit visit) {
        return switch (answer) {
            case null -> visit.stopped("").responding(Map.of(SESSION, LIVE));
            case Answer.Stopping _ -> throw new Walk.Abandoned();
            case Answer.Done(Object value) -> done(value);
            case Answer.Failed failed -> {
                Outcome outcome = visit.cancellation().cause() == null
                        ? failed(
                                failed.wrongUse() ? Failure.INVALID_INPUTS : Failure.STEP_FAILED,
                                failed.code() + ": " + failed.message(),
                                visit)
                        : visit.stopped("");
                yield outcome.responding(Map.of("code", failed.code(), SESSION, failed.sessionGone() ? GONE : LIVE));
            }
        };
    }

    private Outcome done(@Nullable Object value) {
        if (value == null) {
            return Outcome.completed(Map.of(), Map.of());
        }
        String text = value instanceof String plain ? plain : EventJson.writeValue(value);
        if (text.length() > outputLimit) {
            return new Outcome(
                    StepStatus.COMPLETED, null, text.substring(0, outputLimit), "", true, Map.of(), null, null);
        }
        Map<String, Object> result = Map.of(RESULT, value);
        return new Outcome(StepStatus.COMPLETED, null, text, "", false, result, result, null);
    }

    private static Outcome failed(String code, String message, Visit visit) {
        return Outcome.failed(new Failure(code, "step `" + visit.step() + "`: " + message, visit.step()));
    }
}
