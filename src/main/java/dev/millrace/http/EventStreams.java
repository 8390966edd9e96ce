package dev.millrace.http;

import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.StreamingOutput;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.function.LongSupplier;
import java.util.regex.Pattern;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Answers that stream server-sent events. */
public final class EventStreams {
    private static final Logger LOG = Logger.getLogger(EventStreams.class);
    private static final Pattern NUMBER = Pattern.compile("-?[0-9]{1,18}");

    private EventStreams() {}

    /** Writes a stream until it ends or the reader is gone. */
    @FunctionalInterface
    public interface Source {
        /** Runs on the request's thread, for as long as the stream lasts. */
        void write(EventWriter out) throws IOException, InterruptedException;
    }

    /**
     * Where a reader wants to begin: after the event with this number.
     *
     * @param lastEventId what a reader that comes back has seen last: it stands beside the address that it began with
     * @param after the same in the address
     * @param usual for who says nothing
     */
    public static long position(@Nullable String lastEventId, @Nullable String after, LongSupplier usual) {
        String text = lastEventId == null || lastEventId.isBlank() ? after : lastEventId;
        if (text == null || text.isBlank()) {
            return usual.getAsLong();
        }
        if (!NUMBER.matcher(text.strip()).matches()) {
            throw ProblemException.invalid(
                    text.equals(after) ? "/after" : "/Last-Event-ID",
                    "it must be the id of an event, not `" + text + "`");
        }
        return Math.max(0, Long.parseLong(text.strip()));
    }

    /** The answer that streams from a source, and that no proxy holds back. */
    public static Response answer(Source source) {
        StreamingOutput output = out -> write(source, out);
        return Response.ok(output)
                .type(EventWriter.MEDIA_TYPE)
                .header("Cache-Control", "no-store")
                .header("X-Accel-Buffering", "no")
                .build();
    }

    private static void write(Source source, OutputStream out) {
        try {
            source.write(new EventWriter(out));
        } catch (IOException | UncheckedIOException e) {
            LOG.debugf("A watcher is gone: %s", e.getMessage());
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
