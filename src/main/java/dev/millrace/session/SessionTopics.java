package dev.millrace.session;

import dev.millrace.access.Caller;
import dev.millrace.access.Scope;
import dev.millrace.cluster.Member;
import dev.millrace.forward.Elsewhere;
import dev.millrace.live.EventSink;
import dev.millrace.live.Message;
import dev.millrace.socket.TopicKind;
import dev.millrace.socket.TopicKind.About;
import dev.millrace.socket.TopicSource;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.util.List;
import java.util.Set;

/** What can be subscribed to of sessions: what happens in one, be it here or at another node. */
@Singleton
final class SessionTopics implements TopicSource {
    private static final String KIND = "session";

    private final Sessions sessions;
    private final Elsewhere elsewhere;
    private final SessionsElsewhere remote;

    SessionTopics(Sessions sessions, Elsewhere elsewhere, SessionsElsewhere remote) {
        this.sessions = sessions;
        this.elsewhere = elsewhere;
        this.remote = remote;
    }

    @Override
    public Set<TopicKind> kinds() {
        return Set.of(new TopicKind(KIND, Scope.SESSIONS_READ, About.ONE));
    }

    @Override
    public Topic open(Caller by, Wish wish) throws InterruptedException {
        Member holder = elsewhere.holder(wish.id()).orElse(null);
        return new Topic(
                KIND + ":" + wish.id(),
                holder == null ? here(by, wish) : remote.events(holder, by, wish.id(), wish.after()));
    }

    private Stream here(Caller by, Wish wish) {
        SessionEvents events = sessions.get(by, wish.id()).events();
        long newest = events.lastSeq();
        long after = wish.after() == null ? newest : Math.min(wish.after(), newest);
        return out -> follow(events, after, out);
    }

    private static void follow(SessionEvents events, long after, EventSink out)
            throws IOException, InterruptedException {
        out.begin();
        long seen = after;
        while (!events.isOver(seen)) {
            List<Message> messages = events.after(seen, WatchResource.HEARTBEAT);
            if (messages.isEmpty()) {
                out.heartbeat();
                continue;
            }
            if (messages.getFirst().seq() > seen + 1) {
                out.reset(SessionEvents.FORGOTTEN);
            }
            for (Message message : messages) {
                out.write(message);
            }
            out.flush();
            seen = messages.getLast().seq();
        }
    }
}
