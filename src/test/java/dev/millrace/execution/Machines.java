package dev.millrace.execution;

import dev.millrace.config.Environment;
import dev.millrace.config.Settings;
import dev.millrace.config.SettingsLoader;
import dev.millrace.process.Processes;
import dev.millrace.process.Timeouts;
import java.util.Map;

/** The server's machine under different settings. */
final class Machines {
    private static final Processes PROCESSES = new Processes(4, Timeouts.DEFAULT);

    /** As it is when nothing is set. */
    static final Machine OPEN = with(Map.of());

    private Machines() {}

    /** Under settings of {@code engine}, given by the names of their variables. */
    static Machine with(Map<String, String> variables) {
        Settings settings = SettingsLoader.load(null, Environment.of(variables), Map.of());
        return new Machine(PROCESSES, settings.engine());
    }
}
