package dev.millrace.robot;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.millrace.cluster.Member;
import dev.millrace.cluster.Node;
import dev.millrace.cluster.Nodes;
import dev.millrace.forward.Elsewhere;
import dev.millrace.forward.Exchange.Request;
import dev.millrace.http.ProblemException;
import dev.millrace.store.StoreUnavailable;
import jakarta.inject.Singleton;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jboss.logging.Logger;

/**
 * Tells other servers what runs here wait for, at once and then each second, so that robots that are connected there come.
 * Nothing is asked of Redis for that.
 */
@Singleton
final class Asking {
    /** Where the others are told. */
    static final String PATH = "/v1/robots/demands";

    private static final Logger LOG = Logger.getLogger(Asking.class);
    private static final Duration AGAIN = Duration.ofSeconds(1);

    /** Runs that come at a time are told at a time. */
    private static final Duration PAUSE = Duration.ofMillis(20);

    private final Places places;
    private final Nodes nodes;
    private final Node self;
    private final Elsewhere elsewhere;
    private final ObjectMapper mapper;

    /** Those that have not answered yet. */
    private final Set<String> asked = ConcurrentHashMap.newKeySet();

    private final Thread thread = Thread.ofVirtual().name("robot-demands").unstarted(this::run);

    Asking(Robots robots, Nodes nodes, Node self, Elsewhere elsewhere, ObjectMapper mapper) {
        this.places = robots.places();
        this.nodes = nodes;
        this.self = self;
        this.elsewhere = elsewhere;
        this.mapper = mapper;
    }

    /**
     * What a server wants.
     *
     * @param node its id
     */
    record Wish(String node, List<Demand> demands) {}

    /** Begins, if there can be other servers. */
    void start() {
        if (nodes.hasOthers()) {
            thread.start();
        }
    }

    void stop() {
        thread.interrupt();
    }

    private void run() {
        try {
            while (true) {
                places.awaitUnserved(AGAIN);
                ask();
                Thread.sleep(PAUSE);
            }
        } catch (InterruptedException _) {
            LOG.debug("The server stops");
        }
    }

    private void ask() {
        List<Demand> demands = places.demands();
        if (demands.isEmpty()) {
            return;
        }
        try {
            Request request = Request.post(PATH, mapper.writeValueAsBytes(new Wish(self.id(), demands)));
            nodes.reachable().stream()
                    .filter(node -> asked.add(node.id()))
                    .forEach(node -> Thread.ofVirtual().name("robot-demand").start(() -> tell(node, request)));
        } catch (StoreUnavailable e) {
            LOG.debugf("Nobody is asked for robots: %s", e.getMessage());
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        } catch (RuntimeException e) {
            LOG.error("Other servers could not be asked for robots; it is tried again", e);
        }
    }

    private void tell(Member node, Request request) {
        try {
            elsewhere.tell(node, request);
        } catch (ProblemException e) {
            LOG.debugf("Server %s is not told which robots are needed: %s", node.id(), e.getMessage());
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } finally {
            asked.remove(node.id());
        }
    }
}
