package dev.millrace.testing;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** Reads a stream of server-sent events. */
public final class Events {
    private Events() {}

    /** An event: its id is 0 when it has none. */
    public record Event(long id, String type, JsonNode data) {}

    /** Everything until the stream ends. */
    public static List<Event> all(BufferedReader stream) throws IOException {
        return until(stream, _ -> false);
    }

    /** Everything up to and with the first event that fits, or until the stream ends. */
    public static List<Event> until(BufferedReader stream, Predicate<Event> last) throws IOException {
        List<Event> events = new ArrayList<>();
        long id = 0;
        String type = "";
        for (String line = stream.readLine(); line != null; line = stream.readLine()) {
            if (line.startsWith("id: ")) {
                id = Long.parseLong(line.substring(4));
            } else if (line.startsWith("event: ")) {
                type = line.substring(7);
            } else if (line.startsWith("data: ")) {
                events.add(new Event(id, type, Http.parse(line.substring(6))));
                if (last.test(events.getLast())) {
                    return events;
                }
            }
        }
        return events;
    }
}
