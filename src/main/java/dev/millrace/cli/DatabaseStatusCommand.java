package dev.millrace.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.millrace.store.Schema;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code millrace database status}: what the schema is made of, and what it lacks. */
@Command(
        name = "status",
        description = "Show which steps of the schema the database has, and which a start or `migrate` would make.",
        mixinStandardHelpOptions = true,
        footerHeading = "%nExamples:%n",
        footer = {
            "  DATABASE_URL=mysql://... millrace database status",
            "  millrace database status --json | jq '.[] | select(.state == \"pending\")'"
        })
final class DatabaseStatusCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Mixin
    private DatabaseOptions options = new DatabaseOptions();

    @Mixin
    private JsonOption json = new JsonOption();

    DatabaseStatusCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws InterruptedException, IOException {
        Framework.logQuietly();
        List<Schema.Step> steps;
        try (Schema schema = options.schemaToRead()) {
            steps = schema.steps();
        }
        if (json.given()) {
            ArrayNode list = Json.array();
            steps.forEach(step -> list.addObject()
                    .put("version", step.version())
                    .put("description", step.description())
                    .put("state", word(step.state())));
            terminal.line(Json.pretty(list));
        } else {
            Table table = Table.of("VERSION", "STATE", "WHAT");
            steps.forEach(step -> table.row(step.version(), word(step.state()), step.description()));
            table.lines().forEach(terminal::line);
        }
        return ExitStatus.OK.code();
    }

    private static String word(Schema.State state) {
        return state.name().toLowerCase(Locale.ROOT);
    }
}
