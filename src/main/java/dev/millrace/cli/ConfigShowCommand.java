package dev.millrace.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.config.Environment;
import dev.millrace.config.Setting;
import dev.millrace.config.SettingsException;
import dev.millrace.config.SettingsLoader;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code millrace config show}: every setting with its value and where that comes from. */
@Command(
        name = "show",
        description = "Show every setting with its value and where that was set. Secrets are not shown.",
        mixinStandardHelpOptions = true,
        footerHeading = "%nExamples:%n",
        footer = {
            "  millrace config show",
            "  API_PORT=9000 millrace config show --config millrace.yaml",
            "  millrace config show --json | jq '.[\"api.port\"]'"
        })
final class ConfigShowCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Option(names = "--config", paramLabel = "FILE", description = "Settings in YAML, as `millrace server` takes them.")
    private @Nullable Path config;

    @Mixin
    private JsonOption json = new JsonOption();

    ConfigShowCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        List<Setting> settings;
        try {
            settings = SettingsLoader.explain(config, Environment.ofProcess());
        } catch (SettingsException e) {
            throw CommandException.of(e);
        }
        if (json.given()) {
            ObjectNode document = Json.object();
            settings.forEach(setting -> document.putObject(setting.key())
                    .put("value", setting.value())
                    .put("origin", setting.origin()));
            terminal.line(Json.pretty(document));
        } else {
            Table table = Table.of("SETTING", "VALUE", "FROM");
            settings.forEach(setting -> table.row(setting.key(), setting.value(), setting.origin()));
            table.lines().forEach(terminal::line);
        }
        return ExitStatus.OK.code();
    }
}
