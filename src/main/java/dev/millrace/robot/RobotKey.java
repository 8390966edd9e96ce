package dev.millrace.robot;

import dev.millrace.cluster.Node;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * Which robot of all: the same name of another user is another robot.
 *
 * @param user whose it is
 * @param name what it calls itself
 */
record RobotKey(String user, String name) {
    private static final int HASH_BYTES = 8;
    private static final int NODE_LENGTH = 8;

    /** The id by which it is known over the API, always the same: it follows from the key and from the node that it connects to. */
    String id(Node node) {
        byte[] hash = sha256().digest((user + '\0' + name).getBytes(StandardCharsets.UTF_8));
        String own = HexFormat.of().formatHex(hash, 0, HASH_BYTES);
        return "robot-%s-%s".formatted(own, node.id().substring(0, NODE_LENGTH));
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
