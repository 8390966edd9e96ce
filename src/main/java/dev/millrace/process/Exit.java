package dev.millrace.process;

/** How a process ended. */
public sealed interface Exit {
    /**
     * Whether something that the process had started was still there when it ended: children in the background, which
     * were then ended too, or someone out of reach in another session who held its output open.
     */
    boolean leftChildren();

    /** It returned {@code code}, 0 to 255. */
    record Exited(int code, boolean leftChildren) implements Exit {}

    /** The signal with the number {@code signal} ended it: 15 for SIGTERM, 9 for SIGKILL. */
    record Signalled(int signal, boolean leftChildren) implements Exit {}
}
