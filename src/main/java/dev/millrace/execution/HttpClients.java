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
import java.util.stream.Collectors;

/**
 * Sends requests. All addresses that a host's name stands for are checked, and the connection is made to one of the
 * addresses that were checked: the name is not looked up again in between. Thread-safe.
 */
final class HttpClients {
    private static final int MAX_BODY = 1 << 20;
    private static final int CONNECTIONS_PER_SERVER = 256;

    private final HttpClient client;
    private final boolean allowPrivate;

    HttpClients(Vertx vertx, boolean allowPrivate) {
        this.client = vertx.createHttpClient(
                new HttpClientOptions().setKeepAlive(false), new PoolOptions().setHttp1MaxSize(CONNECTIONS_PER_SERVER));
        this.allowPrivate = allowPrivate;
    }

    /** Workflows may not reach this address. */
    static final class AddressRefused extends IOException {
        private static final long serialVersionUID = 1L;

        AddressRefused(String message) {
            super(message);
        }
    }

    /** Sends a request, without following redirects. Cancelling the future closes the connection. */
    CompletableFuture<HttpAnswer> send(HttpCall call) {
        CompletableFuture<HttpAnswer> answer = new CompletableFuture<>();
        // Looking up a name can take long, and cannot be stopped.
        Thread.ofVirtual().name("http " + call.uri().getHost()).start(() -> {
            try {
                connect(call, resolve(call.uri().getHost()), answer);
            } catch (IOException | RuntimeException e) {
                answer.completeExceptionally(e);
            }
        });
        return answer;
    }

    private InetAddress resolve(String host) throws IOException {
        InetAddress[] addresses = InetAddress.getAllByName(host);
        for (InetAddress address : addresses) {
            if (!allowPrivate && !PublicAddresses.include(address)) {
                throw new AddressRefused(
                        "%s is %s, an address of this machine or its networks, which workflows may not reach; the setting http_steps.allow_private_addresses allows it"
                                .formatted(host, address.getHostAddress()));
            }
        }
        return addresses[0];
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
