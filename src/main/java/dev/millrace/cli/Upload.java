package dev.millrace.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;
import java.util.OptionalInt;

/** Brings a workflow's file to a server. */
final class Upload {
    private Upload() {}

    /**
     * Has the server hold this definition, and says what has changed there; nothing is sent when it holds it already.
     *
     * @return the revision that it became; empty when the server's newest is this one
     */
    static OptionalInt store(ApiClient api, String name, WorkflowFile file, Terminal terminal)
            throws InterruptedException {
        Optional<String> present = api.source(name);
        if (present.isPresent() && present.get().equals(file.source())) {
            return OptionalInt.empty();
        }
        JsonNode stored = api.putWorkflow(name, file);
        int revision = stored.path("revision").asInt();
        terminal.note(
                revision == 1
                        ? "stored %s as the workflow `%s`".formatted(file.path(), name)
                        : "stored %s as revision %d of the workflow `%s`".formatted(file.path(), revision, name));
        return OptionalInt.of(revision);
    }
}
