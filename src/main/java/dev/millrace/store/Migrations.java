package dev.millrace.store;

import javax.sql.DataSource;
import org.flywaydb.core.Flyway;

/**
 * Brings the schema up to date. The scripts are numbered files in {@code db/migration/<dialect>}. Where several servers
 * start at once, one of them migrates and the others wait for it, by a lock of the database's. A schema that is newer than
 * this program is left as it is: so an older server can be started beside newer ones.
 */
final class Migrations {
    private Migrations() {}

    static void run(DataSource source, String dialect) {
        flyway(source, dialect).migrate();
    }

    static Flyway flyway(DataSource source, String dialect) {
        return Flyway.configure(Migrations.class.getClassLoader())
                .dataSource(source)
                .locations("classpath:db/migration/" + dialect)
                .table("schema_history")
                .failOnMissingLocations(true)
                .load();
    }
}
