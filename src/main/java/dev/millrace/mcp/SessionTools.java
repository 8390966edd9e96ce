package dev.millrace.mcp;

import static dev.millrace.mcp.Schemas.closed;
import static dev.millrace.mcp.Schemas.either;
import static dev.millrace.mcp.Schemas.flag;
import static dev.millrace.mcp.Schemas.open;
import static dev.millrace.mcp.Schemas.optional;
import static dev.millrace.mcp.Schemas.required;
import static dev.millrace.mcp.Schemas.text;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.millrace.access.Scope;
import dev.millrace.http.ProblemException;
import dev.millrace.mcp.Tool.Effect;
import dev.millrace.session.SessionCalls;
import dev.millrace.session.SessionCalls.Action;
import dev.millrace.session.keyword.KeywordTable;
import io.quarkiverse.mcp.server.ToolResponse;
import jakarta.inject.Singleton;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** Tools that drive browsers and devices. */
@Singleton
final class SessionTools {
    private static final Schemas.Property SESSION = required("session_id", text("the id of the session"));

    private final SessionCalls sessions;
    private final Answers answers;
    private final ObjectMapper mapper;

    SessionTools(SessionCalls sessions, Answers answers, ObjectMapper mapper) {
        this.sessions = sessions;
        this.answers = answers;
        this.mapper = mapper;
    }

    List<Tool> tools() {
        return List.of(start(), action(), screenshot(), stop(), keywords());
    }

    private Tool start() {
        return new Tool(
                "session_start",
                "Start a session",
                "Starts a browser, or a device, that session_action then drives. It takes room on the server until"
                        + " session_stop ends it.",
                Scope.SESSIONS_WRITE,
                Effect.CREATE,
                closed(
                        optional(
                                "driver_sources",
                                Map.of(
                                        "type",
                                        "array",
                                        "items",
                                        Map.of("type", List.of("string", "object")),
                                        "description",
                                        "which driver, such as [\"chromium\"], or"
                                                + " [{\"chromium\": {\"url\": …, \"capabilities\": {…}}}]"
                                                + " (default: the server's usual one)")),
                        optional("self_heal", flag("whether elements that have changed are looked for by likeness")),
                        optional("project_path", text("a folder of the server with files of the session")),
                        optional("recording", either(List.of("boolean", "string"), "whether it is recorded"))),
                Optional.of(open(SESSION, optional("status", text("created")), optional("driver_id", Schemas.ANY))),
                this::start);
    }

    private ToolResponse start(Call call) throws InterruptedException {
        try {
            return answers.of(sessions.start(call.caller(), mapper.writeValueAsBytes(call.inputs())));
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Tool action() {
        return new Tool(
                "session_action",
                "Act in a session",
                "Calls a keyword in a session, such as launch_app, press_element or enter_text, and waits for its end."
                        + " keyword_list has all keywords with their parameters.",
                Scope.SESSIONS_WRITE,
                Effect.ACT,
                closed(
                        SESSION,
                        required("keyword", text("the name of the keyword")),
                        optional("params", either(List.of("array", "object"), "its parameters, in order or by name")),
                        optional(
                                "timeout",
                                Map.of("type", "number", "description", "how many seconds it may take, up to 3600"))),
                Optional.of(open(required("status", text("SUCCESS")), optional("data", Schemas.ANY))),
                this::act);
    }

    private ToolResponse act(Call call) throws InterruptedException {
        Arguments arguments = call.arguments();
        Object parameters = Objects.requireNonNullElse(arguments.values().get("params"), List.of());
        if (!(parameters instanceof List || parameters instanceof Map)) {
            throw ProblemException.invalid("/arguments/params", "params must be an array or an object");
        }
        Action action = new Action(arguments.text("keyword"), parameters, arguments.decimalOrNull("timeout"));
        return answers.of(sessions.act(
                call.caller(), arguments.text("session_id"), action, () -> call.isCancelled() || call.isAbandoned()));
    }

    private Tool screenshot() {
        return new Tool(
                "session_screenshot",
                "Take a screenshot",
                "Shows what is on the screen of a session now, as a PNG image.",
                Scope.SESSIONS_READ,
                Effect.READ,
                closed(SESSION),
                Optional.empty(),
                call -> answers.picture(
                        sessions.screenshot(call.caller(), call.arguments().text("session_id"))));
    }

    private Tool stop() {
        return new Tool(
                "session_stop",
                "Stop a session",
                "Ends a session and the browser or device that belongs to it.",
                Scope.SESSIONS_WRITE,
                Effect.END,
                closed(SESSION),
                Optional.of(open(required("status", text("terminated")))),
                call -> {
                    sessions.stop(call.caller(), call.arguments().text("session_id"));
                    return answers.of(Map.of("status", "terminated"));
                });
    }

    private Tool keywords() {
        return new Tool(
                "keyword_list",
                "List keywords",
                "Lists what session_action can do, with the parameters of each keyword.",
                Scope.SESSIONS_READ,
                Effect.READ,
                closed(),
                Optional.of(open(required("items", Map.of("type", "array", "items", Map.of("type", "object"))))),
                _ -> answers.of(Map.of("items", KeywordTable.get().entries())));
    }
}
