package dev.millrace.session.recording;

import java.util.concurrent.atomic.AtomicLong;

/** How much may still be written: by one recording, and by all together. Used by one thread, but for the sum. */
final class Room {
    private final long most;
    private final long mostOfAll;
    private final AtomicLong all;
    private long own;

    /** @param all what all recordings have, in bytes */
    Room(long most, long mostOfAll, AtomicLong all) {
        this.most = most;
        this.mostOfAll = mostOfAll;
        this.all = all;
    }

    /** Takes so many bytes, if there is room for them. */
    boolean take(long bytes) {
        if (own + bytes > most) {
            return false;
        }
        if (all.addAndGet(bytes) > mostOfAll) {
            all.addAndGet(-bytes);
            return false;
        }
        own += bytes;
        return true;
    }
}
