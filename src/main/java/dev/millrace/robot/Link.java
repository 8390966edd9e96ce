package dev.millrace.robot;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.forward.Line;
import dev.millrace.http.ProblemException;
import dev.millrace.socket.CloseCode;
import dev.millrace.socket.Frame;
import dev.millrace.socket.Peer;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
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
    private static final int WELCOME_SECONDS = 5;

    private final Robot robot;
    private final Places places;
    private final ObjectMapper mapper;
    private final Consumer<Link> atEnd;

    /** Of who opens it: nobody else waits meanwhile. */
    private final ReentrantLock opening = new ReentrantLock();

    private final CompletableFuture<Boolean> welcome = new CompletableFuture<>();

    /** The runs of the other server that the robot has, or may have. */
    private final Map<RunKey, Stage> held = new HashMap<>();

    private volatile Home home;
    private @Nullable Line line;

    /** How many places are reserved for runs that may come. */
    private int offered;

    private long offeredAt;
    private long usedAt = System.nanoTime();
    private long saidAt;
    private long heardAt = System.nanoTime();
    private boolean over;

    /**
     * How the robot is connected to this server.
     *
     * @param claims what it has that nobody here has come for
     */
    record Home(Peer peer, String name, Profile profile, Set<RunKey> claims) {}

    /** How far a run is that the robot was sent. The other server counts it as a load in the same stages. */
    private enum Stage {
        /** The robot has not said a word of it. */
        SENT,
        BEGUN,
        /** The robot has told how it ended; that is not on record yet. Its place is free. */
        ENDED,
        /** It was taken back before the robot said a word. Its place is free. */
        DROPPED;

        boolean takesPlace() {
            return this == SENT || this == BEGUN;
        }
    }

    /** @param atEnd is told when it is over */
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

    /**
     * Opens it, unless it is open, and has the other server know what the robot has; it does when this returns.
     *
     * @throws ProblemException 503 when the robot cannot come
     */
    void open(Opening way) throws InterruptedException {
        opening.lockInterruptibly();
        try {
            if (!isBegun()) {
                begin(way.open(this));
            }
            if (!welcome.get(WELCOME_SECONDS, TimeUnit.SECONDS)) {
                throw refused("it does not welcome the robot");
            }
        } catch (ExecutionException | TimeoutException _) {
            throw refused("it does not answer the robot");
        } finally {
            opening.unlock();
        }
    }

    private synchronized boolean isBegun() {
        return line != null;
    }

    private synchronized void begin(Line opened) {
        line = opened;
        if (over || !home.peer().isOpen()) {
            opened.close();
            welcome.complete(false);
        } else {
            greet();
        }
    }

    private static ProblemException refused(String why) {
        return ProblemException.of(503, "node-unreachable", "Another server cannot be visited", why);
    }

    /** Whether a run is of the other server. */
    synchronized boolean holds(RunKey key) {
        return held.containsKey(key);
    }

    private int working() {
        return (int) held.values().stream().filter(Stage::takesPlace).count();
    }

    /** Offers places that are reserved; they are given back when the visit is over. */
    synchronized void offer(int count) {
        if (over) {
            places.release(robot, count);
            return;
        }
        reserved(count);
        greet();
    }

    private void reserved(int count) {
        offered += count;
        offeredAt = System.nanoTime();
    }

    /** The robot has said something new of itself; what was offered by what it said before is not any more. */
    synchronized void renew(Home said) {
        home = said;
        if (!over) {
            withdrawOffers();
        }
    }

    private void withdrawOffers() {
        int unused = offered;
        offered = 0;
        greet();
        places.release(robot, unused);
    }

    /** A run that the robot claims is one of the other server, which has been told of it. */
    synchronized void adopt(RunKey key) {
        if (!over && places.occupy(robot, key)) {
            held.put(key, Stage.BEGUN);
            greet();
        }
    }

    private void greet() {
        usedAt = System.nanoTime();
        ObjectNode hello =
                Peer.frame(HELLO).put("id", HELLO).put("robot", home.name()).put("capacity", working() + offered);
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
            said(key, frame.type());
        }
        if (open != null) {
            ObjectNode text = frame.fields().deepCopy().put("type", frame.type());
            open.sendPatiently(
                    text.put("id", new CarriedId(key, frame.id()).text()).toString());
        }
    }

    private void said(RunKey key, String type) {
        Stage stage = held.get(key);
        if (type.equals("result") && stage != null && stage.takesPlace()) {
            held.put(key, Stage.ENDED);
            keepPlace();
        } else if (stage == Stage.SENT) {
            held.put(key, Stage.BEGUN);
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
        heardAt = System.nanoTime();
        switch (frame.path("type").asText()) {
            case "run" -> begin(frame);
            case "welcome" -> welcome.complete(true);
            case "cancel" -> {
                home.peer().send(frame);
                if (held.replace(key(frame), Stage.SENT, Stage.DROPPED)) {
                    keepPlace();
                }
            }
            case "ack" -> {
                home.peer().send(frame);
                end(key(frame));
            }
            case "error" -> refused(frame);
            default -> {
                // What newer servers say.
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
        if (!home.peer().isOpen()) {
            close();
            return;
        }
        if (offered > 0) {
            offered--;
        } else if (!places.reserve(robot)) {
            greet();
            say(Peer.frame("declined").put("execution_id", key.executionId()).put("attempt", key.attempt()));
            return;
        }
        held.put(key, Stage.SENT);
        home.peer().send(frame);
    }

    /** The robot is done with a run. */
    private void end(RunKey key) {
        Stage stage = held.remove(key);
        usedAt = System.nanoTime();
        if (stage != null && stage.takesPlace()) {
            keepPlace();
        }
    }

    /** A place is free: it is kept a while for the next run, unless a run here takes it. */
    private void keepPlace() {
        if (places.releaseAndReserve(robot)) {
            reserved(1);
        } else {
            greet();
        }
    }

    private void refused(ObjectNode frame) {
        if (frame.path("id").asText().equals(HELLO)) {
            LOG.debugf("Robot %s may not visit: %s", home.name(), frame.path("problem"));
            end(true);
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

    /**
     * Gives back what was offered in vain, says that the robot is still there, and ends a visit that nobody needs, or to who
     * says nothing any more.
     */
    synchronized void look(Duration betweenSigns, Duration patience) {
        long now = System.nanoTime();
        if (now - heardAt > patience.toNanos()) {
            end(true);
        } else if (offered > 0 && now - offeredAt > OFFER.toNanos()) {
            withdrawOffers();
        } else if (!home.peer().isOpen() || (!isNeeded() && now - usedAt > IDLE.toNanos())) {
            close();
        } else if (now - saidAt > betweenSigns.toNanos()) {
            say(Peer.frame("ping"));
        }
    }

    private boolean isNeeded() {
        return held.values().stream().anyMatch(stage -> stage != Stage.DROPPED);
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
            working = isNeeded();
            places.release(robot, working() + offered);
            if (line != null) {
                line.close();
            }
        }
        welcome.complete(false);
        atEnd.accept(this);
        if (byOther && working) {
            home.peer().close(CloseCode.RESTARTING, "the server that it works for has ended the connection");
        }
    }
}
