package dev.millrace.session;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.millrace.live.Message;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** What happened in a session, the newest of it. Every reader has a position of its own. Thread-safe. */
final class SessionEvents {
    private static final int KEPT = 512;

    /** What to tell a reader who wants more than is kept. */
    static final String FORGOTTEN = "some events are no longer kept; look at the session";

    /** The type of all events. */
    static final String KEYWORD = "keyword";

    private static final ObjectMapper JSON = new ObjectMapper();

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Deque<Message> newest = new ArrayDeque<>();
    private long lastSeq;
    private boolean over;

    /** How a keyword is doing. */
    enum Status {
        RUNNING,
        SUCCESS,
        FAIL,
        HEARTBEAT
    }

    /** Adds an event, numbered from 1; {@code eventName} is what the caller calls the step, or null. */
    void add(String executionId, Status status, String message, @Nullable String eventName) {
        String json = json(executionId, status, message, eventName);
        lock.lock();
        try {
            newest.addLast(new Message(++lastSeq, KEYWORD, json, this));
            if (newest.size() > KEPT) {
                newest.removeFirst();
            }
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** The event that says that nothing happened. */
    static String heartbeat() {
        return json("heartbeat", Status.HEARTBEAT, "No new event, sending heartbeat", null);
    }

    private static String json(String executionId, Status status, String message, @Nullable String eventName) {
        Map<String, Object> event = new LinkedHashMap<>();
        event.put("execution_id", executionId);
        event.put("status", status.name());
        event.put("message", message);
        if (eventName != null) {
            event.put("event_name", eventName);
        }
        try {
            return JSON.writeValueAsString(event);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Says that nothing more will come. */
    void end() {
        lock.lock();
        try {
            over = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** What came after this number, as far as it is kept; waits for something at most this long. */
    List<Message> after(long seq, Duration patience) throws InterruptedException {
        lock.lock();
        try {
            long left = patience.toNanos();
            while (lastSeq <= seq && !over && left > 0) {
                left = changed.awaitNanos(left);
            }
            return newest.stream().filter(message -> message.seq() > seq).toList();
        } finally {
            lock.unlock();
        }
    }

    long lastSeq() {
        lock.lock();
        try {
            return lastSeq;
        } finally {
            lock.unlock();
        }
    }

    /** Whether a reader that has this number has everything. */
    boolean isOver(long seq) {
        lock.lock();
        try {
            return over && seq >= lastSeq;
        } finally {
            lock.unlock();
        }
    }
}
