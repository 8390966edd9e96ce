package dev.millrace.execution;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.access.Admission;
import dev.millrace.access.Admission.Cost;
import dev.millrace.access.Caller;
import dev.millrace.access.Scope;
import dev.millrace.execution.ExecutionJson.CancelResponse;
import dev.millrace.execution.ExecutionJson.RunResponse;
import dev.millrace.execution.ExecutionJson.StartRequest;
import dev.millrace.http.Idempotency;
import dev.millrace.http.JsonBody;
import dev.millrace.http.ProblemException;
import dev.millrace.socket.Frame;
import dev.millrace.socket.FrameHandler;
import dev.millrace.socket.FrameType;
import dev.millrace.socket.Peer;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Takes {@code run} and {@code cancel}: what POST /v1/executions and POST /v1/executions/{id}/cancel do, over a socket. */
@Singleton
final class RunFrames implements FrameHandler {
    private static final String RUN = "run";
    private static final String CANCEL = "cancel";
    private static final String EXECUTIONS = "/v1/executions";
    private static final int ACCEPTED = 202;
    private static final int FAILED = 500;

    private final Executions executions;
    private final Idempotency idempotency;
    private final Admission admission;
    private final JsonBody json;
    private final ObjectMapper mapper;

    RunFrames(Executions executions, Idempotency idempotency, Admission admission, JsonBody json, ObjectMapper mapper) {
        this.executions = executions;
        this.idempotency = idempotency;
        this.admission = admission;
        this.json = json;
        this.mapper = mapper;
    }

    private record Cancel(@Nullable String executionId) {}

    @Override
    public Set<FrameType> types() {
        return Set.of(
                new FrameType(RUN, Scope.EXECUTIONS_WRITE, Cost.START),
                new FrameType(CANCEL, Scope.EXECUTIONS_WRITE, Cost.REQUEST));
    }

    @Override
    public void received(Peer peer, Frame frame) throws InterruptedException {
        int status = FAILED;
        try {
            peer.answer(frame, frame.type().equals(RUN) ? run(peer, frame) : cancel(peer.caller(), frame));
            status = ACCEPTED;
        } catch (ProblemException e) {
            status = e.status();
            throw e;
        } finally {
            admission.record(peer.caller(), peer.requestId(), "WS " + frame.type(), EXECUTIONS, status);
        }
    }

    private ObjectNode run(Peer peer, Frame frame) throws InterruptedException {
        String key = text(frame.fields().remove("idempotency_key"));
        byte[] body = frame.fields().toString().getBytes(StandardCharsets.UTF_8);
        Caller by = peer.caller();
        try (Idempotency.Claim claim = idempotency.claim(by.userId(), key, "POST " + EXECUTIONS, body)) {
            String earlier = claim.earlierBody();
            if (earlier != null) {
                return started(json.readObject(earlier.getBytes(StandardCharsets.UTF_8)))
                        .put("replayed", true);
            }
            StartRequest request = json.convert(frame.fields(), StartRequest.class);
            Engine.Accepted accepted = executions.start(
                    by,
                    Starts.order(request, peer.requestId(), null),
                    row -> claim.keep(ACCEPTED, Starts.location(row), RunResponse.of(row)));
            return started(mapper.valueToTree(RunResponse.of(accepted.row())));
        }
    }

    private static ObjectNode started(ObjectNode answer) {
        return Peer.frame("started").setAll(answer);
    }

    private static @Nullable String text(@Nullable JsonNode key) {
        if (key != null && !key.isTextual()) {
            throw ProblemException.invalid("/idempotency_key", "idempotency_key must be a string");
        }
        return key == null ? null : key.textValue();
    }

    private ObjectNode cancel(Caller by, Frame frame) throws InterruptedException {
        String id = json.convert(frame.fields(), Cancel.class).executionId();
        if (id == null) {
            throw ProblemException.invalid("/execution_id", "execution_id is required");
        }
        CancelResponse answer = executions.cancel(by, id);
        return Peer.frame("cancelling")
                .put("execution_id", answer.executionId())
                .put("status", answer.status());
    }
}
