package dev.millrace.cluster;

import dev.millrace.store.Database;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;

/** The nodes of the cluster, as the database knows them. Thread-safe. */
@Singleton
public final class Nodes {
    private final NodeStore store;
    private final Membership membership;
    private final Bell bell;

    Nodes(Database database, Membership membership, Bell bell) {
        this.store = new NodeStore(database);
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

    /** Where a node that works is reached, without a slash at the end; empty when it is nowhere, or does not work. */
    public Optional<String> address(String id) {
        return store.find(id).filter(Member::lives).map(Member::address).filter(address -> !address.isEmpty());
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
