package dev.millrace.cluster;

import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Until when others certainly do not take this node for dead. Whoever is about to act on what belongs to one of the node's
 * lives asks before: a node that was frozen, or cut off from its database, waits here until it knows. Thread-safe.
 */
public final class Lease {
    private final Node node;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private volatile long until = System.nanoTime();
    private volatile boolean endless;
    private volatile boolean over;

    Lease(Node node) {
        this.node = node;
    }

    /**
     * Whether this life of the node goes on. Waits until that is known.
     *
     * @param life as {@link Node#life()} named it when the work began
     */
    public boolean holds(String life) throws InterruptedException {
        return isValid() ? isOf(life) : awaited(life);
    }

    private boolean isOf(String life) {
        return !over && life.equals(node.life());
    }

    private boolean isValid() {
        return endless || over || System.nanoTime() - until < 0;
    }

    private boolean awaited(String life) throws InterruptedException {
        lock.lock();
        try {
            while (!isValid() && isOf(life)) {
                changed.await();
            }
            return isOf(life);
        } finally {
            lock.unlock();
        }
    }

    /** Nobody can take the node for dead. */
    void renewForEver() {
        endless = true;
        signal();
    }

    /**
     * The node has given a sign of life.
     *
     * @param sentAt when, at the earliest, by {@link System#nanoTime()}
     */
    void renew(long sentAt, Duration duration) {
        until = sentAt + duration.toNanos();
        signal();
    }

    /** The node has left. */
    void end() {
        over = true;
        signal();
    }

    private void signal() {
        lock.lock();
        try {
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
