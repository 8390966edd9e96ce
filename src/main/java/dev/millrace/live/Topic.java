package dev.millrace.live;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** The newest messages of one topic, for all its watchers. */
final class Topic {
    private static final int MAX_MESSAGES = 1_024;
    private static final long MAX_CHARACTERS = 4L << 20;

    /** Guarded by the hub's map. */
    int watchers;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition arrived = lock.newCondition();
    private final Deque<Message> newest = new ArrayDeque<>();
    private long characters;

    void add(List<Message> messages) {
        lock.lock();
        try {
            messages.forEach(this::keep);
            arrived.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Adds a message under the topic's own next number. */
    void addNumbered(Message message) {
        lock.lock();
        try {
            long seq = newest.isEmpty() ? 1 : newest.getLast().seq() + 1;
            keep(new Message(seq, message.type(), message.data(), message.source()));
            arrived.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void keep(Message message) {
        newest.addLast(message);
        characters += message.data().length();
        while (newest.size() > 1 && (newest.size() > MAX_MESSAGES || characters > MAX_CHARACTERS)) {
            characters -= newest.removeFirst().data().length();
        }
    }

    /** Waits until there is a message after {@code seq}, at most for {@code patience}; whether there is one. */
    boolean await(long seq, Duration patience) throws InterruptedException {
        lock.lock();
        try {
            long left = patience.toNanos();
            while ((newest.isEmpty() || newest.getLast().seq() <= seq) && left > 0) {
                left = arrived.awaitNanos(left);
            }
            return !newest.isEmpty() && newest.getLast().seq() > seq;
        } finally {
            lock.unlock();
        }
    }

    /** What follows {@code seq} without a gap; empty when the next message is not held (any more). */
    List<Message> after(long seq) {
        lock.lock();
        try {
            List<Message> messages = new ArrayList<>();
            for (Message message : newer(seq)) {
                if (message.seq() == seq + 1 + messages.size()) {
                    messages.add(message);
                }
            }
            return messages;
        } finally {
            lock.unlock();
        }
    }

    /** Those with a higher number, in their order. From the newest on: most watchers want the last few of many. */
    private List<Message> newer(long seq) {
        List<Message> newer = new ArrayList<>();
        for (Iterator<Message> i = newest.descendingIterator(); i.hasNext(); ) {
            Message message = i.next();
            if (message.seq() <= seq) {
                break;
            }
            newer.add(message);
        }
        return newer.reversed();
    }

    long newestSeq() {
        lock.lock();
        try {
            return newest.isEmpty() ? 0 : newest.getLast().seq();
        } finally {
            lock.unlock();
        }
    }
}
