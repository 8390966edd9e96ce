package dev.millrace.workflow;

import dev.millrace.access.CurrentCaller;
import dev.millrace.access.Scope;
import dev.millrace.config.Settings;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.stream.Stream;

/**
 * Decides which workflows may reach the server's machine: none, where the settings say so, and of uploads those of callers
 * with the scope {@code commands}. Thread-safe.
 */
@Singleton
final class MachineAccess {
    private static final String CLOSED =
            "which the setting engine.command_steps does not allow; remove it, or set that to true";

    private final boolean open;
    private final CurrentCaller caller;

    MachineAccess(Settings settings, CurrentCaller caller) {
        this.open = settings.engine().commandSteps();
        this.caller = caller;
    }

    /** What a document is read as here: where no workflow may reach the machine, one that does is refused. */
    Reading settle(Reading reading) {
        return switch (reading) {
            case Reading.Accepted accepted
            when !open && !accepted.machine().isEmpty() ->
                new Reading.Refused(problems(accepted.machine(), CLOSED), accepted.warnings());
            case Reading.Accepted accepted -> accepted;
            case Reading.Refused refused -> refused;
        };
    }

    /** Refuses the upload of what the caller may not have run here. Throws a 403 that lists every use of the machine. */
    void requireScope(List<MachineUse> uses) {
        if (!uses.isEmpty()) {
            caller.get().require(Scope.COMMANDS, WorkflowJson.items(problems(uses, needsScope())));
        }
    }

    /** Refuses the upload of what drives sessions by a caller who may not do so. Throws a 403. */
    void requireSessions(Workflow workflow) {
        if (workflow.hasKeywords()) {
            caller.get().require(Scope.SESSIONS_WRITE);
        }
    }

    /** The warnings of a valid document, and what would stand in the way if the caller uploaded it. */
    List<Problem> warnings(Reading.Accepted accepted) {
        return accepted.machine().isEmpty() || caller.get().may(Scope.COMMANDS)
                ? accepted.warnings()
                : Stream.concat(accepted.warnings().stream(), problems(accepted.machine(), needsScope()).stream())
                        .toList();
    }

    private static List<Problem> problems(List<MachineUse> uses, String why) {
        return uses.stream().map(use -> use.because(why)).toList();
    }

    private static String needsScope() {
        return "for which an upload needs the scope `%s`".formatted(Scope.COMMANDS.wire());
    }
}
