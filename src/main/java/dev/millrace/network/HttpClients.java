package dev.millrace.network;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.SocketAddress;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;

/**
 * Sends requests over HTTP, each to the address that the guard has found for it: no name is looked up again in between.
 * Answers are taken as they come, not unpacked, up to a limit. Thread-safe.
 */
public final class HttpClients {
    private static final int MAX_BODY = 1 << 20;
    private static final int CONNECTIONS_PER_SERVER = 256;

    private final HttpClient client;
    private final AddressGuard guard;

    /**
     * A request.
     *
     * @param uri absolute, of scheme http or https, with a host
     * @param trusted whether the server's settings say where it goes, so that it may be anywhere
     */
    public record Request(String method, URI uri, Map<String, String> headers, String body, boolean trusted) {
        public Request {
            headers = Collections.unmodifiableMap(new LinkedHashMap<>(headers));
        }

        boolean secure() {
            return uri.getScheme().equalsIgnoreCase("https");
        }

        int port() {
            if (uri.getPort() >= 0) {
                return uri.getPort();
            }
            return secure() ? 443 : 80;
        }

        /** What the request line names: the path and the query. */
        public String target() {
            String path = uri.getRawPath() == null || uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
            return uri.getRawQuery() == null ? path : path + "?" + uri.getRawQuery();
        }
    }

    /** Takes what has come of a request and makes an answer of it. */
    @FunctionalInterface
    public interface Reader<T> {
        /**
         * The answer.
         *
         * @param headers by their names, each word of which begins with a capital
         * @param body cut at 1 MiB
         * @param truncated whether it was cut
         */
        T read(int status, Map<String, String> headers, byte[] body, boolean truncated);
    }

    public HttpClients(Vertx vertx, AddressGuard guard) {
        this.client = vertx.createHttpClient(
                new HttpClientOptions().setKeepAlive(false), new PoolOptions().setHttp1MaxSize(CONNECTIONS_PER_SERVER));
        this.guard = guard;
    }

    /** Sends a request, without following redirects. Cancelling the future closes the connection. */
    public <T> CompletableFuture<T> send(Request call, Reader<T> reader) {
        CompletableFuture<T> answer = new CompletableFuture<>();
        Thread.ofVirtual().name("request").start(() -> {
            try {
                if (!answer.isDone()) {
                    connect(call, addressOf(call), reader, answer);
                }
            } catch (IOException | RuntimeException e) {
                answer.completeExceptionally(e);
            }
        });
        return answer;
    }

    private InetAddress addressOf(Request call) throws IOException {
        return guard.addresses(call.uri().getHost(), call.trusted()).getFirst();
    }

    private <T> void connect(Request call, InetAddress address, Reader<T> reader, CompletableFuture<T> answer) {
        RequestOptions options = new RequestOptions()
                .setMethod(HttpMethod.valueOf(call.method()))
                .setServer(SocketAddress.inetSocketAddress(call.port(), address.getHostAddress()))
                .setHost(call.uri().getHost())
                .setPort(call.port())
                .setSsl(call.secure())
                .setURI(call.target());
        call.headers().forEach(options::putHeader);
        client.request(options)
                .onFailure(answer::completeExceptionally)
                .onSuccess(request -> exchange(request, Buffer.buffer(call.body()), reader, answer));
    }

    private static <T> void exchange(
            HttpClientRequest request, Buffer body, Reader<T> reader, CompletableFuture<T> answer) {
        var _ = answer.whenComplete((_, failure) -> {
            if (failure != null) {
                request.reset();
            }
        });
        if (!answer.isDone()) {
            var sent = body.length() == 0 ? request.send() : request.send(body);
            sent.onFailure(answer::completeExceptionally).onSuccess(response -> receive(response, reader, answer));
        }
    }

    private static <T> void receive(HttpClientResponse response, Reader<T> reader, CompletableFuture<T> answer) {
        Buffer body = Buffer.buffer();
        response.exceptionHandler(answer::completeExceptionally);
        response.endHandler(_ -> answer.complete(read(response, body, reader, false)));
        response.handler(part -> {
            int room = MAX_BODY - body.length();
            body.appendBuffer(part, 0, Math.min(room, part.length()));
            if (part.length() > room) {
                answer.complete(read(response, body, reader, true));
                response.request().reset();
            }
        });
    }

    private static <T> T read(HttpClientResponse response, Buffer body, Reader<T> reader, boolean truncated) {
        Map<String, String> headers = new TreeMap<>();
        response.headers()
                .forEach(header -> headers.merge(
                        capitalised(header.getKey()), header.getValue(), (first, next) -> first + ", " + next));
        return reader.read(response.statusCode(), headers, body.getBytes(), truncated);
    }

    private static String capitalised(String name) {
        return Arrays.stream(name.split("-", -1))
                .map(word -> word.isEmpty()
                        ? word
                        : word.substring(0, 1).toUpperCase(Locale.ROOT)
                                + word.substring(1).toLowerCase(Locale.ROOT))
                .collect(Collectors.joining("-"));
    }
}
