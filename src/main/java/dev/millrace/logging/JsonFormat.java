package dev.millrace.logging;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import org.jboss.logmanager.ExtFormatter;
import org.jboss.logmanager.ExtLogRecord;

/** Lines for programs: a JSON object on each, with the message's {@link LogFields} as members. Thread-safe. */
final class JsonFormat extends ExtFormatter {
    private static final JsonFactory JSON = new JsonFactory();
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSX").withZone(ZoneOffset.UTC);

    @Override
    public String format(ExtLogRecord record) {
        StringWriter line = new StringWriter(256);
        try (JsonGenerator json = JSON.createGenerator(line)) {
            json.writeStartObject();
            json.writeStringField("time", TIME.format(record.getInstant()));
            json.writeStringField("level", record.getLevel().getName());
            json.writeStringField("logger", record.getLoggerName());
            String requestId = record.getMdc(LogOutput.REQUEST_ID);
            if (requestId != null) {
                json.writeStringField("request_id", requestId);
            }
            json.writeStringField("message", formatMessage(record));
            writeFields(record, json);
            json.writeStringField("thread", record.getThreadName());
            Throwable thrown = record.getThrown();
            if (thrown != null) {
                StringWriter trace = new StringWriter();
                thrown.printStackTrace(new PrintWriter(trace));
                json.writeStringField("exception", trace.toString());
            }
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return line.append('\n').toString();
    }

    private static void writeFields(ExtLogRecord record, JsonGenerator json) {
        Object[] parameters = record.getParameters();
        if (parameters != null && parameters.length > 0 && parameters[0] instanceof LogFields fields) {
            fields.forEach((name, value) -> writeField(json, name, value));
        }
    }

    private static void writeField(JsonGenerator json, String name, Object value) {
        try {
            json.writeObjectField(name, value);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
