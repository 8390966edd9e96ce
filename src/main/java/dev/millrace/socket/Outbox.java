package dev.millrace.socket;

import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Counts what was handed to a connection and has not left it yet. A single frame fits however long it is, so that nothing
 * is too long to be sent. Thread-safe.
 */
final class Outbox {
    static final int MOST_FRAMES = 1_024;
    static final long MOST_CHARACTERS = 512L << 10;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private int frames;
    private long characters;
    private boolean closed;

    /** Counts a frame of this length, if there is room for it. */
    boolean offer(int length) {
        lock.lock();
        try {
            if (frames >= MOST_FRAMES || (frames > 0 && characters + length > MOST_CHARACTERS)) {
                return false;
            }
            frames++;
            characters += length;
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** A frame of this length has left. */
    void sent(int length) {
        lock.lock();
        try {
            frames--;
            characters -= length;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Nothing leaves any more. */
    void close() {
        lock.lock();
        try {
            closed = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Waits until at most half of the room is taken, or nothing leaves any more; false when it takes too long. */
    boolean awaitRoom(Duration patience) throws InterruptedException {
        return await(MOST_FRAMES / 2, MOST_CHARACTERS / 2, patience);
    }

    /** Waits until everything has left, or nothing does any more; false when it takes too long. */
    boolean awaitEmpty(Duration patience) throws InterruptedException {
        return await(0, 0, patience);
    }

    private boolean await(int fewFrames, long fewCharacters, Duration patience) throws InterruptedException {
        lock.lock();
        try {
            long left = patience.toNanos();
            while (!closed && (frames > fewFrames || characters > fewCharacters)) {
                if (left <= 0) {
                    return false;
                }
                left = changed.awaitNanos(left);
            }
            return true;
        } finally {
            lock.unlock();
        }
    }
}
