package dev.millrace.socket;

import dev.millrace.access.Caller;
import dev.millrace.http.ProblemException;
import dev.millrace.socket.TopicKind.About;
import io.quarkus.arc.All;
import jakarta.inject.Singleton;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** All topics that there are to subscribe to, by their names. Thread-safe. */
@Singleton
final class Topics {
    private final Map<String, Kind> kinds = new TreeMap<>();

    Topics(@All List<TopicSource> sources) {
        for (TopicSource source : sources) {
            for (TopicKind kind : source.kinds()) {
                if (kinds.put(kind.name(), new Kind(kind, source)) != null) {
                    throw new IllegalStateException("two sources have topics of the kind " + kind.name());
                }
            }
        }
    }

    private record Kind(TopicKind kind, TopicSource source) {}

    /**
     * Opens all of these topics, or none.
     *
     * @param after the number of the last event that the caller knows, where it is one topic that can go on from there
     * @throws ProblemException 422 for what is no name of a topic, 403 for lack of a scope, 404 for what the caller does not
     *     see
     */
    List<TopicSource.Topic> open(Caller by, List<String> names, @Nullable Long after) throws InterruptedException {
        if (after != null
                && (after < 0
                        || names.size() != 1
                        || kind(names.getFirst()).kind().about() != About.ONE)) {
            throw ProblemException.invalid(
                    "/after",
                    "after is the number of an event, from 0, and goes with a single topic of one of: "
                            + forms(About.ONE));
        }
        Map<String, TopicSource.Topic> opened = new LinkedHashMap<>();
        for (String name : names) {
            Kind kind = kind(name);
            by.require(kind.kind().scope());
            String id =
                    name.substring(Math.min(name.length(), kind.kind().name().length() + 1));
            TopicSource.Topic topic =
                    kind.source().open(by, new TopicSource.Wish(kind.kind().name(), id, after));
            opened.put(topic.name(), topic);
        }
        return List.copyOf(opened.values());
    }

    private Kind kind(String name) {
        int colon = name.indexOf(':');
        Kind kind = kinds.get(colon < 0 ? name : name.substring(0, colon));
        if (kind == null || (kind.kind().about() == About.ALL) != (colon < 0) || colon == name.length() - 1) {
            throw ProblemException.invalid(
                    "/topics",
                    "there is no topic `%s`; there is: %s"
                            .formatted(
                                    name.length() <= 100 ? name : name.substring(0, 100) + "…", forms(About.values())));
        }
        return kind;
    }

    private String forms(About... about) {
        return kinds.values().stream()
                .map(Kind::kind)
                .filter(kind -> List.of(about).contains(kind.about()))
                .map(TopicKind::form)
                .collect(Collectors.joining(", "));
    }
}
