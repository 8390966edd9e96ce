package dev.millrace.cluster;

import dev.millrace.store.Database;
import dev.millrace.store.Ids;
import dev.millrace.store.Transaction;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongPredicate;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/** The rows of nodes. All times in them are the database's. Thread-safe. */
final class NodeStore {
    private static final String COLUMNS =
            "id, life, number, host, address, version, started_at, heartbeat, draining, left_at";

    /** How long a node that has left is still shown, and nobody else gets its number. */
    private static final Duration KEPT = Duration.ofDays(1);

    private final Database database;

    NodeStore(Database database) {
        this.database = database;
    }

    /**
     * What a node says of itself.
     *
     * @param host the name of its machine
     */
    record Card(String id, String host, String address, String version) {}

    /**
     * What a node learns from the database.
     *
     * @param at the present time
     * @param isMember whether its life goes on: nobody has taken it for dead
     * @param draining whether it is to take nothing new
     * @param lives of all nodes that work
     */
    record Look(long at, boolean isMember, boolean draining, Set<String> lives) {}

    /**
     * Begins a life of a node, which ends its earlier one.
     *
     * @param alone whether no other node can be at work on the database
     * @return the node's number
     */
    int join(Card card, String life, boolean alone) {
        return database.writer().write(tx -> {
            long now = tx.now();
            if (alone) {
                tx.update("UPDATE nodes SET left_at = ? WHERE left_at IS NULL", now);
            }
            Integer number =
                    tx.first("SELECT number FROM nodes WHERE id = ?", results -> results.getInt("number"), card.id());
            return number == null ? insert(tx, card, life, now) : renew(tx, card, life, now, number);
        });
    }

    private static int renew(Transaction tx, Card card, String life, long now, int number) throws SQLException {
        tx.update("""
                UPDATE nodes SET life = ?, host = ?, address = ?, version = ?, started_at = ?, heartbeat = ?, draining = 0,
                    left_at = NULL
                WHERE id = ?
                """, life, card.host(), card.address(), card.version(), now, now, card.id());
        return number;
    }

    private static int insert(Transaction tx, Card card, String life, long now) throws SQLException {
        tx.update("DELETE FROM nodes WHERE left_at < ?", now - KEPT.toMillis());
        Set<Integer> taken = new HashSet<>(tx.all("SELECT number FROM nodes", results -> results.getInt(1)));
        int number = IntStream.range(0, Ids.NODES)
                .filter(candidate -> !taken.contains(candidate))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException(
                        "the database knows %d servers of the last day, which is the most; start them with the data directories that they had"
                                .formatted(Ids.NODES)));
        tx.update(
                "INSERT INTO nodes (" + COLUMNS + ") VALUES (?, ?, ?, ?, ?, ?, ?, ?, 0, NULL)",
                card.id(),
                life,
                number,
                card.host(),
                card.address(),
                card.version(),
                now,
                now);
        return number;
    }

    /**
     * Gives a sign of life, and looks who else does.
     *
     * @param mayJudge whether others may be taken for dead at a time
     * @param patience after how long without a sign they are
     */
    Look beat(String life, LongPredicate mayJudge, Duration patience) {
        return database.aside(tx -> {
            long now = tx.now();
            boolean isMember =
                    tx.update("UPDATE nodes SET heartbeat = ? WHERE life = ? AND left_at IS NULL", now, life) == 1;
            if (isMember && mayJudge.test(now)) {
                tx.update(
                        "UPDATE nodes SET left_at = ? WHERE left_at IS NULL AND heartbeat < ?",
                        now,
                        now - patience.toMillis());
            }
            Integer draining =
                    tx.first("SELECT draining FROM nodes WHERE life = ?", results -> results.getInt(1), life);
            List<String> lives = tx.all(
                    "SELECT life FROM nodes WHERE left_at IS NULL",
                    results -> Objects.requireNonNull(results.getString(1)));
            return new Look(now, isMember, draining != null && draining == 1, Set.copyOf(lives));
        });
    }

    /**
     * Writes down which key a node encrypts with, if it goes together with those of all others that live.
     *
     * @param fits whether the name of another one's key, empty for none, goes together with it
     * @return a key that does not; empty when all do
     */
    Optional<String> agree(String life, String key, Predicate<String> fits) {
        return database.writer().write(tx -> {
            // Changes nothing, and locks: of two nodes that say so at a time, one sees the other.
            tx.update("UPDATE nodes SET key_id = key_id WHERE left_at IS NULL");
            List<String> others = tx.all(
                    "SELECT key_id FROM nodes WHERE left_at IS NULL AND life <> ?",
                    results -> text(results, "key_id"),
                    life);
            Optional<String> unfit = others.stream().filter(fits.negate()).findFirst();
            if (unfit.isEmpty()) {
                tx.update("UPDATE nodes SET key_id = ? WHERE life = ?", key, life);
            }
            return unfit;
        });
    }

    /** Ends a life. */
    void leave(String life) {
        database.writer().write(tx -> {
            long now = tx.now();
            return tx.update("UPDATE nodes SET left_at = ? WHERE life = ? AND left_at IS NULL", now, life);
        });
    }

    /** Asks a node to take nothing new; whether there is such a node that lives. */
    boolean drain(String id) {
        return database.writer()
                        .write(tx -> tx.update("UPDATE nodes SET draining = 1 WHERE id = ? AND left_at IS NULL", id))
                == 1;
    }

    Optional<Member> find(String id) {
        return database.reads()
                .withHandle(handle -> handle.createQuery("SELECT " + COLUMNS + " FROM nodes WHERE id = :id")
                        .bind("id", id)
                        .map((results, _) -> member(results))
                        .findOne());
    }

    /** The node that ids mark in this way; of several, which is next to impossible, the one that was heard of last. */
    Optional<Member> marked(String mark) {
        return database.reads().withHandle(handle -> handle.createQuery(
                        "SELECT " + COLUMNS + " FROM nodes WHERE id LIKE :mark ORDER BY heartbeat DESC LIMIT 1")
                .bind("mark", mark + "%")
                .map((results, _) -> member(results))
                .findOne());
    }

    /** Those that work. */
    List<Member> living() {
        return database.reads()
                .withHandle(handle -> handle.createQuery("SELECT " + COLUMNS + " FROM nodes WHERE left_at IS NULL")
                        .map((results, _) -> member(results))
                        .list());
    }

    /** Those with numbers below one, the highest first. */
    List<Member> list(long before, int limit) {
        return database.reads().withHandle(handle -> handle.createQuery(
                        "SELECT " + COLUMNS + " FROM nodes WHERE number < :before ORDER BY number DESC LIMIT :limit")
                .bind("before", before)
                .bind("limit", limit)
                .map((results, _) -> member(results))
                .list());
    }

    private static Member member(ResultSet results) throws SQLException {
        long leftAt = results.getLong("left_at");
        boolean lives = results.wasNull();
        return new Member(
                text(results, "id"),
                text(results, "life"),
                results.getInt("number"),
                text(results, "host"),
                text(results, "address"),
                text(results, "version"),
                results.getLong("started_at"),
                results.getLong("heartbeat"),
                results.getInt("draining") == 1,
                lives ? null : leftAt);
    }

    private static String text(ResultSet results, String column) throws SQLException {
        return Objects.requireNonNull(results.getString(column), column);
    }
}
