package dev.millrace.execution;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.millrace.access.Ownership;
import dev.millrace.http.Times;
import dev.millrace.live.Hub;
import dev.millrace.live.Message;
import dev.millrace.secret.Mask;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.List;

/**
 * The events of an execution as watchers get them: whole, on one line of JSON, with secrets masked and long outputs cut.
 */
final class EventMessages {
    /** The topic of status changes of all executions. */
    static final String ALL_EXECUTIONS = "executions";

    /** What the names of such topics of single workflows begin with. */
    static final String WORKFLOWS = "workflow:";

    /** What the names of the topics of single executions, with all their events, begin with. */
    static final String EXECUTION = "execution:";

    /** The topic of an execution. */
    static String ofExecution(long execution) {
        return EXECUTION + execution;
    }

    /** The topic of status changes of a workflow's executions. */
    static String ofWorkflow(String workflow) {
        return WORKFLOWS + workflow;
    }

    /** Whether an event changes the status of its execution. */
    static boolean isStatus(Event event) {
        return event.type().startsWith("execution.");
    }

    private final String executionId;
    private final Masking masking;

    /** @param mask of what must not be shown of the events */
    EventMessages(String executionId, Mask mask) {
        this.executionId = executionId;
        this.masking = new Masking(mask);
    }

    List<Message> of(List<Event> events) {
        return events.stream().map(this::of).toList();
    }

    Message of(Event event) {
        return of(event, event);
    }

    private Message of(Event event, Object source) {
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
            EventJson.MAPPER.writeValue(json, shortened(masking.detail(event.detail())));
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new Message(event.seq(), event.type(), text.toString(), source);
    }

    /** Tells those who watch all executions, or those of its workflow, what became of this one, if they may see it. */
    void publishStatus(Hub hub, String workflow, Ownership ownership, List<Event> events) {
        for (Event event : events) {
            if (isStatus(event)) {
                hub.announce(ALL_EXECUTIONS, () -> of(event, ownership));
                hub.announce(ofWorkflow(workflow), () -> of(event, ownership));
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
