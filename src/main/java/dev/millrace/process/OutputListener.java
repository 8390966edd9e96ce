package dev.millrace.process;

import java.nio.ByteBuffer;

/**
 * Receives what a process writes, as it comes.
 *
 * <p>Calls for one process never overlap, and the bytes of one channel arrive in the order in which they were
 * written; between the two channels there is no order. Calls come on a platform thread that belongs to the process, so
 * a listener may block: the pipe then fills up and the process waits. A listener that throws ends the process, and
 * {@link RunningProcess#await()} throws what it threw.
 */
@FunctionalInterface
public interface OutputListener {
    /** Takes at least one byte. The buffer is read-only and holds these bytes only until this method returns. */
    void onOutput(Channel channel, ByteBuffer bytes);
}
