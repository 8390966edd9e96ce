package dev.millrace.robot;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.regex.Pattern;

/**
 * Which robot of all: the same name of another user is another robot.
 *
 * @param user whose it is
 * @param name what it calls itself
 */
record RobotKey(String user, String name) {
    private static final int HASH_BYTES = 8;

    /** As ids were once: with a part of the server's own at the end. */
    private static final Pattern FORMER = Pattern.compile("(robot-[0-9a-f]{16})-[0-9a-f]{8}");

    /** The id by which it is known over the API: the same whichever server it is connected to. */
    String id() {
        byte[] hash = sha256().digest((user + '\0' + name).getBytes(StandardCharsets.UTF_8));
        return "robot-" + HexFormat.of().formatHex(hash, 0, HASH_BYTES);
    }

    /** The id of a robot that is on record by this one, perhaps of former times. */
    static String present(String id) {
        return FORMER.matcher(id).replaceFirst("$1");
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
