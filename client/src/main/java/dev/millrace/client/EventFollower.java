package dev.millrace.client;

import java.io.IOException;
import java.time.Duration;
import java.util.function.Consumer;

/** Follows one execution. A connection that is lost is made again, and goes on after the last event that came. */
final class EventFollower {
    /** How long a server may be away, so that a restart does not end who follows. */
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private static final Duration PAUSE = Duration.ofMillis(500);

    private final Connection connection;
    private final String path;
    private long seq;
    private boolean ended;
    private boolean connected = true;
    private long lostAt;

    EventFollower(Connection connection, String path, long after) {
        this.connection = connection;
        this.path = path;
        this.seq = after;
    }

    /** Passes every event on; returns after the one that ends the execution. */
    void follow(Consumer<Event> sink) {
        while (!ended) {
            try (EventReader events = open()) {
                connected = true;
                pass(events, sink);
            } catch (IOException e) {
                waitAfter(e);
            }
        }
    }

    /** What a server that stops or is asked too much answers is waited out like a lost connection. */
    private EventReader open() throws IOException {
        try {
            return new EventReader(connection.events(path, seq));
        } catch (ProblemException e) {
            if (e.status() == 429 || e.status() >= 500) {
                throw new IOException(e.getMessage(), e);
            }
            throw e;
        }
    }

    private void pass(EventReader events, Consumer<Event> sink) throws IOException {
        for (Event event = events.next(); event != null; event = events.next()) {
            seq = event.seq();
            ended = event.isEnd();
            sink.accept(event);
        }
        if (!ended) {
            throw new IOException("the stream broke off");
        }
    }

    /** Nothing tells when a server is back. */
    private void waitAfter(IOException reason) {
        if (connected) {
            connected = false;
            lostAt = System.nanoTime();
        }
        if (System.nanoTime() - lostAt > PATIENCE.toNanos()) {
            throw connection.unreachable(reason);
        }
        Connection.sleep(PAUSE);
    }
}
