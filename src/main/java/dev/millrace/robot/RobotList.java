package dev.millrace.robot;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.millrace.access.Caller;
import dev.millrace.config.Settings;
import dev.millrace.http.PageRequest;
import dev.millrace.http.ProblemException;
import dev.millrace.robot.RobotStore.Row;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The robots that are known, be they connected or not. To others than their owner they do not exist. Thread-safe. */
@Singleton
final class RobotList {
    /** How many robots of one user are known at a time. */
    static final int MOST_PER_USER = 10_000;

    private final RobotStore store;
    private final ObjectMapper mapper;
    private final Clock clock;
    private final Settings.Robots settings;

    RobotList(RobotStore store, ObjectMapper mapper, Clock clock, Settings settings) {
        this.store = store;
        this.mapper = mapper;
        this.clock = clock;
        this.settings = settings.robots();
    }

    /** How often robots have to give a sign, in seconds. */
    double heartbeat() {
        return settings.heartbeat().toMillis() / 1_000.0;
    }

    /** A robot is connected: that is on disk when this returns. Throws a 429 when its user has too many. */
    void connected(String id, RobotKey key, Profile profile) {
        long now = clock.millis();
        Row row = new Row(
                0,
                id,
                key.user(),
                key.name(),
                profile.workflows().map(this::json).orElse(null),
                profile.capacity(),
                json(profile.labels()),
                now,
                now);
        if (!store.save(row, MOST_PER_USER)) {
            throw ProblemException.of(
                    429,
                    "too-many-robots",
                    "You have too many robots",
                    "A user may have %d robots that are known; those that left are forgotten after %d hours."
                            .formatted(MOST_PER_USER, settings.keep().toHours()));
        }
    }

    void left(String id) {
        store.seen(List.of(id), clock.millis());
    }

    /** Notes who is connected here. */
    void note(Set<String> connected) {
        store.seen(connected, clock.millis());
    }

    /** Forgets who left long ago, and whoever was connected to a server that died since. */
    void forgetOld() {
        store.forgetBefore(clock.millis() - settings.keep().toMillis());
    }

    /** Those that the caller sees, newest first and one more than the page has when there are more. */
    List<Row> list(Caller by, PageRequest page) {
        return store.list(by.seesEverything() ? null : by.userId(), page);
    }

    /** One of them. Throws a 404 when the caller sees none of this id. */
    Row get(Caller by, String id) {
        return store.find(id)
                .filter(row -> by.seesEverything() || row.userId().equals(by.userId()))
                .orElseThrow(() -> ProblemException.notFound("robot", id));
    }

    private String json(Object value) {
        try {
            return mapper.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("texts can be written as JSON", e);
        }
    }

    /** The workflows of a row; null for all. */
    @Nullable
    List<String> workflows(Row row) {
        return row.workflows() == null ? null : read(row.workflows(), new TypeReference<>() {});
    }

    Map<String, String> labels(Row row) {
        return read(row.labels(), new TypeReference<>() {});
    }

    private <T> T read(String json, TypeReference<T> type) {
        try {
            return mapper.readValue(json, type);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("it was written by this server", e);
        }
    }
}
