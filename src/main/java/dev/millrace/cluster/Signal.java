package dev.millrace.cluster;

/** What one node tells others, so that they look into the database sooner than they would by themselves. */
public sealed interface Signal {
    /** An execution waits for its turn, on whichever node has a place. */
    record Queued(long execution) implements Signal {}

    /** Somebody asks something of the owner of an execution, such as its cancellation. */
    record Asked(long execution) implements Signal {}

    /** The journal of an execution goes up to this event. */
    record Appended(long execution, long lastSeq) implements Signal {}

    /** Something has happened to products or orders. */
    record CatalogChanged() implements Signal {}

    /** The nodes of the cluster, or what is asked of them, are others than before. */
    record NodesChanged() implements Signal {}

    /** An append has changed the status of an execution, so that who watches all of them, or a workflow's, sees it. */
    record StatusChanged(long execution, int batch, String workflow) implements Signal {}

    /**
     * What caches hold of a key is outdated.
     *
     * @param key as text; empty for all keys of the cache
     */
    record Outdated(String cache, String key) implements Signal {}
}
