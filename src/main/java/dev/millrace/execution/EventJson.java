package dev.millrace.execution;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.JsonRecyclerPools;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Events, states and values as JSON: how the database keeps them. */
final class EventJson {
    static final ObjectMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    // The default keeps buffers for each thread, and every virtual thread is a new one.
                    .recyclerPool(JsonRecyclerPools.sharedConcurrentDequePool())
                    .build())
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .defaultPropertyInclusion(
                    JsonInclude.Value.construct(JsonInclude.Include.NON_NULL, JsonInclude.Include.ALWAYS))
            // A newer node may have written fields that this one does not know.
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    private static final Map<String, Class<? extends Detail>> DETAILS = Map.ofEntries(
            Map.entry("execution.queued", Detail.Queued.class),
            Map.entry("execution.started", Detail.Started.class),
            Map.entry("execution.waiting", Detail.Waiting.class),
            Map.entry("execution.resumed", Detail.Resumed.class),
            Map.entry("execution.completed", Detail.Completed.class),
            Map.entry("execution.failed", Detail.Failed.class),
            Map.entry("execution.cancelled", Detail.Cancelled.class),
            Map.entry("step.started", Detail.StepStarted.class),
            Map.entry("step.planned", Detail.LoopPlanned.class),
            Map.entry("step.assigned", Detail.StepAssigned.class),
            Map.entry("step.called", Detail.StepCalled.class),
            Map.entry("hooks.ended", Detail.HooksEnded.class),
            Map.entry("step.retrying", Detail.StepRetrying.class),
            Map.entry("step.interrupted", Detail.StepInterrupted.class),
            Map.entry("step.completed", Detail.StepEnded.class),
            Map.entry("step.failed", Detail.StepEnded.class),
            Map.entry("step.cancelled", Detail.StepEnded.class),
            Map.entry("step.skipped", Detail.StepSkipped.class),
            Map.entry("progress", Detail.Progress.class),
            Map.entry("log", Detail.Log.class));

    private EventJson() {}

    static String write(List<Event> events) {
        StringWriter text = new StringWriter(events.size() * 128);
        try (JsonGenerator json = MAPPER.createGenerator(text)) {
            json.writeStartArray();
            for (Event event : events) {
                write(json, event);
            }
            json.writeEndArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.toString();
    }

    private static void write(JsonGenerator json, Event event) throws IOException {
        json.writeStartObject();
        json.writeNumberField("seq", event.seq());
        json.writeNumberField("at", event.at());
        json.writeStringField("type", event.type());
        if (event.step() != null) {
            json.writeStringField("step", event.step());
            json.writeStringField("path", event.path());
        }
        json.writeFieldName("data");
        MAPPER.writeValue(json, event.detail());
        json.writeEndObject();
    }

    static List<Event> read(String text) {
        List<Event> events = new ArrayList<>();
        try {
            for (JsonNode node : MAPPER.readTree(text)) {
                Class<? extends Detail> type = DETAILS.get(node.path("type").asText());
                if (type == null) {
                    throw new IllegalStateException(
                            "an event of unknown type " + node.path("type") + ": was it written by a newer version?");
                }
                events.add(new Event(
                        node.path("seq").asLong(),
                        node.path("at").asLong(),
                        node.path("step").textValue(),
                        node.path("path").textValue(),
                        MAPPER.treeToValue(node.path("data"), type)));
            }
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
        return events;
    }

    static String writeValue(Object value) {
        try {
            return MAPPER.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    static <T> T readValue(String text, Class<T> type) {
        try {
            return MAPPER.readValue(text, type);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Map<String, Object> readMap(String text) {
        try {
            return MAPPER.readValue(
                    text, MAPPER.getTypeFactory().constructMapType(Map.class, String.class, Object.class));
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }
}
