package dev.millrace.store;

import javax.sql.DataSource;
import org.flywaydb.core.Flyway;

/** Brings the schema up to date. The scripts are numbered files in {@code db/migration/<dialect>}. */
final class Migrations {
    private Migrations() {}

    static void run(DataSource source, String dialect) {
        Flyway.configure(Migrations.class.getClassLoader())
                .dataSource(source)
                .locations("classpath:db/migration/" + dialect)
                .table("schema_history")
                .failOnMissingLocations(true)
                .load()
                .migrate();
    }
}
