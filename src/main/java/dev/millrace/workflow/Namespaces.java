package dev.millrace.workflow;

import java.util.List;
import java.util.Set;

/** What templates and conditions can refer to. */
final class Namespaces {
    /** The first words of references. */
    static final Set<String> ROOTS =
            Set.of("inputs", "states", "workflow", "loop", "context", "error", "env", "awf", "secrets");

    /** What every state has; what is below {@code Response}, {@code JSON} and {@code Outputs} depends on the step. */
    static final List<String> STATE = List.of(
            "Output",
            "Stderr",
            "ExitCode",
            "Status",
            "Response",
            "JSON",
            "Data",
            "Outputs",
            "TokensUsed",
            "TokensInput",
            "TokensOutput",
            "TokensEstimated");

    static final List<String> WORKFLOW = List.of("ID", "Name", "CurrentState", "StartedAt", "Duration");

    static final List<String> LOOP = List.of(
            "Item", "Index", "Index1", "First", "Last", "Length", "Parent", "item", "index", "index1", "first", "last",
            "length", "parent");

    static final List<String> CONTEXT = List.of("WorkingDir", "User", "Hostname", "working_dir", "user", "hostname");

    static final List<String> ERROR =
            List.of("Message", "State", "ExitCode", "Type", "message", "state", "exit_code", "type");

    static final List<String> AWF = List.of(
            "prompts_dir",
            "scripts_dir",
            "config_dir",
            "data_dir",
            "workflows_dir",
            "plugins_dir",
            "skills_dir",
            "roles_dir");

    private Namespaces() {}
}
