package dev.millrace.socket;

import dev.millrace.access.Admission.Cost;
import jakarta.inject.Singleton;
import java.util.Set;

/** Answers {@code ping}, for clients that cannot send the protocol's own: browsers. */
@Singleton
final class PingFrames implements FrameHandler {
    @Override
    public Set<FrameType> types() {
        return Set.of(new FrameType("ping", null, Cost.NOTHING));
    }

    @Override
    public void received(Peer peer, Frame frame) {
        peer.answer(frame, Peer.frame("pong"));
    }
}
