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
    private long heardAt = System.nanoTime();

    EventFollower(Connection connection, String path, long after) {
        this.connection = connection;
        this.path = path;
        this.seq = after;
    }

    /** Passes every event on; returns after the one that ends the execution. */
    void follow(Consumer<Event> sink) {
        while (!ended) {
            try (EventReader events = new EventReader(connection.events(path, seq))) {
                pass(events, sink);
            } catch (IOException e) {
                waitFor(e);
            } catch (ProblemException e) {
                if (e.status() != 429 && e.status() < 500) {
                    throw e;
                }
                waitFor(new IOException(e.getMessage(), e));
            }
        }
    }

    private void pass(EventReader events, Consumer<Event> sink) throws IOException {
        heardAt = System.nanoTime();
        for (Event event = events.next(); event != null; event = events.next()) {
            heardAt = System.nanoTime();
            seq = event.seq();
            ended = event.isEnd();
            sink.accept(event);
        }
        if (!ended) {
            throw new IOException("the stream broke off");
        }
    }

    /** Nothing tells when a server is back. */
    private void waitFor(IOException reason) {
        if (System.nanoTime() - heardAt > PATIENCE.toNanos()) {
            throw connection.unreachable(reason);
        }
        Connection.sleep(PAUSE);
    }
}
