package dev.millrace.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One connection of a robot to its server: frames go out one after the other, and come in in their order. Thread-safe. */
final class RobotSocket implements WebSocket.Listener {
    /** What a server sends is never longer. */
    private static final int LONGEST = 16 << 20;

    private final Consumer<JsonNode> frames;
    private final CompletableFuture<End> end = new CompletableFuture<>();
    private final StringBuilder text = new StringBuilder();
    private final ReentrantLock sending = new ReentrantLock();
    private volatile long heardAt = System.nanoTime();
    private volatile @Nullable WebSocket socket;

    /** @param frames takes what the server sends, and must not wait long */
    RobotSocket(Consumer<JsonNode> frames) {
        this.frames = frames;
    }

    /**
     * How a connection ended.
     *
     * @param code of the closing frame; 1006 when it broke off
     */
    record End(int code, String reason) {}

    /** Completes when the connection has ended. */
    CompletableFuture<End> end() {
        return end;
    }

    /** How long the server has been silent. */
    Duration silence() {
        return Duration.ofNanos(System.nanoTime() - heardAt);
    }

    /**
     * Sends a frame; it is handed to the network when this returns.
     *
     * @throws IOException when the connection is gone
     */
    void send(JsonNode frame) throws IOException, InterruptedException {
        WebSocket open = socket;
        if (open == null || end.isDone()) {
            throw new IOException("there is no connection");
        }
        sending.lockInterruptibly();
        try {
            var _ = open.sendText(frame.toString(), true).get();
        } catch (ExecutionException | CompletionException e) {
            broken(e);
            throw new IOException("the connection is gone", e);
        } finally {
            sending.unlock();
        }
    }

    /** Ends the connection politely, or at once if that takes too long. */
    void close() {
        WebSocket open = socket;
        if (open != null && !end.isDone()) {
            var _ = open.sendClose(WebSocket.NORMAL_CLOSURE, "the robot leaves");
            var _ = end.completeOnTimeout(new End(1_006, "closed"), 1, TimeUnit.SECONDS);
            var _ = end.join();
            open.abort();
        }
    }

    /** Ends it without a word. */
    void abort(String why) {
        WebSocket open = socket;
        if (open != null) {
            open.abort();
        }
        end.complete(new End(1_006, why));
    }

    private void broken(Throwable cause) {
        Throwable root = cause.getCause() == null ? cause : cause.getCause();
        abort(root.getMessage() == null ? root.getClass().getSimpleName() : root.getMessage());
    }

    @Override
    public void onOpen(WebSocket opened) {
        socket = opened;
        opened.request(1);
    }

    @Override
    public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
        heardAt = System.nanoTime();
        text.append(data);
        if (text.length() > LONGEST) {
            abort("the server sent a frame that is too long");
            return null;
        }
        if (last) {
            String whole = text.toString();
            text.setLength(0);
            try {
                frames.accept(Json.MAPPER.readTree(whole));
            } catch (JsonProcessingException _) {
                abort("the server sent a frame that cannot be read");
            }
        }
        from.request(1);
        return null;
    }

    @Override
    public @Nullable CompletionStage<?> onPing(WebSocket from, ByteBuffer message) {
        heardAt = System.nanoTime();
        from.request(1);
        return null;
    }

    @Override
    public @Nullable CompletionStage<?> onClose(WebSocket from, int code, String reason) {
        end.complete(new End(code, reason));
        return null;
    }

    @Override
    public void onError(WebSocket from, Throwable error) {
        broken(error);
    }
}
