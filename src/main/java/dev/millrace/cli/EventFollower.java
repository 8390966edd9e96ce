package dev.millrace.cli;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

/**
 * Follows an execution from its first event to its end. A connection that is lost is made again, and goes on after the
 * last event that came: so each one comes once. Used by one thread.
 */
final class EventFollower {
    /** How long a server may be away, so that a restart does not end who follows. */
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private static final Duration PAUSE = Duration.ofSeconds(1);

    private final ApiClient api;
    private final Duration patience;
    private final Duration pause;
    private final Consumer<String> notes;

    /** Follows on this server and says, in sentences, when the connection is lost. */
    EventFollower(ApiClient api, Consumer<String> notes) {
        this(api, notes, PATIENCE, PAUSE);
    }

    EventFollower(ApiClient api, Consumer<String> notes, Duration patience, Duration pause) {
        this.api = api;
        this.notes = notes;
        this.patience = patience;
        this.pause = pause;
    }

    /**
     * Passes every event on; returns after the one that ends the execution.
     *
     * @throws CommandException when there is no such execution, or the server stays away
     */
    void follow(String executionId, Consumer<ExecutionEvent> sink) throws InterruptedException {
        String path = "/v1/executions/" + ApiClient.encoded(executionId) + "/events";
        Position position = new Position();
        while (!position.ended) {
            try (EventReader events = new EventReader(api.events(path, position.seq))) {
                position.connected = true;
                for (ExecutionEvent event = events.next(); event != null; event = events.next()) {
                    position.advance(event);
                    sink.accept(event);
                }
                if (!position.ended) {
                    throw new IOException("the stream broke off");
                }
            } catch (IOException e) {
                position.lost(ApiClient.reason(e), executionId);
            } catch (ApiException e) {
                if (e.httpStatus() < 500) {
                    throw e;
                }
                position.lost(String.valueOf(e.getMessage()), executionId);
            }
        }
    }

    /** How far the reader has come, and since when nothing has. */
    private final class Position {
        private long seq;
        private boolean ended;
        private boolean connected = true;
        private long lostAt;

        void advance(ExecutionEvent event) {
            seq = event.seq();
            ended = event.isEnd();
        }

        /** Waits a moment before the next try, or gives up. */
        void lost(String reason, String executionId) throws InterruptedException {
            if (connected) {
                connected = false;
                lostAt = System.nanoTime();
                notes.accept("The connection to %s is lost (%s); trying again.".formatted(api.server(), reason));
            }
            if (System.nanoTime() - lostAt > patience.toNanos()) {
                throw new CommandException(
                        ExitStatus.SYSTEM_FAULT,
                        "The server at %s does not answer any more: %s.".formatted(api.server(), reason),
                        List.of("The execution goes on when it is back: `millrace logs -f %s`."
                                .formatted(executionId)));
            }
            // Nothing tells when a server is back.
            Thread.sleep(pause);
        }
    }
}
