package dev.millrace.cli;

import dev.millrace.store.Schema;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code millrace database migrate}: brings the schema up to date. */
@Command(
        name = "migrate",
        description =
                "Bring the schema of the database up to date, as the start of a server does. Servers of the version before can go on meanwhile.",
        mixinStandardHelpOptions = true,
        footerHeading = "%nExamples:%n",
        footer = {
            "  DATABASE_URL=mysql://... millrace database migrate",
            "  millrace database migrate --data-dir ./data"
        })
final class DatabaseMigrateCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Mixin
    private DatabaseOptions options = new DatabaseOptions();

    DatabaseMigrateCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws InterruptedException, IOException {
        Framework.logQuietly();
        try (Schema schema = options.schema()) {
            int made = schema.migrate();
            terminal.line(made == 0 ? "The schema is up to date." : "Made %d steps of the schema.".formatted(made));
        }
        return ExitStatus.OK.code();
    }
}
