package dev.millrace.execution;

import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Runs the operation {@code notify.send}: it posts a message as JSON to a webhook, or shows it on the desktop of whoever
 * runs the server. Thread-safe.
 */
final class Notifications {
    private static final List<String> PRIORITIES = List.of("default", "low", "high");
    private static final List<String> BACKENDS = List.of("webhook", "desktop");
    private static final Duration WEBHOOK_LIMIT = Duration.ofSeconds(10);

    /** Without a desktop the program can wait for one for ever. */
    private static final Duration DESKTOP_LIMIT = Duration.ofSeconds(5);

    private static final List<String> DESKTOP_VARIABLES =
            List.of("DISPLAY", "WAYLAND_DISPLAY", "DBUS_SESSION_BUS_ADDRESS", "XDG_RUNTIME_DIR");

    private final HttpRequests requests;
    private final Commands commands;

    Notifications(HttpRequests requests, Commands commands) {
        this.requests = requests;
        this.commands = commands;
    }

    private record Message(String title, String text, String priority) {
        static Message of(OperationInputs inputs, Visit visit) {
            String title = inputs.text("title");
            return new Message(
                    title.isEmpty() ? visit.run().workflow().name() : title,
                    inputs.requiredText("message"),
                    inputs.word("priority", PRIORITIES));
        }
    }

    Outcome send(OperationInputs inputs, Visit visit) throws IOException, InterruptedException {
        inputs.requiredText("backend");
        Message message = Message.of(inputs, visit);
        return inputs.word("backend", BACKENDS).equals("webhook")
                ? post(inputs.requiredText("webhook_url"), message, visit)
                : show(message, visit);
    }

    private Outcome post(String url, Message message, Visit visit) throws IOException, InterruptedException {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("title", message.title());
        body.put("message", message.text());
        body.put("priority", message.priority());
        HttpCall call = new HttpCall(
                "POST",
                HttpCall.uri(url),
                Map.of("Content-Type", "application/json"),
                EventJson.writeValue(body),
                WEBHOOK_LIMIT,
                Set.of(),
                false);
        HttpAnswer answer = requests.send(call, visit);
        Outcome outcome = answered("webhook", answer.status(), answer.body());
        return answer.succeeded()
                ? outcome
                : outcome.because(new Failure(
                        Failure.REQUEST_FAILED,
                        "step `%s`: the webhook answered with status %d".formatted(visit.step(), answer.status()),
                        visit.step()));
    }

    private Outcome show(Message message, Visit visit) throws InterruptedException {
        String urgency =
                switch (message.priority()) {
                    case "low" -> "low";
                    case "high" -> "critical";
                    default -> "normal";
                };
        List<String> program = List.of("notify-send", "-u", urgency, "--", message.title(), message.text());
        Outcome outcome = commands.runProgram(program, DESKTOP_VARIABLES, DESKTOP_LIMIT, visit);
        return outcome.succeeded() ? answered("desktop", 0, "") : outcome;
    }

    private static Outcome answered(String backend, int status, String text) {
        Map<String, Object> response = new LinkedHashMap<>();
        response.put("backend", backend);
        response.put("status", status);
        response.put("response", text);
        return Outcome.answered(response, false);
    }
}
