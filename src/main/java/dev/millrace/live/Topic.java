package dev.millrace.live;

import java.util.ArrayList;
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

    /** Written under this object's monitor. */
    private volatile Held held = new Held(List.of(), 0);

    private long characters;

    /**
     * What there is.
     *
     * @param messages in their order; never changed in place
     * @param newestSeq the highest number that was given, be its message held or not
     */
    private record Held(List<Message> messages, long newestSeq) {}

    void enter(Watch watch) {
        watches.add(watch);
    }

    void leave(Watch watch) {
        watches.remove(watch);
    }

    boolean isWatched() {
        return !watches.isEmpty();
    }

    /** Adds messages in their order; those that came before, by another way, are passed over. */
    void add(List<Message> messages) {
        synchronized (this) {
            long newest = held.newestSeq();
            keep(messages.stream().filter(message -> message.seq() > newest).toList());
        }
        watches.forEach(Watch::wake);
    }

    /** Adds a message under the topic's own next number. */
    void addNumbered(Message message) {
        synchronized (this) {
            keep(List.of(new Message(held.newestSeq() + 1, message.type(), message.data(), message.source())));
        }
        watches.forEach(Watch::wake);
    }

    /** Messages of a topic that numbers itself are missing here: no watcher goes on as if there were none. */
    void skip() {
        synchronized (this) {
            characters = 0;
            held = new Held(List.of(), held.newestSeq() + 1);
        }
        watches.forEach(Watch::wake);
    }

    private void keep(List<Message> messages) {
        if (messages.isEmpty()) {
            return;
        }
        List<Message> kept = new ArrayList<>(held.messages());
        kept.addAll(messages);
        characters +=
                messages.stream().mapToLong(message -> message.data().length()).sum();
        int first = 0;
        while (kept.size() - first > 1 && (kept.size() - first > MAX_MESSAGES || characters > MAX_CHARACTERS)) {
            characters -= kept.get(first).data().length();
            first++;
        }
        held = new Held(
                List.copyOf(kept.subList(first, kept.size())),
                messages.getLast().seq());
    }

    /** What follows {@code seq} without a gap; empty when the next message is not held (any more). */
    List<Message> after(long seq) {
        List<Message> messages = held.messages();
        int begin = messages.size();
        while (begin > 0 && messages.get(begin - 1).seq() > seq) {
            begin--;
        }
        int end = begin;
        while (end < messages.size() && messages.get(end).seq() == seq + 1 + end - begin) {
            end++;
        }
        return messages.subList(begin, end);
    }

    /** The number of the newest message; 0 before the first. */
    long newestSeq() {
        return held.newestSeq();
    }
}
