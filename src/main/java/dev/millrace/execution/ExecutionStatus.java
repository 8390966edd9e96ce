package dev.millrace.execution;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** How far an execution is. */
public enum ExecutionStatus {
    /** Accepted, waits for its turn. */
    QUEUED,
    RUNNING,
    /** Waits for somebody outside: a robot or a person. */
    WAITING,
    COMPLETED,
    FAILED,
    CANCELLED;

    /** The status of this name as it is written in JSON and in the database. */
    @JsonCreator
    public static ExecutionStatus of(String wire) {
        return valueOf(wire.toUpperCase(Locale.ROOT));
    }

    /** The name in JSON and in the database. */
    @JsonValue
    public String wire() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Whether nothing more happens, unless somebody resumes the execution. */
    public boolean ended() {
        return this == COMPLETED || this == FAILED || this == CANCELLED;
    }
}
