package dev.millrace.live;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The newest messages of one topic, for all its watchers. Who reads takes no lock: thousands who are woken by one message
 * would queue up for it.
 */
final class Topic {
    private static final int MAX_MESSAGES = 1_024;
    private static final long MAX_CHARACTERS = 4L << 20;

    private final Set<Watch> watches = ConcurrentHashMap.newKeySet();

    /** What is held, in its order; never changed in place. Written under this object's monitor. */
    private volatile Message[] newest = {};

    private long characters;

    void enter(Watch watch) {
        watches.add(watch);
    }

    void leave(Watch watch) {
        watches.remove(watch);
    }

    boolean isWatched() {
        return !watches.isEmpty();
    }

    void add(List<Message> messages) {
        synchronized (this) {
            keep(messages);
        }
        watches.forEach(Watch::wake);
    }

    /** Adds a message under the topic's own next number. */
    void addNumbered(Message message) {
        synchronized (this) {
            keep(List.of(new Message(newestSeq() + 1, message.type(), message.data(), message.source())));
        }
        watches.forEach(Watch::wake);
    }

    private void keep(List<Message> messages) {
        List<Message> kept = new ArrayList<>(newest.length + messages.size());
        kept.addAll(Arrays.asList(newest));
        kept.addAll(messages);
        characters +=
                messages.stream().mapToLong(message -> message.data().length()).sum();
        int first = 0;
        while (kept.size() - first > 1 && (kept.size() - first > MAX_MESSAGES || characters > MAX_CHARACTERS)) {
            characters -= kept.get(first).data().length();
            first++;
        }
        newest = kept.subList(first, kept.size()).toArray(Message[]::new);
    }

    /** What follows {@code seq} without a gap; empty when the next message is not held (any more). */
    List<Message> after(long seq) {
        Message[] held = newest;
        int begin = held.length;
        while (begin > 0 && held[begin - 1].seq() > seq) {
            begin--;
        }
        int end = begin;
        while (end < held.length && held[end].seq() == seq + 1 + end - begin) {
            end++;
        }
        return List.of(Arrays.copyOfRange(held, begin, end));
    }

    /** The number of the newest message; 0 before the first. */
    long newestSeq() {
        Message[] held = newest;
        return held.length == 0 ? 0 : held[held.length - 1].seq();
    }
}
