package dev.millrace.execution;

import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The place of a run among those that run at a time, with everything that it calls. It is given back while nothing
 * happens here: while all ways through the run wait for robots, or for other ways that do. Thread-safe.
 */
final class RunPlace {
    private static final Duration LOOK = Duration.ofMillis(200);

    private final Dispatcher dispatcher;
    private final ReentrantLock lock = new ReentrantLock();
    private boolean held = true;
    private int ways = 1;
    private int atRobots;
    private int forBranches;

    /** A place that was taken. */
    RunPlace(Dispatcher dispatcher) {
        this.dispatcher = dispatcher;
    }

    /** One way comes to wait for a robot. */
    void leaveToRobot() {
        change(0, 1, 0);
    }

    /** The robot is done: the way goes on, after waiting for a place if need be. */
    void backFromRobot(Cancellation run) throws InterruptedException {
        change(0, -1, 0);
        enter(run);
    }

    /** One way comes to wait for branches. */
    void leaveToBranches() {
        change(0, 0, 1);
    }

    /** The branches are done. */
    void backFromBranches(Cancellation run) throws InterruptedException {
        change(0, 0, -1);
        enter(run);
    }

    /** Another way begins. */
    void beginWay(Cancellation run) throws InterruptedException {
        change(1, 0, 0);
        enter(run);
    }

    /** A way ends; not the last one. */
    void endWay() {
        change(-1, 0, 0);
    }

    /** The run has ended here. */
    void close() {
        lock.lock();
        try {
            if (held) {
                held = false;
                dispatcher.leave();
            }
        } finally {
            lock.unlock();
        }
    }

    private void change(int moreWays, int moreAtRobots, int moreForBranches) {
        lock.lock();
        try {
            ways += moreWays;
            atRobots += moreAtRobots;
            forBranches += moreForBranches;
            if (held && atRobots > 0 && atRobots + forBranches == ways) {
                held = false;
                dispatcher.leave();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Takes the place again. A run that is cancelled does not wait: it only comes to its end. */
    private void enter(Cancellation run) throws InterruptedException {
        lock.lock();
        try {
            while (!held && run.cause() == null) {
                held = dispatcher.enter(LOOK);
            }
        } finally {
            lock.unlock();
        }
    }
}
