package dev.millrace.cluster;

import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * Ids of what is at one node and nowhere else, such as a session: UUIDs of version 8 (RFC 9562, section 5.8), whose first
 * 32 bits are those of the node's own id. The rest is random.
 */
public final class HeldIds {
    /** How many digits of its id a node is known by. */
    private static final int MARK = 8;

    private static final int VERSION_AT = 14;
    private static final Pattern FORM =
            Pattern.compile("[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}");

    private HeldIds() {}

    /** A new id of something that is at this node. */
    public static String at(Node node) {
        String random = UUID.randomUUID().toString();
        return mark(node.id()) + random.substring(MARK, VERSION_AT) + '8' + random.substring(VERSION_AT + 1);
    }

    /** What a node is known by in ids. */
    static String mark(String nodeId) {
        return nodeId.substring(0, MARK);
    }

    /** What the node is known by that made this id; empty when no node has. */
    static Optional<String> markIn(String id) {
        return FORM.matcher(id).matches() ? Optional.of(mark(id)) : Optional.empty();
    }
}
