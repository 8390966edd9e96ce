package dev.millrace.robot;

import dev.millrace.execution.RobotHost.Errand;
import dev.millrace.execution.RobotHost.Listener;
import dev.millrace.execution.RobotHost.News;
import dev.millrace.execution.RobotHost.Task;
import java.util.concurrent.Future;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A task on its way to a robot and back. Its fields are guarded by the lock of {@link Robots}, which does what it is asked
 * for; only what a robot writes goes by, since that may wait for the disk.
 */
final class RobotRun implements Errand {
    private final Robots robots;
    private final Task task;
    private final Listener listener;
    private final long arrival;
    private final ReentrantLock talking = new ReentrantLock();
    private boolean deaf;
    private State state = State.WAITING;
    private long waitingSince = System.nanoTime();
    private @Nullable Robot robot;
    private @Nullable RunKey key;
    private boolean cancelled;
    private @Nullable Future<?> acceptance;

    RobotRun(Robots robots, Task task, Listener listener, long arrival) {
        this.robots = robots;
        this.task = task;
        this.listener = listener;
        this.arrival = arrival;
    }

    enum State {
        /** For a robot with a free place. */
        WAITING,
        /** A robot has a place for it, but has not been told. */
        CHOSEN,
        /** The robot was told, and has not begun. */
        SENT,
        RUNNING,
        /** The robot has told how it ended; that is not on record yet. */
        ENDED,
        /** Nobody wants to know any more; the robot may still be at it. */
        GIVEN_UP,
        /** It is nobody's any more. */
        OVER
    }

    Task task() {
        return task;
    }

    long arrival() {
        return arrival;
    }

    State state() {
        return state;
    }

    void become(State next) {
        state = next;
        if (next == State.WAITING) {
            waitingSince = System.nanoTime();
        }
    }

    /** Since when it waits for the robot that it got, by the clock of {@code System.nanoTime}. */
    long waitingSince() {
        return waitingSince;
    }

    @Nullable
    Robot robot() {
        return robot;
    }

    void give(@Nullable Robot to) {
        robot = to;
    }

    @Nullable
    RunKey key() {
        return key;
    }

    void name(@Nullable RunKey by) {
        key = by;
    }

    boolean isCancelled() {
        return cancelled;
    }

    void markCancelled() {
        cancelled = true;
    }

    /** Has this future cancelled when the robot has accepted, or will not. */
    void awaitAcceptance(Future<?> timer) {
        acceptance = timer;
    }

    void endAcceptance() {
        if (acceptance != null) {
            acceptance.cancel(false);
            acceptance = null;
        }
    }

    void tell(News news) {
        listener.news(news);
    }

    /** Hands on what the robot wrote. Not with the lock of {@link Robots}. */
    void log(String stream, String text) throws InterruptedException {
        talking.lockInterruptibly();
        try {
            if (!deaf) {
                listener.log(stream, text);
            }
        } finally {
            talking.unlock();
        }
    }

    /** Hands on how far the robot is. Likewise. */
    void progress(@Nullable Double percent, @Nullable String message) throws InterruptedException {
        talking.lockInterruptibly();
        try {
            if (!deaf) {
                listener.progress(percent, message);
            }
        } finally {
            talking.unlock();
        }
    }

    @Override
    public void begin(int attempt) {
        robots.begin(this, new RunKey(task.executionId(), attempt));
    }

    @Override
    public void cancel() {
        robots.cancel(this);
    }

    @Override
    public void acknowledge() {
        robots.acknowledge(this);
    }

    @Override
    public void close() {
        robots.close(this);
        talking.lock();
        try {
            deaf = true;
        } finally {
            talking.unlock();
        }
    }
}
