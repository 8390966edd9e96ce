package dev.millrace.socket;

import java.util.Set;

/**
 * Takes frames of some types, which no other handler takes. A feature makes a bean of it. Called on virtual threads, by
 * many at a time, but for each peer by one after the other.
 */
public interface FrameHandler {
    /** The types of frames that are handed to {@link #received}. */
    Set<FrameType> types();

    /**
     * Acts on a frame of a caller who has its scope. It may wait; until it returns nothing more is read from this peer. What
     * it throws is answered with an {@code error} frame, a {@link dev.millrace.http.ProblemException} with its problem.
     */
    void received(Peer peer, Frame frame) throws InterruptedException;

    /** The peer is gone, and nothing more is received from it. Called once for every peer, after its last frame. */
    default void closed(Peer peer) {}
}
