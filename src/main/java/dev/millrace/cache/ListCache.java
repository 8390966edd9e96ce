package dev.millrace.cache;

import java.util.Optional;

/**
 * Pages of lists by query, kept in memory by a policy. A change of anything that may be in a list outdates all pages at
 * once, by raising the number of their generation; no key is looked for. Thread-safe.
 */
public final class ListCache<Q, P> {
    private final VersionedCache<Q, P> pages;

    ListCache(VersionedCache<Q, P> pages) {
        this.pages = pages;
    }

    /** The page of a query. Of all who ask for one that is not in the cache, one reads it and the others wait. */
    public Cached<P> get(Q query) {
        Optional<Cached<P>> page = pages.get(query);
        return page.orElseThrow(() -> new IllegalStateException("every query has a page"));
    }

    /** Something in the lists is another one. Call it after the commit, and before anybody hears of the change. */
    public void changed() {
        pages.invalidateAll();
    }

    /** Another server has changed something in the lists, and may have been unable to say so. */
    public void changedElsewhere() {
        pages.forgetAll();
    }
}
