package dev.millrace.socket;

import dev.millrace.access.Caller;
import dev.millrace.live.EventSink;
import java.io.IOException;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Has topics to subscribe to, of kinds that no other has. A feature makes a bean of it. Thread-safe. */
public interface TopicSource {
    Set<TopicKind> kinds();

    /**
     * Opens a topic for a caller who has the scope of its kind.
     *
     * @throws dev.millrace.http.ProblemException 404 when there is nothing of this name that the caller sees
     */
    Topic open(Caller by, Wish wish) throws InterruptedException;

    /**
     * What is to be subscribed to.
     *
     * @param kind the name of its kind
     * @param id of what it is about; empty where it is about everything
     * @param after the number of the last event that the caller knows; null when nothing is said
     */
    record Wish(String kind, String id, @Nullable Long after) {}

    /**
     * A topic that was opened.
     *
     * @param name by which its events are told; the same for everybody who subscribes to it
     */
    record Topic(String name, Stream stream) {}

    /** The events of a topic. */
    @FunctionalInterface
    interface Stream {
        /** Writes them until there will be no more; on a thread of its own, for as long as it lasts. */
        void follow(EventSink out) throws IOException, InterruptedException;
    }
}
