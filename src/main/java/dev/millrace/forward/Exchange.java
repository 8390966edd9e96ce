package dev.millrace.forward;

import dev.millrace.access.Caller;
import dev.millrace.access.NodePasses;
import dev.millrace.cluster.Member;
import dev.millrace.cluster.Membership;
import dev.millrace.http.ProblemException;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Calls other nodes over HTTP and WebSockets, on behalf of callers or of this node itself. What goes to a node that is taken
 * for dead ends. Thread-safe.
 */
@Singleton
public final class Exchange implements Membership.Observer {
    private static final Duration CONNECT = Duration.ofSeconds(2);
    private static final Duration UPGRADE = Duration.ofSeconds(5);
    private static final String NO_ADDRESS = "it has no cluster.address, where others would reach it";

    private final NodePasses passes;
    private final Set<Call> underWay = ConcurrentHashMap.newKeySet();
    private final Set<Line> lines = ConcurrentHashMap.newKeySet();
    private @Nullable HttpClient client;

    Exchange(NodePasses passes, Membership membership) {
        this.passes = passes;
        membership.observe(this);
    }

    /**
     * A request to another node.
     *
     * @param target the path and the query, as they stand in a request
     */
    public record Request(String method, String target, Map<String, String> headers, BodyPublisher body) {
        /** One that reads something. */
        public static Request get(String target) {
            return new Request("GET", target, Map.of(), BodyPublishers.noBody());
        }

        /** One that brings JSON along. */
        public static Request post(String target, byte[] json) {
            return new Request(
                    "POST", target, Map.of("Content-Type", "application/json"), BodyPublishers.ofByteArray(json));
        }

        /** One that ends something. */
        public static Request delete(String target) {
            return new Request("DELETE", target, Map.of(), BodyPublishers.noBody());
        }
    }

    /**
     * Calls a node on behalf of a caller. Close the call when its answer has been read, or nobody wants it any more.
     *
     * @throws ProblemException 503 when nobody knows where the node is reached
     */
    public Call call(Member node, Caller caller, Request request) {
        return send(node, request, passes.issue(caller, node, request.method(), request.target()));
    }

    /** The same on behalf of this node, to what is there for nodes only. */
    public Call call(Member node, Request request) {
        return send(node, request, passes.issue(node, request.method(), request.target()));
    }

    /**
     * Opens a WebSocket of a node on behalf of a caller.
     *
     * @throws ProblemException 503 when that cannot be done
     */
    public Line connect(Member node, Caller caller, String path, Line.Listener listener) throws InterruptedException {
        if (!node.isReachable()) {
            throw unreachable(node, NO_ADDRESS);
        }
        Line line = new Line(node, listener, lines::remove);
        URI address = URI.create(node.address().replaceFirst("^http", "ws") + path);
        CompletableFuture<WebSocket> opening = client().newWebSocketBuilder()
                .connectTimeout(CONNECT)
                .header(NodePasses.HEADER, passes.issue(caller, node, "GET", path))
                .buildAsync(address, line.socketListener());
        lines.add(line);
        try {
            line.begin(opening.get(UPGRADE.toSeconds(), TimeUnit.SECONDS));
            return line;
        } catch (ExecutionException e) {
            lines.remove(line);
            throw unreachable(node, String.valueOf(e.getCause()));
        } catch (TimeoutException _) {
            lines.remove(line);
            var _ = opening.thenAccept(WebSocket::abort);
            throw unreachable(node, "it did not answer within " + UPGRADE.toSeconds() + " s");
        }
    }

    private Call send(Member node, Request request, String pass) {
        if (!node.isReachable()) {
            throw unreachable(node, NO_ADDRESS);
        }
        HttpRequest.Builder builder = HttpRequest.newBuilder(URI.create(node.address() + request.target()))
                .method(request.method(), request.body());
        request.headers().forEach(builder::header);
        builder.header(NodePasses.HEADER, pass);
        Call call = new Call(node, client().sendAsync(builder.build(), BodyHandlers.ofInputStream()), underWay::remove);
        underWay.add(call);
        return call;
    }

    /** What to tell somebody for whom a node did not answer. */
    public static ProblemException unreachable(Member node, String why) {
        return ProblemException.of(
                503,
                "node-unreachable",
                "Another server cannot be reached",
                "This is at server %s on %s, which cannot be reached from here: %s."
                        .formatted(node.id(), node.host(), why));
    }

    private synchronized HttpClient client() {
        HttpClient present = client;
        if (present == null) {
            present = HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .connectTimeout(CONNECT)
                    .executor(Executors.newVirtualThreadPerTaskExecutor())
                    .build();
            client = present;
        }
        return present;
    }

    @Override
    public void livesEnded(Set<String> ended) {
        underWay.stream()
                .filter(call -> ended.contains(call.node().life()))
                .forEach(call -> Thread.ofVirtual().name("call-end").start(call::close));
        lines.stream().filter(line -> ended.contains(line.node().life())).forEach(Line::close);
    }

    @PreDestroy
    synchronized void stop() {
        if (client != null) {
            client.shutdownNow();
        }
    }
}
