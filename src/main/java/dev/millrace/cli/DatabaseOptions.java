package dev.millrace.cli;

import dev.millrace.config.Environment;
import dev.millrace.config.Settings;
import dev.millrace.config.SettingsException;
import dev.millrace.config.SettingsLoader;
import dev.millrace.store.MysqlAddress;
import dev.millrace.store.Schema;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which database is meant: the one that a server with the same settings would use. */
public final class DatabaseOptions {
    @Option(names = "--config", paramLabel = "FILE", description = "Settings in YAML, as `millrace server` takes them.")
    private @Nullable Path config;

    @Option(
            names = "--data-dir",
            paramLabel = "DIR",
            description = "Where the embedded database is kept (default: ./data).")
    private @Nullable String dataDir;

    DatabaseOptions() {}

    /** Opens the schema, to change it. Close it in the end. */
    Schema schema() throws InterruptedException {
        return schema(Schema::of);
    }

    /** Opens the schema only to read it, also while a server works with it. Close it in the end. */
    Schema schemaToRead() throws InterruptedException {
        return schema(Schema::reading);
    }

    private interface FileSchema {
        Schema of(Path file) throws IOException;
    }

    private Schema schema(FileSchema embedded) throws InterruptedException {
        try {
            Map<String, String> flags = dataDir == null ? Map.of() : Map.of("data_dir", dataDir);
            return switch (SettingsLoader.load(config, Environment.ofProcess(), flags)
                    .database()) {
                case Settings.Database.Sqlite sqlite -> embedded.of(sqlite.file());
                case Settings.Database.Mysql mysql -> Schema.of(address(mysql));
            };
        } catch (SettingsException e) {
            throw CommandException.of(e);
        } catch (IOException | SQLException e) {
            throw new CommandException(ExitStatus.SYSTEM_FAULT, "%s.".formatted(Framework.reason(e)));
        }
    }

    /** Where the database of these settings is, in the words of its driver. */
    public static MysqlAddress address(Settings.Database.Mysql mysql) {
        String sslMode =
                switch (mysql.encryption()) {
                    case DISABLED -> "disable";
                    case REQUIRED -> "trust";
                    case VERIFY_CA -> "verify-ca";
                    case VERIFY_IDENTITY -> "verify-full";
                };
        return new MysqlAddress(
                mysql.host(),
                mysql.port(),
                mysql.name(),
                mysql.user(),
                mysql.password().value(),
                sslMode);
    }
}
