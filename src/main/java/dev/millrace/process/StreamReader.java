package dev.millrace.process;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.time.Duration;

/** Reads one stream of a {@link Process} to its end, on a platform thread of its own. */
final class StreamReader {
    private static final int CHUNK_BYTES = 64 * 1024;

    private final Channel channel;
    private final InputStream stream;
    private final OutputListener listener;
    private final Thread thread;
    private volatile boolean delivering;

    StreamReader(String name, Channel channel, InputStream stream, OutputListener listener) {
        this.channel = channel;
        this.stream = stream;
        this.listener = listener;
        this.thread = Thread.ofPlatform().daemon().name(name).unstarted(this::read);
    }

    void start() {
        thread.start();
    }

    /** Interrupts the listener, if it blocks. */
    void interrupt() {
        thread.interrupt();
    }

    /** Returns whether all is read and delivered by the deadline. An interrupt is passed on to the listener. */
    boolean awaitEnd(Deadline deadline) {
        while (true) {
            try {
                return thread.join(Duration.ofMillis(Math.max(1, deadline.pollMillis())));
            } catch (InterruptedException e) {
                interrupt();
            }
        }
    }

    /** Waits for the end as long as the listener works, and for {@code patience} while nothing comes. */
    boolean awaitListener(Duration patience) {
        boolean ended = awaitEnd(Deadline.in(patience));
        while (!ended && delivering) {
            ended = awaitEnd(Deadline.in(patience));
        }
        return ended;
    }

    private void read() {
        byte[] chunk = new byte[CHUNK_BYTES];
        try (stream) {
            for (int read = stream.read(chunk); read >= 0; read = stream.read(chunk)) {
                delivering = true;
                listener.onOutput(channel, ByteBuffer.wrap(chunk, 0, read).asReadOnlyBuffer());
                delivering = false;
            }
        } catch (IOException e) {
            // The other end is gone, and with it what there was to read.
        }
    }
}
