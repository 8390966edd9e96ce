package dev.millrace.client;

import java.util.Map;
import java.util.function.Consumer;

/** The executions of a server. Thread-safe. */
public final class Executions {
    private static final String PATH = "/v1/executions";

    private final Connection connection;

    Executions(Connection connection) {
        this.connection = connection;
    }

    private static String path(String id) {
        return PATH + "/" + Query.encoded(id);
    }

    /**
     * Starts a workflow and waits for its end, however it ends: look at {@link Execution#status}.
     *
     * @throws ProblemException {@code workflow-not-found}, or {@code invalid-inputs} with all that is wrong
     */
    public Execution run(String workflow, Map<String, ?> inputs) {
        return await(start(workflow, inputs).executionId());
    }

    /**
     * Starts the newest revision of a workflow; returns when that is on the server's disk.
     *
     * @throws ProblemException {@code workflow-not-found}, or {@code invalid-inputs} with all that is wrong
     */
    public Started start(String workflow, Map<String, ?> inputs) {
        return start(StartRequest.of(workflow, inputs));
    }

    /** The same with a revision, a priority or a key of the caller's. */
    public Started start(StartRequest request) {
        return connection.send(request.call(), Started.class);
    }

    /**
     * How an execution stands, with its steps.
     *
     * @throws ProblemException {@code execution-not-found}
     */
    public Execution get(String id) {
        return connection.send(Call.get(path(id)), Execution.class);
    }

    /** A page of executions, without steps; {@code workflow}, {@code status}, {@code since}, {@code until} are criteria. */
    public Page<Execution> list(Query query) {
        return connection.page(Call.get(PATH + query.text()), Execution.class);
    }

    /**
     * Waits for the end of an execution.
     *
     * @throws UnreachableException when the server is away for longer than a minute
     */
    public Execution await(String id) {
        follow(id, event -> {});
        return get(id);
    }

    /**
     * Passes on every event of an execution, from its first to the one that ends it, each once and in order, over lost
     * connections and restarts of the server too. Runs in the caller's thread.
     *
     * @throws UnreachableException when the server is away for longer than a minute
     */
    public void follow(String id, Consumer<Event> sink) {
        follow(id, 0, sink);
    }

    /** The same from the event after this number on. */
    public void follow(String id, long after, Consumer<Event> sink) {
        new EventFollower(connection, path(id) + "/events", after).follow(sink);
    }

    /** What the execution has written so far. */
    public String log(String id) {
        return connection.send(Call.get(path(id) + "/logs").with("Accept", Call.PLAIN));
    }

    /**
     * Asks for the end of an execution and all its processes. When this returns the request is on the server's disk.
     *
     * @throws ProblemException {@code execution-ended} when it has ended
     */
    public void cancel(String id) {
        connection.send(Call.request(path(id) + "/cancel"));
    }

    /**
     * Goes on with a failed or cancelled execution from the step where it ended.
     *
     * @throws ProblemException {@code not-resumable}
     */
    public Started resume(String id) {
        return connection.send(Call.post(path(id) + "/resume", Map.of()), Started.class);
    }

    /** Starts a new execution with the inputs of this one. */
    public Started rerun(String id) {
        return connection.send(Call.request(path(id) + "/rerun").once(), Started.class);
    }
}
