package dev.millrace.execution;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.millrace.http.Times;
import dev.millrace.live.Hub;
import dev.millrace.live.Message;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.List;

/** Events as watchers get them: whole, on one line of JSON, with long outputs cut. */
final class EventMessages {
    /** The topic of status changes of all executions. */
    static final String ALL_EXECUTIONS = "executions";

    private EventMessages() {}

    static List<Message> of(String executionId, List<Event> events) {
        return events.stream().map(event -> of(executionId, event)).toList();
    }

    static Message of(String executionId, Event event) {
        StringWriter text = new StringWriter(256);
        try (JsonGenerator json = EventJson.MAPPER.createGenerator(text)) {
            json.writeStartObject();
            json.writeStringField("execution_id", executionId);
            json.writeNumberField("seq", event.seq());
            json.writeStringField("type", event.type());
            json.writeStringField("at", Times.text(event.at()));
            if (event.step() != null) {
                json.writeStringField("step", event.step());
            }
            json.writeFieldName("data");
            EventJson.MAPPER.writeValue(json, shortened(event.detail()));
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new Message(event.seq(), event.type(), text.toString(), event);
    }

    /** Tells those who watch all executions what became of this one. */
    static void publishStatus(Hub hub, ExecutionRow row, List<Event> events) {
        for (Event event : events) {
            if (event.type().startsWith("execution.")) {
                hub.announce(ALL_EXECUTIONS, () -> of(row.executionId(), event));
            }
        }
    }

    private static Detail shortened(Detail detail) {
        return switch (detail) {
            case Detail.StepEnded ended ->
                new Detail.StepEnded(ended.attempt(), ended.outcome().shortened(), ended.next(), ended.routeError());
            case Detail.StepRetrying retrying ->
                new Detail.StepRetrying(retrying.attempt(), retrying.outcome().shortened(), retrying.delayMs());
            default -> detail;
        };
    }
}
