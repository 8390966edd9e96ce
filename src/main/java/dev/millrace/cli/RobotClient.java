package dev.millrace.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.http.WebSocketHandshakeException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A robot: stays connected to a server, does what it is sent, and tells what came of it until the server has it on record.
 * A connection that is lost is made again, with what is under way. Thread-safe.
 */
final class RobotClient implements RobotConnection {
    private static final Duration HELLO_TIMEOUT = Duration.ofSeconds(20);
    private static final Duration FIRST_PAUSE = Duration.ofMillis(500);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);
    private static final Duration SECOND_TRY = Duration.ofSeconds(2);

    /** The code with which a server closes a connection whose robot has another one. */
    private static final int REPLACED = 4_009;

    private final ApiClient api;
    private final Hello hello;
    private final RobotWork work;
    private final Terminal terminal;
    private final Map<RobotTask.Key, RobotJob> jobs = new ConcurrentHashMap<>();
    private final CompletableFuture<Void> done = new CompletableFuture<>();
    private final Object connection = new Object();
    private @Nullable RobotSocket connected;
    private volatile boolean leaving;

    /** What a robot says of itself. */
    record Hello(String name, int capacity, Map<String, String> labels) {}

    RobotClient(ApiClient api, Hello hello, RobotWork work, Terminal terminal) {
        this.api = api;
        this.hello = hello;
        this.work = work;
        this.terminal = terminal;
    }

    /**
     * Stays until {@link #leave} has come to its end.
     *
     * @throws CommandException when the server does not want this robot
     */
    void stay() throws InterruptedException {
        Duration pause = FIRST_PAUSE;
        while (!done.isDone()) {
            CompletableFuture<JsonNode> answer = new CompletableFuture<>();
            RobotSocket socket = new RobotSocket(frame -> received(frame, answer));
            String lost;
            try {
                open(socket);
                Duration heartbeat = greet(socket, answer);
                pause = FIRST_PAUSE;
                lost = serve(socket, heartbeat);
            } catch (IOException e) {
                lost = ApiClient.reason(e);
            } finally {
                disconnected();
                socket.abort("the connection is given up");
            }
            if (!done.isDone()) {
                terminal.note("The connection to %s is lost (%s); trying again.".formatted(api.server(), lost));
                pause(pause);
                pause = pause.multipliedBy(2).compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause.multipliedBy(2);
            }
        }
    }

    /** Waits up to this long, so that not all robots come back at the same time; less when there is nothing to wait for. */
    private void pause(Duration longest) throws InterruptedException {
        long half = longest.toMillis() / 2;
        await(done, Duration.ofMillis(half + ThreadLocalRandom.current().nextLong(half + 1)));
    }

    private static boolean await(CompletableFuture<?> future, Duration patience) throws InterruptedException {
        try {
            future.get(patience.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException _) {
            return false;
        } catch (ExecutionException _) {
            return true;
        }
    }

    private void open(RobotSocket socket) throws IOException, InterruptedException {
        try {
            var _ = api.socket("/ws", socket).get(HELLO_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException _) {
            throw new IOException("no answer in time");
        } catch (ExecutionException e) {
            switch (e.getCause()) {
                case WebSocketHandshakeException refused ->
                    refuse(refused.getResponse().statusCode());
                case IOException failed -> throw failed;
                case null, default -> throw new IOException("the connection cannot be made", e);
            }
        }
    }

    private void refuse(int status) throws IOException {
        switch (status) {
            case 401 ->
                throw new CommandException(
                        ExitStatus.WRONG_USE,
                        "The server at %s asks who calls.".formatted(api.server()),
                        List.of("Give a key with the scope robots:connect: --token-file or $MILLRACE_TOKEN."));
            case 403 ->
                throw CommandException.wrongUse(
                        "The server at %s lets no robot in by this key.".formatted(api.server()));
            case 404 -> throw CommandException.wrongUse("The server at %s takes no robots.".formatted(api.server()));
            default -> throw new IOException("the server answered with " + status);
        }
    }

    /** Says hello; how often the server wants a sign of life. */
    private Duration greet(RobotSocket socket, CompletableFuture<JsonNode> answer)
            throws IOException, InterruptedException {
        socket.send(hello(leaving ? 0 : hello.capacity()));
        var _ = socket.end().thenAccept(end -> answer.completeExceptionally(new IOException(end.reason())));
        JsonNode welcome;
        try {
            welcome = answer.get(HELLO_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException e) {
            throw new IOException("the server did not say welcome", e);
        }
        if (!welcome.path("type").asText().equals("welcome")) {
            JsonNode problem = welcome.path("problem");
            if (problem.path("status").asInt() >= 500 || problem.path("status").asInt() == 429) {
                throw new IOException(problem.path("detail").asText());
            }
            throw CommandException.wrongUse("The server does not take this robot: "
                    + problem.path("detail").asText(problem.path("title").asText()));
        }
        synchronized (connection) {
            connected = socket;
            connection.notifyAll();
        }
        terminal.note("robot %s is connected to %s".formatted(hello.name(), api.server()));
        jobs.values().forEach(RobotJob::repeat);
        return Duration.ofMillis(
                Math.max(100, (long) (welcome.path("heartbeat_seconds").asDouble(10) * 1_000)));
    }

    private ObjectNode hello(int capacity) {
        ObjectNode frame = Json.object()
                .put("type", "hello")
                .put("id", "hello")
                .put("robot", hello.name())
                .put("capacity", capacity);
        frame.set("workflows", work.workflows());
        ObjectNode labels = frame.putObject("labels");
        hello.labels().forEach(labels::put);
        ArrayNode running = frame.putArray("running");
        jobs.keySet().forEach(key -> key.name(running.addObject()));
        return frame;
    }

    /** Gives signs of life until the connection ends; why it has. */
    private String serve(RobotSocket socket, Duration heartbeat) throws InterruptedException {
        while (!done.isDone()) {
            if (await(socket.end(), heartbeat.dividedBy(2))) {
                RobotSocket.End end = socket.end().join();
                if (end.code() == REPLACED) {
                    throw new CommandException(
                            ExitStatus.SYSTEM_FAULT,
                            "Another robot with the name %s has connected; give this one another --name."
                                    .formatted(hello.name()));
                }
                return end.reason().isEmpty() ? "code " + end.code() : end.reason();
            }
            if (socket.silence().compareTo(heartbeat.multipliedBy(3)) > 0) {
                return "the server is silent";
            }
            try {
                socket.send(Json.object().put("type", "ping"));
            } catch (IOException e) {
                return ApiClient.reason(e);
            }
        }
        socket.close();
        return "";
    }

    private void disconnected() {
        synchronized (connection) {
            connected = null;
        }
    }

    private void received(JsonNode frame, CompletableFuture<JsonNode> welcome) {
        switch (frame.path("type").asText()) {
            case "welcome" -> welcome.complete(frame);
            case "run" -> begin(RobotTask.of(frame));
            case "cancel" -> job(frame, RobotJob::cancel);
            case "ack" -> job(frame, RobotJob::acknowledged);
            case "error" -> {
                if (frame.path("id").asText().equals("hello")) {
                    welcome.complete(frame);
                } else {
                    failed(frame);
                }
            }
            default -> {
                // Answers to pings, and what newer servers say.
            }
        }
    }

    private void job(JsonNode frame, Consumer<RobotJob> action) {
        RobotJob job = jobs.get(RobotTask.Key.of(frame));
        if (job != null) {
            action.accept(job);
        }
    }

    private void begin(RobotTask task) {
        RobotJob job = new RobotJob(task, work, this, terminal);
        if (jobs.putIfAbsent(task.key(), job) == null) {
            Thread.ofVirtual().name("job-" + task.key().executionId()).start(job::run);
        }
    }

    /** The server refuses something that was said of a job, which the frame's id names. */
    private void failed(JsonNode frame) {
        JsonNode problem = frame.path("problem");
        String said = problem.path("detail").asText(problem.path("title").asText());
        RobotJob job = jobs.values().stream()
                .filter(candidate -> candidate.id().equals(frame.path("id").asText()))
                .findFirst()
                .orElse(null);
        if (job == null) {
            terminal.note("The server refuses something: " + said);
            return;
        }
        switch (problem.path("status").asInt()) {
            case 503 ->
                CompletableFuture.delayedExecutor(SECOND_TRY.toMillis(), TimeUnit.MILLISECONDS)
                        .execute(job::repeat);
            case 422 -> job.refused(said);
            default -> job.lost(said);
        }
    }

    @Override
    public void send(JsonNode frame) throws InterruptedException {
        while (true) {
            RobotSocket socket;
            synchronized (connection) {
                while (connected == null) {
                    connection.wait();
                }
                socket = Objects.requireNonNull(connected);
            }
            try {
                socket.send(frame);
                return;
            } catch (IOException _) {
                // It is sent over the next connection.
                synchronized (connection) {
                    if (connected == socket) {
                        connected = null;
                    }
                }
            }
        }
    }

    @Override
    public void over(RobotTask.Key key) {
        jobs.remove(key);
        if (leaving && jobs.isEmpty()) {
            done.complete(null);
        }
    }

    /**
     * Takes no more tasks, and ends when the present ones have ended: by themselves for a while, then because they must.
     * Returns at once; called again, they must end now.
     */
    void leave(Duration patience, Duration lastly) {
        if (leaving) {
            jobs.values().forEach(RobotJob::cancel);
            return;
        }
        leaving = true;
        terminal.note("leaving when %d runs have ended, in %d s at most".formatted(jobs.size(), patience.toSeconds()));
        Thread.startVirtualThread(() -> {
            try {
                synchronized (connection) {
                    if (connected != null) {
                        connected.send(hello(0));
                    }
                }
            } catch (IOException | InterruptedException _) {
                // The next hello says so.
            }
        });
        if (jobs.isEmpty()) {
            done.complete(null);
        }
        CompletableFuture.delayedExecutor(patience.toMillis(), TimeUnit.MILLISECONDS)
                .execute(() -> {
                    jobs.values().forEach(RobotJob::cancel);
                });
        var _ = done.completeOnTimeout(null, patience.plus(lastly).toMillis(), TimeUnit.MILLISECONDS);
    }
}
