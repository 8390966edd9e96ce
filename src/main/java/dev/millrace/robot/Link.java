package dev.millrace.robot;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.forward.Line;
import dev.millrace.socket.CloseCode;
import dev.millrace.socket.Frame;
import dev.millrace.socket.Peer;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Consumer;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * A robot's visit to another server, through the one that it is connected to: over a socket of its own, in the frames of
 * robots. The other server takes it for a robot with as many places as are offered to it. Thread-safe.
 */
final class Link implements Line.Listener {
    private static final Logger LOG = Logger.getLogger(Link.class);
    private static final String HELLO = "hello";

    /** For how long an offered place is kept when nothing comes. */
    private static final Duration OFFER = Duration.ofMillis(1_500);

    private static final Duration IDLE = Duration.ofSeconds(30);

    private final Robot robot;
    private final Home home;
    private final Places places;
    private final ObjectMapper mapper;
    private final Consumer<Link> atEnd;

    /** The runs of the other server that the robot has; each has a place of it. */
    private final Set<RunKey> held = new HashSet<>();

    private @Nullable Line line;

    /** How many places are reserved for runs that may come. */
    private int offered;

    private long usedAt = System.nanoTime();
    private long saidAt;
    private boolean over;

    /**
     * How the robot is connected to this server.
     *
     * @param claims what it has that nobody here has come for
     */
    record Home(Peer peer, String name, Profile profile, Set<RunKey> claims) {}

    Link(Robot robot, Home home, Places places, ObjectMapper mapper, Consumer<Link> atEnd) {
        this.robot = robot;
        this.home = home;
        this.places = places;
        this.mapper = mapper;
        this.atEnd = atEnd;
    }

    Peer peer() {
        return home.peer();
    }

    /** Opens a socket to the other server. */
    @FunctionalInterface
    interface Opening {
        Line open(Line.Listener listener) throws InterruptedException;
    }

    /** Opens it, unless it is open, and has the other server know what the robot has. */
    synchronized void open(Opening opening) throws InterruptedException {
        if (line == null && !over) {
            line = opening.open(this);
            greet();
        }
    }

    /** Whether a run is of the other server. */
    synchronized boolean holds(RunKey key) {
        return held.contains(key);
    }

    /** Offers places that are reserved; they are given back when the visit is over. */
    synchronized void offer(int count) {
        if (over) {
            places.release(robot, count);
            return;
        }
        offered += count;
        greet();
    }

    /** A run that the robot claims is one of the other server, which has been told of it. */
    synchronized void adopt(RunKey key) {
        if (!over && places.occupy(robot, key)) {
            held.add(key);
            greet();
        }
    }

    private void greet() {
        usedAt = System.nanoTime();
        ObjectNode hello =
                Peer.frame(HELLO).put("id", HELLO).put("robot", home.name()).put("capacity", held.size() + offered);
        hello.set(
                "workflows",
                mapper.valueToTree(
                        home.profile().workflows().<Object>map(ids -> ids).orElse("*")));
        hello.set("labels", mapper.valueToTree(home.profile().labels()));
        ArrayNode running = hello.putArray("running");
        home.claims().forEach(key -> running.addObject()
                .put("execution_id", key.executionId())
                .put("attempt", key.attempt()));
        say(hello);
    }

    private void say(ObjectNode frame) {
        saidAt = System.nanoTime();
        if (line != null) {
            line.send(frame.toString());
        }
    }

    /** Hands on what the robot says of a run of the other server; waits while that does not keep up. */
    void carry(RunKey key, Frame frame) throws InterruptedException {
        Line open;
        synchronized (this) {
            open = line;
            usedAt = System.nanoTime();
        }
        if (open != null) {
            ObjectNode text = frame.fields().deepCopy().put("type", frame.type());
            open.sendPatiently(
                    text.put("id", new CarriedId(key, frame.id()).text()).toString());
        }
    }

    @Override
    public void received(String text) {
        try {
            received((ObjectNode) mapper.readTree(text));
        } catch (JsonProcessingException | ClassCastException e) {
            throw new IllegalStateException("a server sends frames", e);
        }
    }

    private synchronized void received(ObjectNode frame) {
        switch (frame.path("type").asText()) {
            case "run" -> begin(frame);
            case "cancel" -> home.peer().send(frame);
            case "ack" -> {
                home.peer().send(frame);
                end(key(frame));
            }
            case "error" -> refused(frame);
            default -> {
                // A welcome, and what newer servers say.
            }
        }
    }

    private static RunKey key(JsonNode frame) {
        return new RunKey(
                frame.path("execution_id").asText(), frame.path("attempt").asInt());
    }

    private void begin(ObjectNode frame) {
        RunKey key = key(frame);
        usedAt = System.nanoTime();
        if (offered > 0) {
            offered--;
        } else if (!places.reserve(robot)) {
            greet();
            say(Peer.frame("declined").put("execution_id", key.executionId()).put("attempt", key.attempt()));
            return;
        }
        held.add(key);
        home.peer().send(frame);
    }

    /** The robot is done with a run. Its place is kept a while for the next one, unless a run here takes it. */
    private void end(RunKey key) {
        if (!held.remove(key)) {
            return;
        }
        usedAt = System.nanoTime();
        if (places.releaseAndReserve(robot)) {
            offered++;
        } else {
            greet();
        }
    }

    private void refused(ObjectNode frame) {
        if (frame.path("id").asText().equals(HELLO)) {
            LOG.debugf("Robot %s may not visit: %s", home.name(), frame.path("problem"));
            close();
            return;
        }
        CarriedId.read(frame.path("id").asText(), mapper).ifPresent(id -> {
            frame.set("id", id.own());
            home.peer().send(frame);
            int status = frame.at("/problem/status").asInt();
            if (status == 403 || status == 404) {
                end(id.key());
            }
        });
    }

    /** Gives back what was offered in vain, says that the robot is still there, and ends a visit that nobody needs. */
    synchronized void look(Duration betweenSigns) {
        long now = System.nanoTime();
        if (offered > 0 && now - usedAt > OFFER.toNanos()) {
            int unused = offered;
            offered = 0;
            greet();
            places.release(robot, unused);
        } else if (held.isEmpty() && now - usedAt > IDLE.toNanos()) {
            close();
        } else if (now - saidAt > betweenSigns.toNanos()) {
            say(Peer.frame("ping"));
        }
    }

    /** Ends the visit; what the robot has of the other server goes on, until it comes back or is taken for lost. */
    void close() {
        end(false);
    }

    @Override
    public void ended() {
        end(true);
    }

    /** @param byOther whether the other server has ended it, or is away: then the robot connects anew, and tells what it has */
    private void end(boolean byOther) {
        boolean working;
        synchronized (this) {
            if (over) {
                return;
            }
            over = true;
            working = !held.isEmpty();
            places.release(robot, held.size() + offered);
            if (line != null) {
                line.close();
            }
        }
        atEnd.accept(this);
        if (byOther && working) {
            home.peer().close(CloseCode.RESTARTING, "the server that it works for has ended the connection");
        }
    }
}
