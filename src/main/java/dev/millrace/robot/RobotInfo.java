package dev.millrace.robot;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A robot as it is answered.
 *
 * @param state {@code connected} or {@code lost}
 * @param node the server that it is connected to; null when it is lost
 * @param workflows ids, or {@code "*"}
 * @param running how many of its places are taken
 */
record RobotInfo(
        String id,
        String name,
        String userId,
        String state,
        @Nullable String node,
        Object workflows,
        int capacity,
        int running,
        Map<String, String> labels,
        String connectedSince,
        String lastSeen) {}
