package dev.millrace.session;

import dev.millrace.access.Caller;
import dev.millrace.cluster.Member;
import dev.millrace.forward.Elsewhere;
import dev.millrace.http.JsonBody;
import dev.millrace.session.SessionJson.ActionAnswer;
import dev.millrace.session.SessionJson.StartAnswer;
import dev.millrace.session.driver.Driver;
import dev.millrace.session.error.ErrorCode;
import dev.millrace.session.error.SessionException;
import dev.millrace.session.keyword.KeywordRunner.Result;
import jakarta.inject.Singleton;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What callers do with sessions by other ways than REST: the same, with the same rules. What a caller does not see is
 * not there. Thread-safe.
 */
@Singleton
public final class SessionCalls {
    /** How often it is looked whether the caller still wants a keyword. */
    private static final long LOOK_MILLIS = 200;

    private final Sessions sessions;
    private final Elsewhere elsewhere;
    private final SessionsElsewhere remote;
    private final JsonBody json;

    SessionCalls(Sessions sessions, Elsewhere elsewhere, SessionsElsewhere remote, JsonBody json) {
        this.sessions = sessions;
        this.elsewhere = elsewhere;
        this.remote = remote;
        this.json = json;
    }

    /**
     * A keyword to be called.
     *
     * @param parameters a list in order, or a map by name
     * @param seconds how long it may take; null for the usual
     */
    public record Action(
            String keyword, Object parameters, @Nullable Double seconds) {}

    /**
     * Starts a session: its driver, and what it is to launch.
     *
     * @param wish what the body of {@code POST /v1/sessions/start} would be
     */
    public StartAnswer start(Caller by, byte[] wish) throws InterruptedException {
        SessionConfig config = SessionConfig.of(json.read(wish, StartRequest.class), sessions.usualDriver());
        Session session = sessions.start(by.userId(), config);
        return new StartAnswer(session.id(), session.anyDriver().id(), "created", config.warnings());
    }

    /** Calls a keyword and waits for its end; it is broken off when the caller gives up. */
    public ActionAnswer act(Caller by, String sessionId, Action action, BooleanSupplier givenUp)
            throws InterruptedException {
        Member holder = elsewhere.holder(sessionId).orElse(null);
        return holder == null
                ? actHere(by, sessionId, action, givenUp)
                : remote.act(holder, by, sessionId, action, givenUp);
    }

    private ActionAnswer actHere(Caller by, String sessionId, Action action, BooleanSupplier givenUp)
            throws InterruptedException {
        Session session = sessions.get(by, sessionId);
        Session.Execution execution =
                session.call(action.keyword(), action.parameters(), sessions.limits(action.seconds()));
        Future<Result> outcome = execution.task().outcome();
        while (!isDone(outcome)) {
            if (givenUp.getAsBoolean()) {
                session.cancel(
                        execution.task(), new SessionException(ErrorCode.E0704, "its caller did not wait for it"));
            }
        }
        return ActionAnswer.of(execution.executionId(), outcome.resultNow());
    }

    private static boolean isDone(Future<Result> outcome) throws InterruptedException {
        try {
            outcome.get(LOOK_MILLIS, TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException _) {
            return false;
        } catch (ExecutionException e) {
            throw switch (e.getCause()) {
                case SessionException failure -> failure;
                case RuntimeException mistake -> mistake;
                case null, default -> new IllegalStateException(e);
            };
        }
    }

    /** What the session's screen shows now, as a PNG. */
    public byte[] screenshot(Caller by, String sessionId) throws InterruptedException {
        Member holder = elsewhere.holder(sessionId).orElse(null);
        return holder == null
                ? sessions.get(by, sessionId).look(Driver::screenshot)
                : remote.screenshot(holder, by, sessionId);
    }

    /** Ends a session and all that belongs to it. */
    public void stop(Caller by, String sessionId) throws InterruptedException {
        Member holder = elsewhere.holder(sessionId).orElse(null);
        if (holder == null) {
            sessions.stop(sessions.get(by, sessionId));
        } else {
            remote.stop(holder, by, sessionId);
        }
    }
}
