package dev.millrace.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Carries messages of MCP between a client that writes them as lines of JSON, and a server that takes them over HTTP
 * (MCP 2025-11-25, "Transports"). Requests go on side by side. Whatever happens, each is answered: when the server does
 * not, this does, with an error that says why.
 */
final class McpBridge implements AutoCloseable {
    private static final String PATH = "/mcp";
    private static final String SESSION = "Mcp-Session-Id";
    private static final String VERSION = "Mcp-Protocol-Version";
    private static final String EVENTS = "text/event-stream";
    private static final String BOTH = "application/json, " + EVENTS;

    /** JSON-RPC leaves the codes from here to -32099 to servers. */
    private static final int NOT_SERVED = -32000;

    private static final int NO_JSON = -32700;

    /** How long the answers to the last requests are waited for, when the client says nothing more. */
    private static final Duration LAST_ANSWERS = Duration.ofSeconds(2);

    private static final Duration BETWEEN_TRIES = Duration.ofSeconds(2);

    private final ApiClient api;
    private final Terminal terminal;
    private final ExecutorService requests = Executors.newVirtualThreadPerTaskExecutor();
    private final AtomicBoolean listening = new AtomicBoolean();

    /** The client's first request; when the server has forgotten the session, it is sent again. */
    private volatile @Nullable JsonNode introduction;

    private volatile @Nullable String session;
    private volatile @Nullable String version;

    McpBridge(ApiClient api, Terminal terminal) {
        this.api = api;
        this.terminal = terminal;
    }

    /** Carries messages until the client says nothing more. */
    void carry(BufferedReader in) throws IOException, InterruptedException {
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            if (!line.isBlank()) {
                take(line);
            }
        }
        requests.shutdown();
        var _ = requests.awaitTermination(LAST_ANSWERS.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void take(String line) throws InterruptedException {
        JsonNode message;
        try {
            message = Json.MAPPER.readTree(line);
        } catch (JsonProcessingException e) {
            write(error(null, NO_JSON, "The line is not JSON: " + e.getOriginalMessage()));
            return;
        }
        String method = message.path("method").asText();
        if (method.equals("initialize")) {
            introduction = message;
            send(message);
        } else if (message.has("id") && !method.isEmpty()) {
            requests.execute(() -> sendAside(message));
        } else {
            // Notifications stay in order, before what follows them.
            send(message);
        }
        if (method.equals("notifications/initialized") && listening.compareAndSet(false, true)) {
            Thread.ofVirtual().name("mcp-notifications").start(this::listen);
        }
    }

    private void sendAside(JsonNode message) {
        try {
            send(message);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void send(JsonNode message) throws InterruptedException {
        try {
            String known = session;
            int status = post(message, this::write);
            if (status == 404 && known != null && !message.equals(introduction)) {
                begin(known);
                status = post(message, this::write);
            }
            if (status == 404) {
                refuse(message, "The server at %s has no /mcp.".formatted(api.server()));
            }
        } catch (ApiException e) {
            refuse(message, String.join(" ", String.valueOf(e.getMessage()), String.join(" ", e.details())));
        } catch (IOException e) {
            refuse(
                    message,
                    "No answer from the server at %s: %s. Start it with `millrace server`, or name another one with --server."
                            .formatted(api.server(), ApiClient.reason(e)));
        }
    }

    @FunctionalInterface
    private interface Receiver {
        void take(JsonNode message);
    }

    /** Sends a message and hands on what is answered; the status of the answer. */
    private int post(JsonNode message, Receiver receiver) throws IOException, InterruptedException {
        Map<String, String> headers = headers();
        if (message.path("method").asText().equals("initialize")) {
            headers.clear();
        }
        HttpResponse<InputStream> answer = api.open("POST", PATH, BOTH, headers, message.toString());
        try (InputStream body = answer.body()) {
            if (answer.statusCode() == 404) {
                return 404;
            }
            answer.headers().firstValue(SESSION).ifPresent(id -> session = id);
            if (ApiClient.mediaType(answer).equals(EVENTS)) {
                follow(body, received -> receive(received, receiver));
            } else {
                String text = new String(body.readAllBytes(), StandardCharsets.UTF_8);
                if (!text.isBlank()) {
                    receive(Json.MAPPER.readTree(text), receiver);
                }
            }
            return answer.statusCode();
        }
    }

    private void receive(JsonNode message, Receiver receiver) {
        if (message.at("/result/protocolVersion").isTextual()) {
            version = message.at("/result/protocolVersion").textValue();
        }
        receiver.take(message);
    }

    /** Begins another session as the client has begun the first; it does not see that. */
    private synchronized void begin(String forgotten) throws IOException, InterruptedException {
        JsonNode first = introduction;
        if (first != null && forgotten.equals(session)) {
            post(first, _ -> {});
            ObjectNode begun = Json.MAPPER.createObjectNode();
            begun.put("jsonrpc", "2.0").put("method", "notifications/initialized");
            post(begun, _ -> {});
            terminal.note("millrace: the server had forgotten the session; another one has begun.");
        }
    }

    /** Hands on what the server says by itself, for as long as this goes on. */
    private void listen() {
        try {
            while (!requests.isShutdown()) {
                try {
                    HttpResponse<InputStream> answer = api.open("GET", PATH, EVENTS, headers(), "");
                    try (InputStream body = answer.body()) {
                        if (answer.statusCode() == 200) {
                            follow(body, this::write);
                        }
                    }
                } catch (IOException | CommandException _) {
                    // The server is away, or knows the session no more: requests tell, and begin another one.
                }
                Thread.sleep(BETWEEN_TRIES);
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private static void follow(InputStream stream, Receiver receiver) throws IOException {
        BufferedReader lines = new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8));
        StringBuilder data = new StringBuilder();
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            if (line.startsWith("data:")) {
                data.append(line.substring("data:".length()).strip()).append('\n');
            } else if (line.isEmpty() && !data.isEmpty()) {
                receiver.take(Json.MAPPER.readTree(data.toString()));
                data.setLength(0);
            }
        }
    }

    private Map<String, String> headers() {
        Map<String, String> headers = new HashMap<>();
        if (session != null) {
            headers.put(SESSION, session);
        }
        if (version != null) {
            headers.put(VERSION, version);
        }
        return headers;
    }

    private void refuse(JsonNode message, String why) {
        if (message.has("id") && message.has("method")) {
            write(error(message.get("id"), NOT_SERVED, why));
        } else {
            terminal.note("millrace: " + why);
        }
    }

    private static JsonNode error(@Nullable JsonNode id, int code, String message) {
        ObjectNode error = Json.MAPPER.createObjectNode();
        error.put("jsonrpc", "2.0").set("id", id);
        error.putObject("error").put("code", code).put("message", message);
        return error;
    }

    private void write(JsonNode message) {
        terminal.line(message.toString());
    }

    /** The server need not keep the session any longer. */
    @Override
    public void close() {
        requests.shutdownNow();
        if (session == null) {
            return;
        }
        try (InputStream _ = api.open("DELETE", PATH, BOTH, headers(), "").body()) {
            listening.set(false);
        } catch (IOException | CommandException _) {
            // It forgets the session by itself in time.
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
