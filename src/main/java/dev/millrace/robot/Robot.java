package dev.millrace.robot;

import dev.millrace.robot.RobotRun.State;
import dev.millrace.socket.Peer;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A robot that is connected, or was until a moment ago. Guarded by the lock of {@link Robots}. */
final class Robot {
    private final String id;

    /** The runs that it was sent and that are not done with. */
    private final Map<RunKey, RobotRun> runs = new HashMap<>();

    /** Runs that it says it has, and that this server has not taken up yet after its start. */
    private final Set<RunKey> claims = new HashSet<>();

    private String name;
    private @Nullable Profile profile;
    private @Nullable Peer peer;

    /** By the clock of {@code System.nanoTime}. */
    private long awaySince;

    /** How many runs have been given to it and not been sent yet. */
    private int reserved;

    private long lastChosen;

    /** How often in a row it did not accept what it was sent. */
    private int misses;

    /** A robot that is not connected. */
    Robot(String id, String name) {
        this.id = id;
        this.name = name;
        this.awaySince = System.nanoTime();
    }

    String id() {
        return id;
    }

    String name() {
        return name;
    }

    @Nullable
    Peer peer() {
        return peer;
    }

    @Nullable
    Profile profile() {
        return profile;
    }

    void connect(Peer over, String called, Profile said) {
        peer = over;
        name = called;
        profile = said;
        misses = 0;
    }

    void disconnect() {
        peer = null;
        awaySince = System.nanoTime();
        claims.clear();
    }

    boolean isConnected() {
        return peer != null && peer.isOpen();
    }

    /** Whether it is connected to this server itself, and does not visit it through another one. */
    boolean isHome() {
        return peer != null && peer.isOpen() && !peer.isHandedOn();
    }

    long awaySince() {
        return awaySince;
    }

    Map<RunKey, RobotRun> runs() {
        return runs;
    }

    Set<RunKey> claims() {
        return claims;
    }

    /**
     * How many of its places are taken. What it says it has is a load here; of a robot that visits, it is one where it is
     * connected.
     */
    int load() {
        return reserved
                + (isHome() ? claims.size() : 0)
                + (int) runs.values().stream()
                        .filter(run -> run.state() != State.ENDED)
                        .count();
    }

    boolean isFree() {
        return isConnected() && profile != null && load() < profile.capacity();
    }

    /** What of its places is taken, from 0 to 1 and more. */
    double use() {
        return profile == null || profile.capacity() == 0 ? 1 : (double) load() / profile.capacity();
    }

    void reserve(long now) {
        reserved++;
        lastChosen = now;
    }

    void release() {
        reserved--;
    }

    long lastChosen() {
        return lastChosen;
    }

    int misses() {
        return misses;
    }

    void accepted() {
        misses = 0;
    }

    void missed() {
        misses++;
    }
}
