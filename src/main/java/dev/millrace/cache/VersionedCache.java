package dev.millrace.cache;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import dev.millrace.cache.Load.Outcome;
import dev.millrace.config.CachePolicy.Strategy;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.DoubleSupplier;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Values by key, kept in memory by a policy. Thread-safe; whoever waits for a load may be a virtual thread.
 *
 * <p>Who changes a value tells the cache: {@link #change} before, {@link Change#stored} or {@link Change#removed} after
 * the commit and before anybody hears of it; or just {@link #invalidate} after the commit. Whoever asks after that never
 * gets what was before. The reasons:
 *
 * <ul>
 *   <li>A load or a change has a {@link Claim} to store what comes of it. One that was outdated meanwhile has lost it,
 *       so it stores nothing even when nothing in the cache shows that there was something newer.
 *   <li>Nobody joins a load that began before a change was told, and who waits for one reads again.
 *   <li>An entry is replaced only by one of the same or a later version.
 * </ul>
 */
public final class VersionedCache<K, V> {
    private static final Logger LOG = Logger.getLogger(VersionedCache.class);

    /** Those who ask come first: refreshing uses no more of the database's connections than this. */
    private static final int MOST_REFRESHES = 4;

    private final CacheSpec<K, V> spec;
    private final Strategy strategy;
    private final Lifetimes lifetimes;
    private final CacheMetrics metrics;
    private final Ticker ticker;
    private final Executor background;
    private final Semaphore refreshes = new Semaphore(MOST_REFRESHES);
    private final AtomicLong generation = new AtomicLong();
    private final InFlight<K, V> inFlight = new InFlight<>();
    private final Cache<K, Entry<V>> entries;

    /**
     * @param background runs refreshes
     * @param chance numbers from 0 to less than 1, for the lifetimes of entries
     */
    VersionedCache(
            CacheSpec<K, V> spec, CacheMetrics metrics, Ticker ticker, Executor background, DoubleSupplier chance) {
        this.spec = spec;
        this.strategy = spec.policy().strategy();
        this.lifetimes = new Lifetimes(spec.policy(), chance);
        this.metrics = metrics;
        this.ticker = ticker;
        this.background = background;
        this.entries = Caffeine.newBuilder()
                .ticker(ticker)
                .maximumWeight(spec.policy().maxEntries())
                .weigher((K _, Entry<V> entry) ->
                        entry.value().map(spec.weight()::applyAsInt).orElse(1))
                .expireAfter(Lifetimes.<K, V>expiry())
                .evictionListener((_, _, cause) -> metrics.evicted(cause))
                .build();
        metrics.watchSize(entries::estimatedSize);
    }

    /**
     * The value of a key; empty when there is none. Of all who ask for one that is not in the cache, one reads it and the
     * others wait. Throws what the loader throws, to all of them; a failure is not kept.
     */
    public Optional<Cached<V>> get(K key) {
        if (strategy == Strategy.NONE) {
            return spec.loader().apply(key).map(value -> new Cached<>(value, Duration.ZERO));
        }
        Entry<V> entry = present(key);
        if (entry == null) {
            metrics.miss();
            entry = read(key);
        } else {
            metrics.hit(entry.value().isPresent());
            refreshIfDue(key, entry);
        }
        Duration age = Duration.ofNanos(Math.max(0, ticker.read() - entry.readAt()));
        return entry.value().map(value -> new Cached<>(value, age));
    }

    private @Nullable Entry<V> present(K key) {
        Entry<V> entry = entries.getIfPresent(key);
        return entry != null && entry.generation() == generation.get() ? entry : null;
    }

    /** Reads a value, again when a change was told meanwhile. Only one thread at a time reads it for all who ask. */
    private Entry<V> read(K key) {
        Outcome<V> outcome = attempt(key);
        for (int attempts = 1; !outcome.current() && attempts < spec.attempts(); attempts++) {
            outcome = attempt(key);
        }
        return outcome.entry();
    }

    private Outcome<V> attempt(K key) {
        while (true) {
            Load<V> own = newLoad();
            Load<V> other = inFlight.joinOrBegin(key, own);
            Outcome<V> outcome = other == null ? lookOrLead(key, own) : other.await();
            if (outcome != null) {
                return outcome;
            }
        }
    }

    /** A load may have ended since the look: then there is nothing to read. */
    private Outcome<V> lookOrLead(K key, Load<V> own) {
        Entry<V> found = present(key);
        if (found == null) {
            return lead(key, own);
        }
        // Who joins may have asked after a change dropped this entry, so they look for themselves.
        inFlight.end(key, own);
        own.result().complete(null);
        return new Outcome<>(found, true);
    }

    private Load<V> newLoad() {
        return new Load<>(new Claim(generation.get()), ticker.read());
    }

    /** Reads the value for all who wait for this load. */
    private Outcome<V> lead(K key, Load<V> load) {
        try {
            Entry<V> entry = entry(spec.load(key), load.claim(), load.began());
            metrics.loaded(ticker.read() - load.began());
            return finish(key, load, new Outcome<>(entry, keep(key, entry, load.claim())));
        } catch (Throwable e) { // errors too, or those who wait would do so for ever
            metrics.loadFailed(ticker.read() - load.began());
            inFlight.end(key, load);
            load.result().completeExceptionally(e);
            throw e;
        }
    }

    private Outcome<V> finish(K key, Load<V> load, Outcome<V> outcome) {
        inFlight.end(key, load);
        load.result().complete(outcome);
        return outcome;
    }

    private Entry<V> entry(Optional<V> value, Claim claim, long readAt) {
        long version = value.map(spec.version()::applyAsLong).orElse(0L);
        return lifetimes.entry(value, version, claim.generation(), readAt);
    }

    /** Keeps an entry, unless something newer is known; whether it does. */
    private boolean keep(K key, Entry<V> entry, Claim claim) {
        Entry<V> kept = entries.asMap().compute(key, (_, existing) -> {
            long present = generation.get();
            if (claim.admits(entry, present) && !isNewer(existing, entry, present)) {
                // It is seen from now on, so that nobody may store what was before.
                inFlight.outdateChanges(key, entry.value().isPresent() ? entry.version() : Long.MAX_VALUE);
                return entry;
            }
            metrics.refused();
            return orNothing(existing, entry.version());
        });
        return entry.equals(kept);
    }

    /** Whether what is kept is newer; that there is no value any longer follows on every version. */
    private boolean isNewer(@Nullable Entry<V> existing, Entry<V> entry, long present) {
        return existing != null
                && existing.generation() == present
                && entry.value().isPresent()
                && existing.version() > entry.version();
    }

    private void dropOlder(K key, long version) {
        // Not computeIfPresent, nor invalidate: they do not wait for who is about to put an entry where there is none.
        entries.asMap().compute(key, (_, existing) -> orNothing(existing, version));
    }

    /** What is kept, unless it is older than this version. */
    private static <V> @Nullable Entry<V> orNothing(@Nullable Entry<V> existing, long version) {
        return existing == null || existing.version() < version ? null : existing;
    }

    private void refreshIfDue(K key, Entry<V> entry) {
        if (ticker.read() - entry.refreshAt() < 0 || entry.refreshAt() == entry.deadline()) {
            return;
        }
        if (!inFlight.isLoading(key) && refreshes.tryAcquire()) {
            refresh(key, entry);
        }
    }

    private void refresh(K key, Entry<V> entry) {
        Load<V> load = newLoad();
        if (inFlight.joinOrBegin(key, load) != null) {
            refreshes.release();
            return;
        }
        try {
            background.execute(() -> refreshNow(key, entry, load));
        } catch (RuntimeException e) {
            refreshes.release();
            inFlight.end(key, load);
            load.result().completeExceptionally(e);
            throw e;
        }
    }

    private void refreshNow(K key, Entry<V> entry, Load<V> load) {
        try {
            metrics.refreshed();
            lead(key, load);
        } catch (RuntimeException e) {
            LOG.debugf(e, "The cache %s did not refresh %s; it is used until it expires", spec.name(), key);
            entries.asMap().replace(key, entry, entry.withoutRefresh());
        } finally {
            refreshes.release();
        }
    }

    /**
     * Begins a change of the value of a key. Call it before the change can be seen in the database, and close it in any
     * case.
     */
    public Change change(K key) {
        return new Change(key, inFlight.open(key, generation.get()));
    }

    /**
     * Forgets a key, since its value is another one now: it was made, or changed elsewhere, or nobody knows. Call it after
     * the change can be seen in the database.
     */
    public void invalidate(K key) {
        spec.shared().outdate(key, 0);
        forget(key);
        spec.shared().tell(key);
    }

    /** Forgets everything that was read so far, and what is being read, on all servers; memory is freed by and by. */
    public void invalidateAll() {
        spec.shared().distrust();
        forgetAll();
        spec.shared().tellAll();
    }

    /**
     * Another server has changed the value of a key, and may have been unable to say so: this server and the second layer
     * forget it.
     */
    public void changedElsewhere(K key) {
        spec.shared().outdateLate(key);
        forget(key);
    }

    /** Another server has dropped a key, also from the second layer. */
    void forget(K key) {
        inFlight.outdate(key, Long.MAX_VALUE);
        dropOlder(key, Long.MAX_VALUE);
    }

    /** Forgets what this server knows. */
    void forgetAll() {
        generation.incrementAndGet();
    }

    /** Other servers have changed nobody knows what: what is in the second layer is not believed either. */
    public void unknownElsewhere() {
        spec.shared().distrust();
        forgetAll();
    }

    /** The same, and frees the memory. Answers how many entries there were. */
    long flush() {
        long size = entries.estimatedSize();
        invalidateAll();
        entries.invalidateAll();
        return size;
    }

    String name() {
        return spec.name();
    }

    /** How many entries there are, when those are gone that have to. */
    long size() {
        entries.cleanUp();
        return entries.estimatedSize();
    }

    /** One change of one value, while it is under way. To be used by one thread. */
    public final class Change implements AutoCloseable {
        private final K key;
        private final Claim claim;
        private boolean told;

        private Change(K key, Claim claim) {
            this.key = key;
            this.claim = claim;
        }

        /** The value is this one now, and that is on disk. */
        public void stored(V value) {
            tell(entry(Optional.of(value), claim, ticker.read()));
        }

        /**
         * There is no value any longer, and that is on disk.
         *
         * @param lastVersion the version that the value had
         */
        public void removed(long lastVersion) {
            tell(lifetimes.entry(Optional.empty(), lastVersion + 1, claim.generation(), ticker.read()));
        }

        private void tell(Entry<V> entry) {
            told = true;
            spec.shared().outdate(key, entry.version());
            inFlight.outdate(key, entry.version());
            switch (strategy) {
                case WRITE_THROUGH -> keep(key, entry, claim);
                case CACHE_ASIDE -> dropOlder(key, entry.version());
                case NONE -> {}
            }
            spec.shared().tell(key);
        }

        /** Ends the change. When nothing was told, it may have happened or not: then the key is forgotten. */
        @Override
        public void close() {
            inFlight.close(key, claim);
            if (!told) {
                invalidate(key);
            }
        }
    }
}
