package dev.millrace.workflow;

import dev.millrace.access.Caller;
import dev.millrace.access.Ownership;
import dev.millrace.http.ProblemException;
import dev.millrace.secret.Secrets;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Reads documents that come in, among the step templates, workflows and secrets that there are and under the settings that
 * hold. Who brings a document decides which of the stored workflows count. Thread-safe.
 */
@Singleton
final class IncomingDocuments {
    private final Workflows workflows;
    private final WorkflowStore store;
    private final StepTemplates templates;
    private final Secrets secrets;
    private final MachineAccess machine;

    IncomingDocuments(
            Workflows workflows, WorkflowStore store, StepTemplates templates, Secrets secrets, MachineAccess machine) {
        this.workflows = workflows;
        this.store = store;
        this.templates = templates;
        this.secrets = secrets;
        this.machine = machine;
    }

    /** A document that is valid, and that its caller may have stored. */
    record Upload(Workflow workflow, Content content, List<Problem> warnings) {}

    /** Reads a document that is only looked at: which secrets it would be granted is not known. */
    Reading validate(Caller by, String source) {
        return read(source, Optional.empty(), ownership -> ownership.isVisibleTo(by), _ -> true);
    }

    /**
     * Reads a document that is to be stored.
     *
     * @param id under which; empty for the name in the document, which then is new and has no secrets
     * @throws ProblemException 422 with all that is wrong with it, 403 when the caller may not have such a workflow run
     */
    Upload upload(Caller by, String source, Optional<String> id) {
        return switch (read(source, id, ownership -> ownership.isVisibleTo(by), granted(id))) {
            case Reading.Accepted accepted -> {
                machine.requireScope(accepted.machine());
                machine.requireSessions(accepted.workflow());
                yield new Upload(
                        accepted.workflow(), new Content(source, accepted.templates(), null), accepted.warnings());
            }
            case Reading.Refused refused -> throw InvalidWorkflow.uploaded(WorkflowJson.items(refused.errors()));
        };
    }

    /** Reads the document of a file, which is nobody's, among what everybody sees. */
    Reading file(String id, String source) {
        Optional<String> stored = Optional.of(id);
        return read(source, stored, ownership -> ownership.isVisibleTo(Ownership.EVERYBODY), granted(stored));
    }

    private Reading read(
            String source, Optional<String> id, Predicate<Ownership> isVisible, Predicate<String> isGranted) {
        return machine.settle(WorkflowReader.read(
                source, new Surroundings(id, templates, called -> calls(called, isVisible), isGranted)));
    }

    /** Asks for a secret whether the workflow of this id has it. */
    private Predicate<String> granted(Optional<String> id) {
        return secret -> id.filter(workflow -> secrets.grantedTo(workflow).contains(secret))
                .isPresent();
    }

    private List<String> calls(String workflowId, Predicate<Ownership> isVisible) {
        return store.find(workflowId)
                .filter(row -> isVisible.test(row.ownership()))
                .filter(row -> row.revision() > 0)
                .flatMap(row -> workflows.newest(row).workflow())
                .map(IncomingDocuments::calls)
                .orElse(List.of());
    }

    private static List<String> calls(Workflow workflow) {
        return workflow.steps().values().stream()
                .filter(Step.CallWorkflow.class::isInstance)
                .map(Step.CallWorkflow.class::cast)
                .map(Step.CallWorkflow::workflow)
                .toList();
    }
}
