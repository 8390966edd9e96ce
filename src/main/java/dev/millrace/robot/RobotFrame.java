package dev.millrace.robot;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.execution.RobotHost.Task;
import dev.millrace.http.Times;
import dev.millrace.socket.Peer;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The frames of robots: what they send, by its fields, and what is sent to them. */
final class RobotFrame {
    private RobotFrame() {}

    /**
     * What a robot begins with.
     *
     * @param workflows ids, or {@code "*"}
     * @param running what it has of former connections: runs that it is at, and results that were not acknowledged
     */
    record Hello(
            @Nullable String robot,
            @Nullable JsonNode workflows,
            @Nullable Integer capacity,
            @Nullable Map<String, String> labels,
            @Nullable List<RunName> running) {}

    /** Which run something is about. */
    record RunName(@Nullable String executionId, @Nullable Integer attempt) {}

    record Log(
            @Nullable String executionId,
            @Nullable Integer attempt,
            @Nullable String stream,
            @Nullable String text) {}

    record Progress(
            @Nullable String executionId,
            @Nullable Integer attempt,
            @Nullable Double percent,
            @Nullable String message) {}

    /** @param error a text, or an object with a {@code message} */
    record Result(
            @Nullable String executionId,
            @Nullable Integer attempt,
            @Nullable String status,
            @Nullable ObjectNode outputs,
            @Nullable JsonNode error,
            @Nullable Integer exitCode) {}

    static ObjectNode welcome(String id, double heartbeatSeconds) {
        return Peer.frame("welcome").put("robot_id", id).put("heartbeat_seconds", heartbeatSeconds);
    }

    static ObjectNode run(RunKey key, Task task, ObjectMapper mapper) {
        ObjectNode frame = about("run", key).put("workflow", task.workflow()).put("step", task.step());
        frame.set("inputs", mapper.valueToTree(task.inputs()));
        return frame.put(
                "deadline",
                task.deadline().map(at -> Times.text(at.toEpochMilli())).orElse(null));
    }

    static ObjectNode cancel(RunKey key) {
        return about("cancel", key);
    }

    static ObjectNode ack(RunKey key) {
        return about("ack", key);
    }

    private static ObjectNode about(String type, RunKey key) {
        return Peer.frame(type).put("execution_id", key.executionId()).put("attempt", key.attempt());
    }
}
