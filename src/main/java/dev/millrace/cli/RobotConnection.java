package dev.millrace.cli;

import com.fasterxml.jackson.databind.JsonNode;

/** What the jobs of a robot need of its connection. Thread-safe. */
interface RobotConnection {
    /** Sends a frame, after waiting for a connection while there is none. It is lost if the connection breaks right then. */
    void send(JsonNode frame) throws InterruptedException;

    /** Nobody needs to hear of a job any more. */
    void over(RobotTask.Key key);
}
