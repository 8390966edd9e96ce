package dev.millrace.cluster;

import dev.millrace.store.Database;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;

/** The nodes of the cluster, as the database knows them. Thread-safe. */
@Singleton
public final class Nodes {
    private final NodeStore store;
    private final Node self;
    private final Membership membership;
    private final Bell bell;

    Nodes(Database database, Node self, Membership membership, Bell bell) {
        this.store = new NodeStore(database);
        this.self = self;
        this.membership = membership;
        this.bell = bell;
    }

    /** Those that work, and those that have left within the last day: with numbers below one, the highest first. */
    public List<Member> list(long before, int limit) {
        return store.list(before, limit);
    }

    /** A node, be it at work or gone. */
    public Optional<Member> find(String id) {
        return store.find(id);
    }

    /** Whether there can be other nodes. */
    public boolean hasOthers() {
        return !membership.isAlone();
    }

    /** All others that work and can be reached. */
    public List<Member> reachable() {
        return membership.isAlone()
                ? List.of()
                : store.living().stream()
                        .filter(node -> !node.id().equals(self.id()) && node.isReachable())
                        .toList();
    }

    /** The other node, be it at work or gone, at which something of this id is; empty when it can only be here. */
    public Optional<Member> holder(String heldId) {
        return membership.isAlone()
                ? Optional.empty()
                : HeldIds.markIn(heldId)
                        .filter(mark -> !mark.equals(HeldIds.mark(self.id())))
                        .flatMap(store::marked);
    }

    /**
     * Asks a node to take nothing new, to end or hand over what it works on, and to leave. The wish is on disk when this
     * returns; the node acts on it within a second.
     *
     * @return false when no node of this id works
     */
    public boolean drain(String id) {
        boolean asked = store.drain(id);
        if (asked) {
            membership.look();
            bell.ring(new Signal.NodesChanged());
        }
        return asked;
    }
}
