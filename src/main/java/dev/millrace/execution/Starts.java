package dev.millrace.execution;

import dev.millrace.access.Caller;
import dev.millrace.execution.ExecutionJson.ExecutionInfo;
import dev.millrace.execution.ExecutionJson.RunResponse;
import dev.millrace.execution.ExecutionJson.StartRequest;
import dev.millrace.http.Idempotency;
import dev.millrace.http.ProblemException;
import dev.millrace.http.RequestIds;
import dev.millrace.http.RequestSpans;
import dev.millrace.store.Write;
import io.vertx.core.http.HttpServerRequest;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What all ways to start an execution over REST share: acting once per idempotency key, and waiting for the end. */
@Singleton
final class Starts {
    private static final String TRIGGER = "api";
    private static final int MAX_PRIORITY = 1_000;

    private final Executions executions;
    private final Idempotency idempotency;

    Starts(Executions executions, Idempotency idempotency) {
        this.executions = executions;
        this.idempotency = idempotency;
    }

    /** Accepts an execution together with the answer that is kept for a repeated request. */
    @FunctionalInterface
    interface Starter {
        Engine.Accepted start(Function<ExecutionRow, Write<?>> keep) throws InterruptedException;
    }

    /**
     * What a request says of itself in its headers.
     *
     * @param key its idempotency key
     * @param prefer whether it wishes to wait
     */
    record Headers(@Nullable String key, @Nullable String prefer) {}

    /** Starts an execution, unless this request has done so before. */
    Response once(Caller by, Headers headers, String target, byte[] body, Starter starter) throws InterruptedException {
        Duration patience = Preference.wait(headers.prefer());
        try (Idempotency.Claim claim = idempotency.claim(by.userId(), headers.key(), target, body)) {
            Response replay = claim.replay();
            if (replay != null) {
                return patience == null ? replay : awaited(by, replay, patience);
            }
            Engine.Accepted accepted = starter.start(row -> claim.keep(202, location(row), RunResponse.of(row)));
            return answer(by, accepted, patience);
        }
    }

    private Response answer(Caller by, Engine.Accepted accepted, @Nullable Duration patience)
            throws InterruptedException {
        ExecutionRow row = accepted.row();
        Response unfinished =
                Response.accepted(RunResponse.of(row)).location(location(row)).build();
        if (patience == null) {
            return unfinished;
        }
        if (accepted.ended() == null) {
            return awaited(by, unfinished, patience);
        }
        try {
            Ended ended = accepted.ended().get(patience.toMillis(), TimeUnit.MILLISECONDS);
            return ended.state().status().ended() ? whole(executions.whole(row, ended)) : unfinished;
        } catch (TimeoutException _) {
            return unfinished;
        } catch (ExecutionException e) {
            throw new IllegalStateException("the end of an execution has no failure", e);
        }
    }

    /** The execution that an answer speaks of, if it ends in time; else that answer. */
    private Response awaited(Caller by, Response unfinished, Duration patience) throws InterruptedException {
        String path = unfinished.getLocation().getPath();
        ExecutionRow row = executions.get(by, path.substring(path.lastIndexOf('/') + 1));
        if (!executions.awaitEnd(row, patience)) {
            return unfinished;
        }
        Response whole = whole(executions.whole(row));
        String replayed = unfinished.getHeaderString(Idempotency.REPLAYED);
        return replayed == null
                ? whole
                : Response.fromResponse(whole)
                        .header(Idempotency.REPLAYED, replayed)
                        .build();
    }

    private static Response whole(Executions.Whole execution) {
        return Response.ok(ExecutionInfo.of(execution))
                .location(location(execution.row()))
                .header("Preference-Applied", "wait")
                .build();
    }

    static URI location(ExecutionRow row) {
        return URI.create("/v1/executions/" + row.executionId());
    }

    /** What a request wants that names the workflow in its body. */
    static Executions.Order order(StartRequest request, String requestId, @Nullable String traceParent) {
        String workflow = either("workflow", request.workflow(), "project_id", request.projectId());
        if (workflow == null) {
            throw ProblemException.invalid("/workflow", "workflow (or project_id) is required");
        }
        Map<String, Object> inputs = either("inputs", request.inputs(), "params", request.params());
        return order(workflow, inputs, request.revision(), request.priority(), requestId, traceParent);
    }

    private static <T> @Nullable T either(String name, @Nullable T value, String otherName, @Nullable T other) {
        if (value != null && other != null) {
            throw ProblemException.invalid(
                    "/" + otherName, "%s and %s mean the same; send one".formatted(name, otherName));
        }
        return value != null ? value : other;
    }

    static Executions.Order order(
            String workflow,
            @Nullable Map<String, Object> inputs,
            @Nullable Integer revision,
            @Nullable Integer priority,
            HttpServerRequest http) {
        return order(workflow, inputs, revision, priority, RequestIds.of(http), RequestSpans.traceParent());
    }

    private static Executions.Order order(
            String workflow,
            @Nullable Map<String, Object> inputs,
            @Nullable Integer revision,
            @Nullable Integer priority,
            String requestId,
            @Nullable String traceParent) {
        int urgency = Objects.requireNonNullElse(priority, 0);
        if (Math.abs(urgency) > MAX_PRIORITY) {
            throw ProblemException.invalid(
                    "/priority", "priority must be from -%d to %d".formatted(MAX_PRIORITY, MAX_PRIORITY));
        }
        return new Executions.Order(
                workflow,
                revision,
                Objects.requireNonNullElse(inputs, Map.of()),
                urgency,
                TRIGGER,
                requestId,
                traceParent);
    }
}
