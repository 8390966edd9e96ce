package dev.millrace.robot;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.testing.TestServer;
import dev.millrace.testing.WebSocketClient;

/** A robot under the control of a test. Used by one thread. */
final class TestRobot implements AutoCloseable {
    private final WebSocketClient socket;

    private TestRobot(WebSocketClient socket) {
        this.socket = socket;
    }

    /** A run that the robot was sent. */
    record Run(String executionId, int attempt, JsonNode frame) {
        /** Its name in a list of what is running. */
        String name() {
            return "{\"execution_id\":\"%s\",\"attempt\":%d}".formatted(executionId, attempt);
        }
    }

    /** One that has not said hello. */
    static TestRobot silent(TestServer server, Owner owner) {
        return new TestRobot(WebSocketClient.open(server, owner.key()));
    }

    /** A robot that does all workflows, with this many places. */
    static TestRobot connect(TestServer server, Owner owner, String name, int capacity) {
        return connect(server, owner, name, "'workflows':'*','capacity':" + capacity);
    }

    /** A robot that says this of itself. */
    static TestRobot connect(TestServer server, Owner owner, String name, String fields) {
        TestRobot robot = silent(server, owner);
        robot.hello(name, fields);
        robot.socket.next("welcome");
        return robot;
    }

    /** A robot with one place that comes back with a run. */
    static TestRobot comeBack(TestServer server, Owner owner, String name, Run run) {
        return connect(server, owner, name, "'workflows':'*','capacity':1,'running':[" + run.name() + "]");
    }

    void hello(String name, String fields) {
        socket.send("{'type':'hello','robot':'%s',%s}".formatted(name, fields));
    }

    WebSocketClient socket() {
        return socket;
    }

    /** The next run that it is sent. */
    Run awaitRun() {
        return run(socket.next("run"));
    }

    /** The run of a frame. */
    static Run run(JsonNode frame) {
        return new Run(
                frame.path("execution_id").asText(), frame.path("attempt").asInt(), frame);
    }

    /** The next run, which it begins. */
    Run begin() {
        Run run = awaitRun();
        say(run, "accepted", "");
        return run;
    }

    /** Says something of a run, with these further fields. */
    void say(Run run, String type, String fields) {
        String more = fields.isEmpty() ? "" : "," + fields;
        socket.send("{'type':'%s','execution_id':'%s','attempt':%d%s}"
                .formatted(type, run.executionId(), run.attempt(), more));
    }

    /** Ends a run with these outputs, and waits until that is acknowledged. */
    void complete(Run run, String outputs) {
        say(run, "result", "'status':'completed','outputs':" + outputs);
        socket.next("ack");
    }

    /** The problem of the next frame that is refused. */
    JsonNode refusal() {
        return socket.next("error").path("problem");
    }

    void sign() {
        socket.send("{'type':'ping'}");
    }

    void breakOff() {
        socket.abort();
    }

    @Override
    public void close() {
        socket.close();
    }
}
