package dev.millrace.store;

import java.sql.SQLException;

/** The connection broke after a commit was asked for: whether it took place has to be found out. */
final class OutcomeUnknown extends SQLException {
    private static final long serialVersionUID = 1L;

    OutcomeUnknown(SQLException cause) {
        super("the answer to a commit did not come: " + cause.getMessage(), cause);
    }
}
