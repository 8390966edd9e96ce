package dev.millrace.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.cli.Terminal.Style;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/**
 * Shows an execution while it runs: what its steps print, and to a person at a terminal also which steps begin and end.
 * Used by one thread.
 */
final class RunView {
    private final Terminal terminal;
    private final boolean json;
    private final Map<String, Instant> begun = new HashMap<>();

    /**
     * A view on this terminal.
     *
     * @param json whether standard output is for the document at the end alone
     */
    RunView(Terminal terminal, boolean json) {
        this.terminal = terminal;
        this.json = json;
    }

    void show(ExecutionEvent event) {
        if (event.isLog()) {
            if (!json) {
                LogText.show(terminal, event.data());
            }
        } else if (terminal.interactive()) {
            progress(event);
        }
    }

    private void progress(ExecutionEvent event) {
        JsonNode data = event.data();
        switch (event.type()) {
            case "step.started" -> started(event);
            case "step.completed" -> ended(event, Style.GOOD, "✓", "");
            case "step.failed" -> ended(event, Style.BAD, "✗", reason(data));
            case "step.cancelled" -> ended(event, Style.BAD, "✗", "cancelled");
            case "step.skipped" -> note(Style.FAINT, "-", event.step(), "skipped");
            case "step.interrupted" -> note(Style.BAD, "✗", event.step(), "interrupted");
            case "step.assigned" ->
                note(Style.FAINT, "→", event.step(), data.path("robot").asText());
            case "progress" ->
                note(
                        Style.FAINT,
                        "…",
                        event.step(),
                        (data.hasNonNull("percent") ? data.path("percent").asText() + "% " : "")
                                + data.path("message").asText());
            case "step.called" ->
                note(Style.FAINT, "→", event.step(), data.path("execution_id").asText());
            case "step.retrying" ->
                note(
                        Style.FAINT,
                        "↻",
                        event.step(),
                        "%s; again in %s"
                                .formatted(
                                        reason(data),
                                        Elapsed.text(Duration.ofMillis(
                                                data.path("delay_ms").asLong()))));
            case "execution.queued" -> {}
            case "execution.waiting" ->
                note(Style.FAINT, "…", "waiting for", "a " + data.path("reason").asText());
            case "execution.resumed" ->
                note(Style.FAINT, "→", "resumed", data.path("reason").asText());
            default -> {}
        }
    }

    private void started(ExecutionEvent event) {
        JsonNode data = event.data();
        begun.put(event.step(), event.at());
        if (!data.path("kind").asText().equals("terminal")) {
            String which = data.hasNonNull("iteration")
                    ? "iteration " + (data.path("iteration").asInt() + 1)
                    : "";
            note(Style.FAINT, "▸", event.step(), which);
        }
    }

    private void ended(ExecutionEvent event, Style style, String mark, String remark) {
        Instant from = begun.getOrDefault(event.step(), event.at());
        String elapsed = Elapsed.text(Duration.between(from, event.at()));
        note(style, mark, event.step(), remark.isEmpty() ? elapsed : elapsed + "  " + remark);
    }

    private void note(Style style, String mark, String what, String remark) {
        String line = terminal.styled(style, mark) + " " + what;
        terminal.note(remark.isEmpty() ? line : line + "  " + terminal.styled(Style.FAINT, remark));
    }

    private static String reason(JsonNode data) {
        String message = data.at("/error/message").asText();
        return message.lines().findFirst().orElse("failed");
    }

    /** Says how it ended. */
    void end(JsonNode execution) {
        if (json) {
            terminal.line(Json.pretty(execution));
            return;
        }
        ExecutionText text = new ExecutionText(execution);
        Style style = execution.path("status").asText().equals("completed") ? Style.GOOD : Style.BAD;
        terminal.note(terminal.styled(style, execution.path("status").asText()) + " " + text.duration());
        text.error().ifPresent(error -> terminal.note("error: " + error));
        text.values("outputs").forEach((name, value) -> terminal.note("output " + name + ": " + value));
    }
}
