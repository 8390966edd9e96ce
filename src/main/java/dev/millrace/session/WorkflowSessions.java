package dev.millrace.session;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.millrace.execution.KeywordHost;
import dev.millrace.http.JsonBody;
import dev.millrace.http.ProblemException;
import dev.millrace.session.error.ErrorCode;
import dev.millrace.session.error.SessionException;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** The sessions of executions: one for each that has keyword steps. Thread-safe. */
@Singleton
final class WorkflowSessions implements KeywordHost {
    private final Sessions sessions;
    private final JsonBody json;
    private final ObjectMapper mapper;
    private final Map<String, Place> places = new ConcurrentHashMap<>();

    WorkflowSessions(Sessions sessions, JsonBody json, ObjectMapper mapper) {
        this.sessions = sessions;
        this.json = json;
        this.mapper = mapper;
    }

    /** Where the session of an execution is; steps that run at the same time share it. */
    private static final class Place {
        private final ReentrantLock lock = new ReentrantLock();
        private volatile @Nullable Session session;
        private boolean released;
    }

    @Override
    public Answer call(Call call) throws InterruptedException {
        try {
            return new Answer.Done(value(call, session(call)));
        } catch (SessionException e) {
            return failed(call, e);
        } catch (ProblemException e) {
            return sessions.isClosed()
                    ? new Answer.Stopping()
                    : new Answer.Failed(
                            e.code(),
                            String.valueOf(e.getMessage()),
                            e.status() == 422,
                            !hasSession(call.executionId()));
        }
    }

    private Answer failed(Call call, SessionException failure) {
        if (sessions.isClosed()) {
            return new Answer.Stopping();
        }
        if (failure.code() == ErrorCode.E0101) {
            stopIfBroken(call.executionId());
        }
        boolean wrongUse = failure.code().status() == 400 || failure.code() == ErrorCode.E0402;
        return new Answer.Failed(failure.code().name(), failure.message(), wrongUse, !hasSession(call.executionId()));
    }

    /** Its place is taken by the next one; what it has left is not to be kept until the end of the execution. */
    private void stopIfBroken(String executionId) {
        Place place = places.get(executionId);
        Session session = place == null ? null : place.session;
        if (session != null && !session.isAlive()) {
            sessions.stop(session);
        }
    }

    private @Nullable Object value(Call call, Session session) throws InterruptedException {
        Session.Execution execution = session.call(
                call.keyword(),
                call.params(),
                sessions.limits(call.timeout().map(WorkflowSessions::seconds).orElse(null)));
        try {
            return mapper.convertValue(execution.result().value(), Object.class);
        } catch (InterruptedException e) {
            session.cancel(execution.task(), new SessionException(ErrorCode.E0704, "its step was stopped"));
            throw e;
        }
    }

    private static double seconds(Duration duration) {
        return Math.min(duration.toMillis() / 1_000.0, Sessions.LONGEST_SECONDS);
    }

    private Session session(Call call) throws InterruptedException {
        Place place = places.computeIfAbsent(call.executionId(), _ -> new Place());
        place.lock.lockInterruptibly();
        try {
            Session session = place.session;
            if (session != null && session.isAlive()) {
                return session;
            }
            if (place.released) {
                throw new SessionException(ErrorCode.E0704, "the execution has ended");
            }
            Session started = sessions.start(call.user(), config(call));
            started.belongTo(call.mask());
            place.session = started;
            return started;
        } finally {
            place.lock.unlock();
        }
    }

    private SessionConfig config(Call call) {
        try {
            byte[] request = mapper.writeValueAsBytes(call.session());
            return SessionConfig.of(json.read(request, StartRequest.class), sessions.usualDriver());
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("what templates render is JSON", e);
        }
    }

    @Override
    public boolean hasSession(String executionId) {
        Place place = places.get(executionId);
        Session session = place == null ? null : place.session;
        return session != null && session.isAlive();
    }

    @Override
    public void release(String executionId) {
        Place place = places.remove(executionId);
        if (place == null) {
            return;
        }
        place.lock.lock();
        try {
            place.released = true;
            Session session = place.session;
            if (session != null) {
                sessions.stop(session);
            }
        } finally {
            place.lock.unlock();
        }
    }
}
