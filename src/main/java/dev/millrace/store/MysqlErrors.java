package dev.millrace.store;

import java.sql.SQLException;
import java.util.Set;

/** What errors of MySQL and MariaDB mean, by their numbers and SQL states. */
final class MysqlErrors {
    private static final int LOCK_WAIT_TIMEOUT = 1205;
    private static final int DUPLICATE_ENTRY = 1062;

    /** A deadlock; a row that has changed since a transaction began to look (MariaDB 11). */
    private static final Set<Integer> CONFLICTS = Set.of(1213, 1020);

    /** A full disk or table, no memory, a server that is only read. */
    private static final Set<Integer> REFUSALS = Set.of(1021, 1037, 1038, 1041, 1114, 1290, 1792, 1836);

    /** The server stops, somebody has ended the connection, or it was silent for too long. */
    private static final Set<Integer> GOODBYES = Set.of(1053, 1927, 2006, 2013, 3169, 4031);

    /** A wrong password or no rights, and a database that is not there: to wait does not help. */
    private static final Set<Integer> SETTINGS = Set.of(1044, 1045, 1049, 1130, 1251, 1275, 1698);

    private MysqlErrors() {}

    static Trouble trouble(SQLException error) {
        int code = error.getErrorCode();
        if (isOfConnection(error)) {
            return Trouble.CONNECTION;
        }
        if (code == LOCK_WAIT_TIMEOUT) {
            return Trouble.LOCKED;
        }
        if (CONFLICTS.contains(code)) {
            return Trouble.CONFLICT;
        }
        return REFUSALS.contains(code) ? Trouble.REFUSED : Trouble.STATEMENT;
    }

    static boolean isDuplicate(SQLException error) {
        return error.getErrorCode() == DUPLICATE_ENTRY;
    }

    /** Whether there is no connection any more, or none could be made. */
    static boolean isOfConnection(SQLException error) {
        String state = error.getSQLState();
        return GOODBYES.contains(error.getErrorCode()) || (state != null && state.startsWith("08"));
    }

    /** Whether a connection is refused for a reason that only other settings put right. */
    static boolean isOfSettings(SQLException error) {
        return SETTINGS.contains(error.getErrorCode());
    }
}
