package dev.millrace.cache;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.github.benmanes.caffeine.cache.Ticker;
import dev.millrace.cluster.Bell;
import dev.millrace.cluster.Redis;
import dev.millrace.cluster.Signal;
import dev.millrace.config.CachePolicy;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Makes the caches of this server, and empties them. Thread-safe. */
@Singleton
public final class Caches {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Executor REFRESHES = Executors.newThreadPerTaskExecutor(
            Thread.ofVirtual().name("cache-refresh-", 0).factory());

    /** Who asks for a record gets the newest, even if it changes often; in the end they get what there was. */
    private static final int MOST_ATTEMPTS = 100;

    private final MeterRegistry metrics;
    private final Redis redis;
    private final Bell bell;
    private final List<Registered> all = new CopyOnWriteArrayList<>();

    Caches(MeterRegistry metrics, Redis redis, Bell bell) {
        this.metrics = metrics;
        this.redis = redis;
        this.bell = bell;
        redis.onGap(() -> all.forEach(registered -> registered.cache().forgetAll()));
        bell.listen(Signal.Outdated.class, this::outdated);
    }

    /**
     * A cache, and what it does when another server has dropped a key.
     *
     * @param forget takes the key as text
     */
    private record Registered(VersionedCache<?, ?> cache, Consumer<String> forget) {}

    private void outdated(Signal.Outdated signal) {
        for (Registered registered : all) {
            if (registered.cache().name().equals(signal.cache())) {
                if (signal.key().isEmpty()) {
                    registered.cache().unknownElsewhere();
                } else {
                    registered.forget().accept(signal.key());
                }
            }
        }
    }

    /**
     * A cache of single values by numbers, kept in memory and, if there is one, in Redis as JSON.
     *
     * @param name names it in metrics and answers
     * @param type a record whose fields hold all of a value
     * @param loader reads a value as it is in the database; empty when there is none. Several threads call it at a time
     * @param version a value's version, more than 0, which each change of it raises
     * @param weight how many values of usual size a value counts for, at least 1
     */
    public <V> VersionedCache<Long, V> records(
            String name,
            CachePolicy policy,
            Class<V> type,
            Function<? super Long, Optional<V>> loader,
            ToLongFunction<? super V> version,
            ToIntFunction<? super V> weight) {
        SharedLayer.@Nullable Form<Long, V> form = policy.strategy() == CachePolicy.Strategy.NONE
                ? null
                : new SharedLayer.Form<>(shape(type), String::valueOf, Caches::written, text -> read(text, type));
        SharedLayer<Long, V> shared = new SharedLayer<>(name, redis, bell, form, policy.ttl());
        VersionedCache<Long, V> cache =
                made(new CacheSpec<>(name, policy, loader, version, weight, MOST_ATTEMPTS, shared));
        all.add(new Registered(cache, key -> cache.forget(Long.valueOf(key))));
        return cache;
    }

    /** The names and types of the fields of a record, and of those within. */
    private static String shape(Class<?> type) {
        return Stream.concat(Stream.of(type), Arrays.stream(type.getDeclaredClasses()))
                .filter(Class::isRecord)
                .flatMap(part -> Arrays.stream(part.getRecordComponents()))
                .map(RecordComponent::toString)
                .collect(Collectors.joining(","));
    }

    private static byte[] written(Object value) {
        try {
            return JSON.writeValueAsBytes(value);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static <V> V read(byte[] json, Class<V> type) {
        try {
            return JSON.readValue(json, type);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * A cache of pages of lists, kept in memory only; other servers are told when they change.
     *
     * @param loader reads a page as it is in the database. Several threads call it at a time
     * @param weight how many pages of usual size a page counts for, at least 1
     */
    public <Q, P> ListCache<Q, P> lists(
            String name, CachePolicy policy, Function<? super Q, P> loader, ToIntFunction<? super P> weight) {
        SharedLayer<Q, P> shared = new SharedLayer<>(name, redis, bell, null, policy.ttl());
        VersionedCache<Q, P> pages = made(
                new CacheSpec<>(name, policy, query -> Optional.of(loader.apply(query)), _ -> 1, weight, 1, shared));
        all.add(new Registered(pages, _ -> pages.forgetAll()));
        return new ListCache<>(pages);
    }

    private <K, V> VersionedCache<K, V> made(CacheSpec<K, V> spec) {
        return new VersionedCache<>(
                spec,
                new CacheMetrics(metrics, spec.name()),
                Ticker.systemTicker(),
                REFRESHES,
                () -> ThreadLocalRandom.current().nextDouble());
    }

    /**
     * What was in a cache.
     *
     * @param dropped how many entries, about
     */
    public record Flushed(String name, long dropped) {}

    /** Empties all caches, of all servers. What is being read meanwhile is not kept. */
    public List<Flushed> flush() {
        return all.stream()
                .map(Registered::cache)
                .map(cache -> new Flushed(cache.name(), cache.flush()))
                .toList();
    }
}
