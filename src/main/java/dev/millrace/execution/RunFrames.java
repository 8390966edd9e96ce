package dev.millrace.execution;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.access.Admission;
import dev.millrace.access.Admission.Cost;
import dev.millrace.access.Caller;
import dev.millrace.access.Scope;
import dev.millrace.execution.ExecutionJson.CancelResponse;
import dev.millrace.execution.ExecutionJson.StartRequest;
import dev.millrace.http.Idempotency;
import dev.millrace.http.JsonBody;
import dev.millrace.http.ProblemException;
import dev.millrace.socket.Frame;
import dev.millrace.socket.FrameHandler;
import dev.millrace.socket.FrameType;
import dev.millrace.socket.Peer;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.Response;
import java.io.UncheckedIOException;
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

    private final Executions executions;
    private final Starts starts;
    private final Admission admission;
    private final JsonBody json;
    private final ObjectMapper mapper;

    RunFrames(Executions executions, Starts starts, Admission admission, JsonBody json, ObjectMapper mapper) {
        this.executions = executions;
        this.starts = starts;
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
        int status = ACCEPTED;
        try {
            peer.answer(frame, frame.type().equals(RUN) ? run(peer, frame) : cancel(peer.caller(), frame));
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
        Response answer = starts.once(by, new Starts.Headers(key, null), "POST " + EXECUTIONS, body, keep -> {
            StartRequest request = json.convert(frame.fields(), StartRequest.class);
            return executions.start(by, Starts.order(request, peer.requestId(), null), keep);
        });
        ObjectNode started = Peer.frame("started").setAll((ObjectNode) tree(answer.getEntity()));
        return answer.getHeaderString(Idempotency.REPLAYED) == null ? started : started.put("replayed", true);
    }

    private static @Nullable String text(@Nullable JsonNode key) {
        if (key != null && !key.isTextual()) {
            throw ProblemException.invalid("/idempotency_key", "idempotency_key must be a string");
        }
        return key == null ? null : key.textValue();
    }

    /** An answer that was given before is kept as text. */
    private JsonNode tree(Object answer) {
        try {
            return answer instanceof String text ? mapper.readTree(text) : mapper.valueToTree(answer);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
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
