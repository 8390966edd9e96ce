package dev.millrace.store;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;

/**
 * Brings the schema up to date. The scripts are numbered files in {@code db/migration/<dialect>}. Where several servers
 * start at once, one of them migrates and the others wait for it, by a lock of the database's. A schema that is newer than
 * this program is left as it is: so an older server can be started beside newer ones.
 */
final class Migrations {
    /** The number of the last script. */
    static final int NEWEST = 10;

    private static final String HISTORY = "schema_history";

    private Migrations() {}

    static void run(DataSource source, String dialect) {
        // At nearly every start there is nothing to do, and to find that out takes the library longer than all the
        // rest.
        if (!isCurrent(source)) {
            flyway(source, dialect).migrate();
        }
    }

    /** Whether the last script was run, and none has failed. */
    private static boolean isCurrent(DataSource source) {
        try (Connection connection = source.getConnection();
                Statement statement = connection.createStatement();
                ResultSet steps = statement.executeQuery("SELECT version, success FROM " + HISTORY)) {
            boolean current = false;
            while (steps.next()) {
                if (!steps.getBoolean("success")) {
                    return false;
                }
                current |= String.valueOf(NEWEST).equals(steps.getString("version"));
            }
            return current;
        } catch (SQLException _) {
            // There is no history yet; or else there will be the same trouble again, and who migrates tells of it.
            return false;
        }
    }

    static Flyway flyway(DataSource source, String dialect) {
        return Flyway.configure(Migrations.class.getClassLoader())
                .dataSource(source)
                .locations("classpath:db/migration/" + dialect)
                .table(HISTORY)
                .failOnMissingLocations(true)
                .load();
    }
}
