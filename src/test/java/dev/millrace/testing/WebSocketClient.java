package dev.millrace.testing;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** A WebSocket to a server under test. What comes is kept until it is asked for. Used by one thread. */
public final class WebSocketClient implements AutoCloseable {
    private static final HttpClient CLIENT =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final Duration MOMENT = Duration.ofMillis(50);

    private final BlockingQueue<JsonNode> received = new LinkedBlockingQueue<>();
    private final CompletableFuture<Closed> closed = new CompletableFuture<>();
    private final WebSocket socket;

    /** How a socket was closed; 1006 when it broke off. */
    public record Closed(int code, String reason) {}

    /** The server does not open a socket. */
    public static final class Refused extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private final int status;

        private Refused(int status) {
            super("the socket was refused with " + status);
            this.status = status;
        }

        public int status() {
            return status;
        }
    }

    private WebSocketClient(URI address, String... headers) {
        WebSocket.Builder builder = CLIENT.newWebSocketBuilder().connectTimeout(PATIENCE);
        for (int i = 0; i < headers.length; i += 2) {
            builder.header(headers[i], headers[i + 1]);
        }
        try {
            socket = builder.buildAsync(address, new Listener()).join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof WebSocketHandshakeException refused
                    ? new Refused(refused.getResponse().statusCode())
                    : e;
        }
    }

    /** Opens a socket as who may do everything. */
    public static WebSocketClient open(TestServer server) {
        return new WebSocketClient(
                address(server, ""), "X-API-Key", server.key().orElseThrow());
    }

    /** Opens a socket with this key. */
    public static WebSocketClient open(TestServer server, String key) {
        return with(server, "X-API-Key", key);
    }

    /** Opens a socket with these headers: name, value, name, value. Throws {@link Refused}. */
    public static WebSocketClient with(TestServer server, String... headers) {
        return new WebSocketClient(address(server, ""), headers);
    }

    /** Opens a socket with a query and no header that says who calls. */
    public static WebSocketClient byQuery(TestServer server, String query) {
        return new WebSocketClient(address(server, "?" + query));
    }

    private static URI address(TestServer server, String query) {
        return URI.create("ws://127.0.0.1:" + server.port() + "/ws" + query);
    }

    private final class Listener implements WebSocket.Listener {
        private final StringBuilder begun = new StringBuilder();

        @Override
        public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
            begun.append(data);
            if (last) {
                received.add(Http.parse(begun.toString()));
                begun.setLength(0);
            }
            from.request(1);
            return null;
        }

        @Override
        public @Nullable CompletionStage<?> onClose(WebSocket from, int code, String reason) {
            closed.complete(new Closed(code, reason));
            return null;
        }

        @Override
        public void onError(WebSocket from, Throwable error) {
            closed.complete(new Closed(1_006, String.valueOf(error)));
        }
    }

    /** Sends a frame; quotes may be written as {@code '}. */
    public WebSocketClient send(String json) {
        return sendText(json.replace('\'', '"'));
    }

    /** Sends a text as it is. */
    public WebSocketClient sendText(String text) {
        socket.sendText(text, true).join();
        return this;
    }

    /** Sends a part of a text. */
    public void sendPart(String text, boolean last) {
        socket.sendText(text, last).join();
    }

    public void sendBinary(byte[] bytes) {
        socket.sendBinary(ByteBuffer.wrap(bytes), true).join();
    }

    /** The next frame; fails when none comes for a while. */
    public JsonNode next() {
        try {
            JsonNode frame = received.poll(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
            if (frame == null) {
                throw new AssertionError("no frame came" + (closed.isDone() ? "; " + closed.join() : ""));
            }
            return frame;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The next frame of this type; those before it are left out. */
    public JsonNode next(String type) {
        return next(frame -> frame.path("type").asText().equals(type));
    }

    /** The next frame, if it is of this type and comes within a moment. */
    public Optional<JsonNode> soon(String type) {
        try {
            return Optional.ofNullable(received.poll(MOMENT.toMillis(), TimeUnit.MILLISECONDS))
                    .filter(frame -> frame.path("type").asText().equals(type));
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The next frame that fits; those before it are left out. */
    public JsonNode next(Predicate<JsonNode> fits) {
        JsonNode frame = next();
        while (!fits.test(frame)) {
            frame = next();
        }
        return frame;
    }

    /** All frames up to and with the next one of this type. */
    public List<JsonNode> until(String type) {
        List<JsonNode> frames = new ArrayList<>();
        do {
            frames.add(next());
        } while (!frames.getLast().path("type").asText().equals(type));
        return frames;
    }

    /** How many frames have come that nobody has asked for. */
    public int waiting() {
        return received.size();
    }

    /** How the socket was closed, when it is; fails when it stays open for a while. */
    public Closed closed() {
        return closed.orTimeout(PATIENCE.toMillis(), TimeUnit.MILLISECONDS).join();
    }

    /** Ends the connection without a word. */
    public void abort() {
        socket.abort();
    }

    @Override
    public void close() {
        if (!socket.isOutputClosed()) {
            var _ = socket.sendClose(WebSocket.NORMAL_CLOSURE, "");
        }
        if (!closed.isDone()) {
            socket.abort();
        }
    }
}
