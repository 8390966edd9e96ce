package dev.millrace.live;

import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** An event as watchers get it. Immutable, but for what is made of it on demand; thread-safe. */
public final class Message {
    private final long seq;
    private final String type;
    private final String data;
    private final Object source;
    private volatile @Nullable String serverSent;
    private volatile @Nullable String frame;

    /**
     * A message.
     *
     * @param seq its number within its topic; gives the order
     * @param type such as {@code step.completed}
     * @param data the whole event as JSON on one line
     * @param source what it was made from, for watchers who want only some
     */
    public Message(long seq, String type, String data, Object source) {
        this.seq = seq;
        this.type = type;
        this.data = data;
        this.source = source;
    }

    public long seq() {
        return seq;
    }

    public String type() {
        return type;
    }

    public String data() {
        return data;
    }

    public Object source() {
        return source;
    }

    /** The message as a server-sent event. The first watcher who asks makes it for all, who must make the same of it. */
    public String serverSent(Function<Message, String> make) {
        String made = serverSent;
        if (made == null) {
            made = make.apply(this);
            serverSent = made;
        }
        return made;
    }

    /** The message as a frame of a WebSocket, likewise. */
    public String frame(Function<Message, String> make) {
        String made = frame;
        if (made == null) {
            made = make.apply(this);
            frame = made;
        }
        return made;
    }
}
