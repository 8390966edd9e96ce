package dev.millrace.http;

import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.StreamingOutput;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import org.jboss.logging.Logger;

/** Answers that stream server-sent events. */
public final class EventStreams {
    private static final Logger LOG = Logger.getLogger(EventStreams.class);

    private EventStreams() {}

    /** Writes a stream until it ends or the reader is gone. */
    @FunctionalInterface
    public interface Source {
        /** Runs on the request's thread, for as long as the stream lasts. */
        void write(EventWriter out) throws IOException, InterruptedException;
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
