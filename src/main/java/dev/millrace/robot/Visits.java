package dev.millrace.robot;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.millrace.cluster.Member;
import dev.millrace.cluster.Nodes;
import dev.millrace.config.Settings;
import dev.millrace.execution.RobotRecords;
import dev.millrace.forward.Exchange;
import dev.millrace.http.ProblemException;
import dev.millrace.robot.Link.Home;
import dev.millrace.socket.Frame;
import dev.millrace.socket.Peer;
import dev.millrace.store.StoreUnavailable;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jboss.logging.Logger;

/**
 * Has robots that are connected to this server do runs of others, as far as they have places: each visits the server that
 * asks, over a {@link Link}. Thread-safe.
 */
@Singleton
final class Visits {
    private static final Logger LOG = Logger.getLogger(Visits.class);
    private static final String SOCKET = "/ws";

    private final Robots robots;
    private final Places places;
    private final Nodes nodes;
    private final Exchange exchange;
    private final RobotRecords records;
    private final ObjectMapper mapper;
    private final Duration betweenSigns;
    private final Duration patience;
    private final AtomicBoolean settling = new AtomicBoolean();

    /** By the connection of the robot, then by the id of the other server. */
    private final Map<Peer, ConcurrentMap<String, Link>> links = new ConcurrentHashMap<>();

    Visits(
            Robots robots,
            Nodes nodes,
            Exchange exchange,
            RobotRecords records,
            ObjectMapper mapper,
            Settings settings,
            MeterRegistry metrics) {
        this.robots = robots;
        this.places = robots.places();
        this.nodes = nodes;
        this.exchange = exchange;
        this.records = records;
        this.mapper = mapper;
        this.betweenSigns = settings.robots().heartbeat().dividedBy(2);
        this.patience = settings.robots().patience();
        Gauge.builder("millrace.robots.visits", () -> all().size())
                .description(
                        "Robots of this server that other servers can send runs, each counted once for each server")
                .register(metrics);
    }

    private List<Link> all() {
        return links.values().stream().flatMap(own -> own.values().stream()).toList();
    }

    /** Another server has runs that wait for robots: those that have places here visit it. Returns at once. */
    void demanded(Member node, List<Demand> demands) {
        Map<Robot, Integer> reserved = new HashMap<>();
        demands.forEach(demand -> places.reserve(demand).forEach(robot -> reserved.merge(robot, 1, Integer::sum)));
        reserved.forEach(
                (robot, count) -> Thread.ofVirtual().name("robot-visit").start(() -> visit(robot, node, count)));
    }

    private void visit(Robot robot, Member node, int count) {
        Link link = null;
        try {
            Home home = places.home(robot);
            link = home == null ? null : link(robot, home, node);
        } catch (ProblemException e) {
            LOG.debugf("Robot %s does not come to server %s: %s", robot.id(), node.id(), e.getMessage());
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } finally {
            if (link == null) {
                places.release(robot, count);
            } else {
                link.offer(count);
            }
        }
    }

    private Link link(Robot robot, Home home, Member node) throws InterruptedException {
        Link link = enter(robot, home, node.id());
        try {
            link.open(listener -> exchange.connect(node, home.peer().caller(), SOCKET, listener));
            if (!home.peer().isOpen()) {
                left(home.peer());
            }
            return link;
        } catch (ProblemException | InterruptedException e) {
            link.close();
            throw e;
        }
    }

    /** The link of a robot to a server, which may have to be opened. */
    private Link enter(Robot robot, Home home, String node) {
        Link[] link = new Link[1];
        var _ = links.compute(home.peer(), (_, present) -> {
            ConcurrentMap<String, Link> own = present == null ? new ConcurrentHashMap<>() : present;
            link[0] = own.computeIfAbsent(node, id -> new Link(robot, home, places, mapper, over -> forget(id, over)));
            return own;
        });
        return link[0];
    }

    private void forget(String node, Link link) {
        ConcurrentMap<String, Link> own = links.get(link.peer());
        if (own != null) {
            own.remove(node, link);
        }
    }

    private Map<String, Link> of(Peer peer) {
        Map<String, Link> own = links.get(peer);
        return own == null ? Map.of() : own;
    }

    /** Hands a frame on, if it is about a run of another server; whether it is. */
    boolean carry(Peer peer, RunKey key, Frame frame) throws InterruptedException {
        for (Link link : of(peer).values()) {
            if (link.holds(key)) {
                link.carry(key, frame);
                return true;
            }
        }
        return false;
    }

    /** The connection of a robot is gone, and its visits with it. */
    void left(Peer peer) {
        Map<String, Link> own = links.remove(peer);
        if (own != null) {
            List.copyOf(own.values()).forEach(Link::close);
        }
    }

    /** The robot has said something new of itself. */
    void renew(Peer peer, Robot robot) {
        Home home = places.home(robot);
        if (home != null) {
            of(peer).values().forEach(link -> link.renew(home));
        }
    }

    /** Looks after visits, and after what robots have that is nobody's here. Returns at once. */
    void look() {
        all().forEach(link -> link.look(betweenSigns, patience));
        if (nodes.hasOthers() && settling.compareAndSet(false, true)) {
            Thread.ofVirtual().name("robot-claims").start(this::settleAll);
        }
    }

    private void settleAll() {
        try {
            places.claims()
                    .forEach(claim ->
                            settle(claim.robot(), claim.home().peer().caller().userId(), claim.key()));
        } catch (StoreUnavailable e) {
            LOG.debugf("What robots have is looked up again: %s", e.getMessage());
        } finally {
            settling.set(false);
        }
    }

    /** Finds out whose a run is that a robot says it has, and that was not sent by this server in its present life. */
    void settle(Robot robot, String user, RunKey claim) {
        switch (records.standing(user, robot.id(), claim.executionId(), claim.attempt())) {
            case HELD -> {
                Home home = places.home(robot);
                if (home != null) {
                    owner(claim).ifPresent(node -> bring(robot, home, claim, node));
                }
            }
            // If it has the result, it says it again all the same.
            case ENDED, LOST, NOT_HELD, NOT_SEEN -> robots.disown(robot, claim);
        }
    }

    /** The other server that an execution belongs to; empty when it is this one's, or is about to become somebody's. */
    private Optional<Member> owner(RunKey claim) {
        return nodes.hasOthers()
                ? records.owner(claim.executionId()).flatMap(life -> nodes.reachable().stream()
                        .filter(node -> node.life().equals(life))
                        .findFirst())
                : Optional.empty();
    }

    private void bring(Robot robot, Home home, RunKey claim, Member node) {
        try {
            link(robot, home, node).adopt(claim);
        } catch (ProblemException e) {
            LOG.debugf("The server of %s cannot be reached: %s", claim, e.getMessage());
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /** Ends all visits. */
    void stop() {
        all().forEach(Link::close);
    }
}
