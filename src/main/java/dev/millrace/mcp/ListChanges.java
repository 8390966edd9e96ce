package dev.millrace.mcp;

import dev.millrace.live.Hub;
import dev.millrace.live.Message;
import dev.millrace.live.Watch;
import dev.millrace.mcp.ClientSessions.ClientSession;
import dev.millrace.workflow.WorkflowChange;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.vertx.core.json.JsonObject;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/** Tells clients that tools and resources have changed: those whose users see the workflow. One thread, while there are clients. */
@Singleton
final class ListChanges {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    /** What changes meanwhile is told at once. */
    private static final Duration GATHERING = Duration.ofMillis(100);

    private final Hub hub;
    private final ClientSessions sessions;
    private final AtomicBoolean following = new AtomicBoolean();
    private volatile boolean stopping;

    ListChanges(Hub hub, ClientSessions sessions) {
        this.hub = hub;
        this.sessions = sessions;
    }

    void start(@Observes StartupEvent event) {
        sessions.onOpen(this::follow);
    }

    void stop(@Observes ShutdownEvent event) {
        stopping = true;
    }

    private void follow() {
        if (!stopping && following.compareAndSet(false, true)) {
            Watch watch = hub.watch(WorkflowChange.TOPIC);
            long begin = watch.newestSeq();
            Thread.ofVirtual().name("mcp-list-changes").start(() -> follow(watch, begin));
        }
    }

    private void follow(Watch watch, long begin) {
        try (watch) {
            long seq = begin;
            while (!sessions.isEmpty() && !stopping) {
                boolean changed = watch.await(seq, PATIENCE);
                sessions.sweep();
                if (changed) {
                    Thread.sleep(GATHERING);
                    List<Message> messages = watch.after(seq);
                    seq = watch.newestSeq();
                    tell(messages);
                }
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } finally {
            following.set(false);
        }
        if (!sessions.isEmpty()) {
            follow();
        }
    }

    /** @param messages none when there were too many to be kept: then anything may have changed */
    private void tell(List<Message> messages) {
        List<WorkflowChange> changes = messages.stream()
                .map(message -> (WorkflowChange) message.source())
                .toList();
        for (String list : List.of("tools", "resources")) {
            sessions.notify(
                    session ->
                            changes.isEmpty() || changes.stream().anyMatch(change -> change.concerns(session.caller())),
                    notification("notifications/" + list + "/list_changed"));
        }
        changes.forEach(change -> {
            String uri = Library.uri(change.workflowId());
            sessions.notify(
                    session -> isSubscribed(session, uri) && change.concerns(session.caller()),
                    notification("notifications/resources/updated").put("params", new JsonObject().put("uri", uri)));
        });
    }

    private static boolean isSubscribed(ClientSession session, String uri) {
        return session.subscriptions().contains(uri);
    }

    private static JsonObject notification(String method) {
        return new JsonObject().put("jsonrpc", "2.0").put("method", method);
    }
}
