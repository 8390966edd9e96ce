package dev.millrace.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import org.jspecify.annotations.Nullable;

/** Reads a stream of server-sent events (WHATWG HTML, section 9.2). Used by one thread. */
final class EventReader implements AutoCloseable {
    private static final String DATA = "data:";

    private final BufferedReader lines;

    EventReader(InputStream stream) {
        this.lines = new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8));
    }

    /**
     * Waits for the next event; null when the stream has ended. What stands in the stream's other fields is in the data
     * as well, and an event that the end of the stream cuts off is none.
     *
     * @throws IOException when the connection is lost, or what comes is no event
     */
    @Nullable
    ExecutionEvent next() throws IOException {
        try {
            JsonNode document = document();
            return document == null ? null : ExecutionEvent.of(document);
        } catch (DateTimeException e) {
            throw unreadable(e);
        }
    }

    /** The same for events of any kind. */
    @Nullable
    JsonNode document() throws IOException {
        StringBuilder data = new StringBuilder();
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            if (line.startsWith(DATA)) {
                data.append(line, DATA.length(), line.length());
            } else if (line.isEmpty() && !data.isEmpty()) {
                return document(data.toString());
            }
        }
        return null;
    }

    private static JsonNode document(String data) throws IOException {
        try {
            return Json.MAPPER.readTree(data);
        } catch (JsonProcessingException e) {
            throw unreadable(e);
        }
    }

    private static IOException unreadable(Exception cause) {
        return new IOException("the server sent an event that cannot be read", cause);
    }

    @Override
    public void close() throws IOException {
        lines.close();
    }
}
