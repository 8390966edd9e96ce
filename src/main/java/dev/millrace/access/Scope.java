package dev.millrace.access;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;
import java.util.Optional;

/**
 * Something that a caller may do. Who may write may read as well: the answer to a change shows what was changed.
 * {@code admin} may do everything.
 */
public enum Scope {
    WORKFLOWS_READ("workflows:read"),
    WORKFLOWS_WRITE("workflows:write"),
    EXECUTIONS_READ("executions:read"),
    EXECUTIONS_WRITE("executions:write"),
    SESSIONS_READ("sessions:read"),
    SESSIONS_WRITE("sessions:write"),
    CATALOG_READ("catalog:read"),
    CATALOG_WRITE("catalog:write"),
    TRIGGERS_READ("triggers:read"),
    TRIGGERS_WRITE("triggers:write"),
    /** To do the work of remote workflows. */
    ROBOTS_CONNECT("robots:connect"),
    KEYS_READ("keys:read"),
    KEYS_WRITE("keys:write"),
    /** To upload steps that run commands on the server's machine. */
    COMMANDS("commands"),
    ADMIN("admin");

    private final String wire;

    Scope(String wire) {
        this.wire = wire;
    }

    /** The scope's name in tokens, keys and answers. */
    @JsonValue
    public String wire() {
        return wire;
    }

    /** The scope of this name. */
    static Optional<Scope> of(String wire) {
        return Arrays.stream(values()).filter(scope -> scope.wire.equals(wire)).findFirst();
    }

    /** Whether who has this scope may also do what the other one stands for. */
    boolean implies(Scope other) {
        return this == other
                || switch (this) {
                    case ADMIN -> true;
                    case WORKFLOWS_WRITE -> other == WORKFLOWS_READ;
                    case EXECUTIONS_WRITE -> other == EXECUTIONS_READ;
                    case SESSIONS_WRITE -> other == SESSIONS_READ;
                    case CATALOG_WRITE -> other == CATALOG_READ;
                    case TRIGGERS_WRITE -> other == TRIGGERS_READ;
                    case KEYS_WRITE -> other == KEYS_READ;
                    case WORKFLOWS_READ,
                            EXECUTIONS_READ,
                            SESSIONS_READ,
                            CATALOG_READ,
                            TRIGGERS_READ,
                            ROBOTS_CONNECT,
                            KEYS_READ,
                            COMMANDS -> false;
                };
    }
}
