package dev.millrace.process;

import java.time.Duration;

/**
 * A process that was started and everything in its session. {@link #run} is called once, on a thread of its own; the
 * other methods at any time and from any thread, and do nothing once the process is gone.
 */
interface Child {
    long pid();

    /** Hands on the output until the process and what it left behind have ended, then frees everything. */
    Exit run(OutputListener listener);

    /** Sends SIGTERM to all, if that was not done before. Only the caller follows it up with {@link #kill}. */
    void terminate(Duration grace);

    /** Sends SIGKILL to all. */
    void kill();
}
