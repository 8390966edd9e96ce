package dev.millrace.execution;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** How one attempt at a step stands. */
public enum StepStatus {
    RUNNING,
    COMPLETED,
    FAILED,
    CANCELLED,
    SKIPPED,
    /** It was running when the server died; whether it acted is not known. */
    INTERRUPTED;

    /** The status of this name as it is written in JSON. */
    @JsonCreator
    public static StepStatus of(String wire) {
        return valueOf(wire.toUpperCase(Locale.ROOT));
    }

    /** The name in JSON. */
    @JsonValue
    public String wire() {
        return name().toLowerCase(Locale.ROOT);
    }
}
