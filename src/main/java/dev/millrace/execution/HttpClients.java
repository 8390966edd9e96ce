package dev.millrace.execution;

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
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * Sends requests, each to the address that the guard has found for it: no name is looked up again in between. Answers are
 * taken as they come, not unpacked, up to a limit. Thread-safe.
 */
final class HttpClients {
    private static final int MAX_BODY = 1 << 20;
    private static final int CONNECTIONS_PER_SERVER = 256;
    private static final int LOOK_UPS = 32;
    private static final long IDLE_SECONDS = 30;

    private final HttpClient client;
    private final AddressGuard guard;

    /**
     * A look-up can take long, cannot be stopped, and would hold the carrier of a virtual thread: two names that nobody
     * answers for would stop all executions of a machine with two cores.
     */
    private final ExecutorService lookUps;

    HttpClients(Vertx vertx, AddressGuard guard) {
        this.client = vertx.createHttpClient(
                new HttpClientOptions().setKeepAlive(false), new PoolOptions().setHttp1MaxSize(CONNECTIONS_PER_SERVER));
        this.guard = guard;
        ThreadPoolExecutor threads = new ThreadPoolExecutor(
                LOOK_UPS,
                LOOK_UPS,
                IDLE_SECONDS,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(),
                Thread.ofPlatform().daemon().name("look-up-", 0).factory());
        threads.allowCoreThreadTimeOut(true);
        this.lookUps = threads;
    }

    /** Sends a request, without following redirects. Cancelling the future closes the connection. */
    CompletableFuture<HttpAnswer> send(HttpCall call) {
        CompletableFuture<HttpAnswer> answer = new CompletableFuture<>();
        lookUps.execute(() -> {
            try {
                if (!answer.isDone()) {
                    connect(call, guard.resolve(call), answer);
                }
            } catch (IOException | RuntimeException e) {
                answer.completeExceptionally(e);
            }
        });
        return answer;
    }

    private void connect(HttpCall call, InetAddress address, CompletableFuture<HttpAnswer> answer) {
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
                .onSuccess(request -> exchange(request, Buffer.buffer(call.body()), answer));
    }

    private static void exchange(HttpClientRequest request, Buffer body, CompletableFuture<HttpAnswer> answer) {
        var _ = answer.whenComplete((_, failure) -> {
            if (failure != null) {
                request.reset();
            }
        });
        if (!answer.isDone()) {
            var sent = body.length() == 0 ? request.send() : request.send(body);
            sent.onFailure(answer::completeExceptionally).onSuccess(response -> receive(response, answer));
        }
    }

    private static void receive(HttpClientResponse response, CompletableFuture<HttpAnswer> answer) {
        Buffer body = Buffer.buffer();
        response.exceptionHandler(answer::completeExceptionally);
        response.endHandler(_ -> answer.complete(answer(response, body.getBytes(), false)));
        response.handler(part -> {
            int room = MAX_BODY - body.length();
            body.appendBuffer(part, 0, Math.min(room, part.length()));
            if (part.length() > room) {
                answer.complete(answer(response, body.getBytes(), true));
                response.request().reset();
            }
        });
    }

    private static HttpAnswer answer(HttpClientResponse response, byte[] body, boolean truncated) {
        Map<String, String> headers = new TreeMap<>();
        response.headers()
                .forEach(header -> headers.merge(
                        capitalised(header.getKey()), header.getValue(), (first, next) -> first + ", " + next));
        return HttpAnswer.of(response.statusCode(), headers, body, truncated);
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
