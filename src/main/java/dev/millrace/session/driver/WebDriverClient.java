package dev.millrace.session.driver;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import org.openqa.selenium.TimeoutException;
import org.openqa.selenium.WebDriverException;
import org.openqa.selenium.remote.http.ClientConfig;
import org.openqa.selenium.remote.http.Contents;
import org.openqa.selenium.remote.http.HttpClient;
import org.openqa.selenium.remote.http.HttpRequest;
import org.openqa.selenium.remote.http.HttpResponse;
import org.openqa.selenium.remote.http.WebSocket;

/**
 * Sends commands to a WebDriver server, and takes no answer beyond a limit: what a page or a caller's script makes of it
 * would else be kept in memory whole. An interrupt ends a command. Thread-safe.
 */
final class WebDriverClient implements HttpClient {
    /** What an answer may have at most, in bytes. */
    private static final long LARGEST = 64L << 20;

    private static final String NEW_SESSION = "/session";
    private static final Duration START = Duration.ofSeconds(60);

    private final ClientConfig config;
    private final URI base;
    private final java.net.http.HttpClient client;

    /** @param base where the server is */
    WebDriverClient(URI base, ClientConfig config) {
        this.config = config;
        this.base = base;
        this.client = java.net.http.HttpClient.newBuilder()
                .version(java.net.http.HttpClient.Version.HTTP_1_1)
                .proxy(java.net.http.HttpClient.Builder.NO_PROXY)
                .connectTimeout(config.connectionTimeout())
                .build();
    }

    @Override
    public HttpResponse execute(HttpRequest request) {
        try {
            return response(client.send(request(request), BodyHandlers.limiting(BodyHandlers.ofByteArray(), LARGEST)));
        } catch (HttpTimeoutException e) {
            throw new TimeoutException("the driver did not answer", e);
        } catch (IOException e) {
            if (String.valueOf(e.getMessage()).startsWith("body exceeds capacity")) {
                // Without its cause, which would read as if there were no browser any more.
                throw new WebDriverException("the answer is larger than %d MiB".formatted(LARGEST >> 20));
            }
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new WebDriverException("the command was cancelled", e);
        }
    }

    private java.net.http.HttpRequest request(HttpRequest request) throws IOException {
        String path = base.getPath() == null ? "" : base.getPath().replaceFirst("/$", "");
        java.net.http.HttpRequest.Builder sent = java.net.http.HttpRequest.newBuilder(
                        base.resolve(path + request.getUri()))
                .timeout(request.getUri().equals(NEW_SESSION) ? START : config.readTimeout());
        try (InputStream body = request.getContent().get()) {
            byte[] bytes = body.readAllBytes();
            sent.method(
                    request.getMethod().name(),
                    bytes.length == 0 ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(bytes));
        }
        sent.header("Content-Type", "application/json; charset=utf-8");
        if (base.getUserInfo() != null) {
            byte[] user = base.getUserInfo().getBytes(StandardCharsets.UTF_8);
            sent.header("Authorization", "Basic " + Base64.getEncoder().encodeToString(user));
        }
        return sent.build();
    }

    private static HttpResponse response(java.net.http.HttpResponse<byte[]> received) {
        HttpResponse response = new HttpResponse();
        response.setStatus(received.statusCode());
        received.headers().map().forEach((name, values) -> values.forEach(value -> response.addHeader(name, value)));
        response.setContent(Contents.bytes(received.body()));
        return response;
    }

    @Override
    public WebSocket openSocket(HttpRequest request, WebSocket.Listener listener) {
        throw new UnsupportedOperationException("sessions use no sockets of drivers");
    }

    @Override
    public void close() {
        client.shutdownNow();
    }
}
