package dev.millrace.workflow;

import dev.millrace.workflow.Workflow.Hook;
import java.util.List;
import java.util.Optional;

/** Reads lists of hooks. */
final class HookReader {
    private HookReader() {}

    static Workflow.Hooks ofWorkflow(Section workflow) {
        Optional<Section> hooks = workflow.section("hooks", "hooks of the workflow");
        if (hooks.isEmpty()) {
            return new Workflow.Hooks(List.of(), List.of(), List.of(), List.of());
        }
        Section section = hooks.get();
        Workflow.Hooks read = new Workflow.Hooks(
                list(section, "workflow_start"),
                list(section, "workflow_end"),
                list(section.in(Place.ERROR_HOOK), "workflow_error"),
                list(section, "workflow_cancel"));
        section.refuseOtherKeys();
        return read;
    }

    static Common.Hooks ofStep(Section step) {
        Optional<Section> hooks = step.section("hooks", "hooks of " + step.subject());
        if (hooks.isEmpty()) {
            return new Common.Hooks(List.of(), List.of());
        }
        Common.Hooks read = new Common.Hooks(list(hooks.get(), "pre"), list(hooks.get(), "post"));
        hooks.get().refuseOtherKeys();
        return read;
    }

    private static List<Hook> list(Section hooks, String key) {
        return hooks.sections(key, "an entry of " + key, HookReader::hook);
    }

    private static Optional<Hook> hook(Section entry) {
        Optional<Hook> log = entry.template("log").map(Hook.Log::new);
        Optional<Hook> command = entry.template("command").map(Hook.Run::new);
        if (!entry.has("log") && !entry.has("command")) {
            entry.error("%s needs `log` or `command`".formatted(entry.subject()));
        }
        entry.refuseOtherKeys();
        return log.or(() -> command);
    }
}
