package dev.millrace.socket;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.access.Admission.Cost;
import dev.millrace.http.Failures;
import dev.millrace.http.JsonBody;
import dev.millrace.http.ProblemException;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Takes {@code subscribe} and {@code unsubscribe}. Each subscription has a virtual thread, which reads its topic as a reader
 * of server-sent events is served.
 */
@Singleton
final class Subscriptions implements FrameHandler {
    private static final Logger LOG = Logger.getLogger(Subscriptions.class);

    /** How many topics a socket may have. */
    static final int MOST_TOPICS = 100;

    private final Topics topics;
    private final JsonBody json;

    /** The subscriptions of peers who have any, by the names of their topics. */
    private final Map<Peer, Map<String, SubscriptionSink>> subscribed = new ConcurrentHashMap<>();

    Subscriptions(Topics topics, JsonBody json) {
        this.topics = topics;
        this.json = json;
    }

    private record Subscribe(
            @Nullable List<@Nullable String> topics,
            @Nullable Long after) {}

    private record Unsubscribe(@Nullable List<@Nullable String> topics) {}

    @Override
    public Set<FrameType> types() {
        return Set.of(new FrameType("subscribe", null, Cost.REQUEST), new FrameType("unsubscribe", null, Cost.NOTHING));
    }

    @Override
    public void received(Peer peer, Frame frame) throws InterruptedException {
        if (frame.type().equals("subscribe")) {
            subscribe(peer, frame);
        } else {
            unsubscribe(peer, frame);
        }
    }

    private void subscribe(Peer peer, Frame frame) throws InterruptedException {
        Subscribe wish = json.convert(frame.fields(), Subscribe.class);
        Map<String, SubscriptionSink> present = subscribed.computeIfAbsent(peer, _ -> new ConcurrentHashMap<>());
        List<TopicSource.Topic> opened = topics.open(peer.caller(), names(wish.topics()), wish.after());
        requireRoom(present, opened);
        List<SubscriptionSink> sinks = new ArrayList<>();
        for (TopicSource.Topic topic : opened) {
            SubscriptionSink sink = new SubscriptionSink(peer, topic.name());
            present.put(topic.name(), sink);
            sinks.add(sink);
            Thread.ofVirtual().name("socket-topic").start(() -> follow(peer, topic, sink));
        }
        for (SubscriptionSink sink : sinks) {
            sink.awaitStanding();
        }
        peer.answer(
                frame,
                answer(
                        "subscribed",
                        opened.stream().map(TopicSource.Topic::name).toList()));
        sinks.forEach(SubscriptionSink::open);
    }

    private static void requireRoom(Map<String, SubscriptionSink> present, List<TopicSource.Topic> opened) {
        for (TopicSource.Topic topic : opened) {
            if (present.containsKey(topic.name())) {
                throw ProblemException.conflict(
                        "already-subscribed",
                        "The topic is subscribed to already",
                        "This socket has `%s`; unsubscribe first to begin at another place.".formatted(topic.name()));
            }
        }
        if (present.size() + opened.size() > MOST_TOPICS) {
            throw ProblemException.of(
                    429,
                    "too-many-topics",
                    "The socket has too many topics",
                    "A socket may have %d topics at a time; this one has %d. Unsubscribe, or open another socket."
                            .formatted(MOST_TOPICS, present.size()));
        }
    }

    private void follow(Peer peer, TopicSource.Topic topic, SubscriptionSink sink) {
        try {
            topic.stream().follow(sink);
            forget(peer, topic.name(), sink);
            sink.ended();
        } catch (IOException e) {
            LOG.debugf("%s reads %s no more: %s", peer, topic.name(), e.getMessage());
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            fail(peer, topic.name(), Failures.problem(e, "The topic " + topic.name()));
        } finally {
            forget(peer, topic.name(), sink);
            sink.stands();
        }
    }

    private static void fail(Peer peer, String topic, ProblemException problem) {
        peer.send(Peer.frame("ended").put("topic", topic).set("problem", peer.json(problem)));
    }

    private void forget(Peer peer, String topic, SubscriptionSink sink) {
        Map<String, SubscriptionSink> present = subscribed.get(peer);
        if (present != null) {
            present.remove(topic, sink);
        }
    }

    private void unsubscribe(Peer peer, Frame frame) {
        List<String> names =
                names(json.convert(frame.fields(), Unsubscribe.class).topics());
        Map<String, SubscriptionSink> present = subscribed.getOrDefault(peer, Map.of());
        for (String name : names) {
            if (!present.containsKey(name)) {
                throw ProblemException.of(
                        404,
                        "not-subscribed",
                        "The topic is not subscribed to",
                        "This socket has no `%s`; it has: %s".formatted(name, String.join(", ", present.keySet())));
            }
        }
        for (String name : names) {
            SubscriptionSink sink = present.remove(name);
            if (sink != null) {
                sink.stop();
            }
        }
        peer.answer(frame, answer("unsubscribed", names));
    }

    private static List<String> names(@Nullable List<@Nullable String> names) {
        if (names == null || names.isEmpty() || names.size() > MOST_TOPICS || names.contains(null)) {
            throw ProblemException.invalid(
                    "/topics", "topics must be a list of 1 to %d names of topics".formatted(MOST_TOPICS));
        }
        return names.stream().map(Objects::requireNonNull).distinct().toList();
    }

    private static ObjectNode answer(String type, List<String> names) {
        ObjectNode answer = Peer.frame(type);
        ArrayNode list = answer.putArray("topics");
        names.forEach(list::add);
        return answer;
    }

    @Override
    public void closed(Peer peer) {
        Map<String, SubscriptionSink> present = subscribed.remove(peer);
        if (present != null) {
            present.values().forEach(SubscriptionSink::stop);
        }
    }
}
