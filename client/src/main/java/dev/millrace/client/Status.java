package dev.millrace.client;

import com.fasterxml.jackson.annotation.JsonProperty;

/** How far an execution is. */
public enum Status {
    /** It waits for its turn. */
    @JsonProperty("queued")
    QUEUED,
    @JsonProperty("running")
    RUNNING,
    /** It waits for somebody outside, such as a robot. */
    @JsonProperty("waiting")
    WAITING,
    @JsonProperty("completed")
    COMPLETED,
    @JsonProperty("failed")
    FAILED,
    @JsonProperty("cancelled")
    CANCELLED;

    /** Whether nothing more happens unless somebody resumes it. */
    public boolean isEnd() {
        return switch (this) {
            case QUEUED, RUNNING, WAITING -> false;
            case COMPLETED, FAILED, CANCELLED -> true;
        };
    }
}
