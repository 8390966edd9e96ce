package dev.millrace.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.cli.ServerSelection.Purpose;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Which session a command is about: the one that is named, else the newest that the caller has. */
final class SessionSelection {
    @Option(
            names = "--session",
            paramLabel = "ID",
            description = "The session (default: the newest one that you have started and not stopped).")
    private @Nullable String id;

    @Mixin
    private ServerSelection selection = new ServerSelection();

    /** Whether a session is named. */
    boolean isNamed() {
        return id != null;
    }

    /** Connects to a server that is running: one of this process would have no sessions. */
    ServerConnection connect(Terminal terminal) throws InterruptedException {
        return selection.connect(Purpose.JOIN, terminal);
    }

    /** Connects to a server, if need be one of this process. */
    ServerConnection connectAnywhere(Terminal terminal) throws InterruptedException {
        return selection.connect(Purpose.ACT, terminal);
    }

    /** The session. Throws when there is none. */
    SessionClient session(ApiClient api) throws InterruptedException {
        if (id != null) {
            return new SessionClient(api, id);
        }
        Optional<SessionClient> newest = newest(api);
        if (newest.isEmpty()) {
            throw CommandException.wrongUse("You have no session; start one with `millrace session start`.");
        }
        return newest.get();
    }

    /** The newest session of the caller, who may see those of others, too; empty when there is none. */
    static Optional<SessionClient> newest(ApiClient api) throws InterruptedException {
        String user = api.get("/v1/me").path("user_id").asText();
        for (JsonNode session : api.get("/v1/sessions").path("items")) {
            if (session.path("owner").asText().equals(user)) {
                return Optional.of(
                        new SessionClient(api, session.path("session_id").asText()));
            }
        }
        return Optional.empty();
    }
}
