package dev.millrace.cluster;

import dev.millrace.cluster.NodeStore.Card;
import dev.millrace.cluster.NodeStore.Look;
import dev.millrace.store.Database;
import dev.millrace.store.StoreUnavailable;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jboss.logging.Logger;

/**
 * This node's place among those that share a database. It gives a sign of life each second. A node that gives none for
 * {@link #PATIENCE} is taken for dead by any other one, by the database's clock, and its executions are anybody's. A node
 * that finds itself taken for dead drops what it worked on and begins another life.
 *
 * <p>Nobody is taken for dead by who has not seen the database all that time: when it was away, all were silent. With an
 * embedded database there is one node, and no signs. Thread-safe.
 */
public final class Membership {
    private static final Logger LOG = Logger.getLogger(Membership.class);

    /** After how long without a sign of life a node is taken for dead. */
    static final Duration PATIENCE = Duration.ofSeconds(10);

    private static final Duration BETWEEN_SIGNS = Duration.ofSeconds(1);

    /** A look after a longer time than this does not follow on the one before. */
    private static final Duration LONGEST_GAP = Duration.ofSeconds(5);

    /** The exit code EX_UNAVAILABLE of sysexits.h. */
    private static final int IDENTITY_TAKEN = 69;

    private final NodeStore store;
    private final Node node;
    private final Card card;
    private final int number;
    private final boolean alone;
    private final Lease lease;
    private final List<Observer> observers = new CopyOnWriteArrayList<>();
    private final Semaphore hurry = new Semaphore(0);
    private final Thread thread = Thread.ofPlatform().daemon().name("heartbeat").unstarted(this::run);

    private long lookedAt;
    private long inTouchSince;
    private boolean draining;
    private Set<String> lives = Set.of();
    private volatile Share share = Share.WHOLE;

    /** Is told what becomes of the cluster; on the thread that gives the signs of life, so it must be quick. */
    public interface Observer {
        /** The nodes that live are others than before: some may have left work behind. */
        default void nodesChanged() {}

        /** These lives of other nodes have ended: nothing comes of them any more. */
        default void livesEnded(Set<String> ended) {}

        /** This node was taken for dead, and has begun another life: what it did in the former one is not its own any more. */
        default void lifeLost() {}

        /** This node is to take nothing new. */
        default void drainAsked() {}
    }

    private Membership(Database database, Node node, Card card) {
        this.store = new NodeStore(database);
        this.node = node;
        this.card = card;
        this.alone = !database.kind().isShared();
        this.lease = new Lease(node);
        lease.renew(System.nanoTime(), PATIENCE);
        this.number = store.join(card, node.life(), alone);
    }

    /**
     * Has a node join those that work on the database.
     *
     * @param host the name of its machine
     * @param address where others reach it; empty for nowhere
     */
    public static Membership join(Database database, Node node, String host, String address, String version) {
        Membership membership = new Membership(database, node, new Card(node.id(), host, address, version));
        if (membership.alone) {
            membership.lease.renewForEver();
        } else {
            membership.thread.start();
        }
        return membership;
    }

    /** The node's number among all, which no other one has. */
    public int number() {
        return number;
    }

    /** Whether no other node can work on the database. */
    public boolean isAlone() {
        return alone;
    }

    /** The node's part of work that all nodes see. */
    public Share share() {
        return share;
    }

    /** Until when the node may act. */
    public Lease lease() {
        return lease;
    }

    /**
     * Tells others which key this node encrypts with.
     *
     * @param key its name; empty when there is none yet
     * @return the name, which may be empty, of the key of a node that lives and encrypts with another one, which this node
     *     needs too; empty when there is no such node
     */
    public Optional<String> agreeOnKey(String key) {
        return agree(key, other -> other.isEmpty() || other.equals(key));
    }

    /** Tells that this node has made a key, unless there are others that live: they do not have it. Whether it did. */
    public boolean mayMakeKey(String key) {
        return agree(key, _ -> false).isEmpty();
    }

    private Optional<String> agree(String key, Predicate<String> fits) {
        return alone ? Optional.empty() : store.agree(node.life(), key, fits);
    }

    /** How many nodes live, as far as this one has seen. */
    public int living() {
        return share.of();
    }

    /** Has an observer told of what happens from now on. */
    public void observe(Observer observer) {
        observers.add(observer);
    }

    /** Looks at once, because somebody says that something has changed. */
    public void look() {
        hurry.release();
    }

    /** Leaves: what is unfinished is anybody's. The node takes part no more until it is started again. */
    public void leave() throws InterruptedException {
        lease.end();
        stop();
        try {
            store.leave(node.life());
        } catch (StoreUnavailable e) {
            LOG.infof("The database is not told that this node leaves; others find out: %s", e.getMessage());
        }
    }

    /** Gives no more signs of life, without a word to others. */
    public void stop() throws InterruptedException {
        thread.interrupt();
        thread.join();
    }

    private void run() {
        try {
            while (true) {
                boolean _ = hurry.tryAcquire(BETWEEN_SIGNS.toMillis(), TimeUnit.MILLISECONDS);
                hurry.drainPermits();
                sign();
            }
        } catch (InterruptedException _) {
            LOG.debug("The node gives no more signs of life");
        }
    }

    private void sign() {
        try {
            long sentAt = System.nanoTime();
            Look look = store.beat(node.life(), this::isInTouch, PATIENCE);
            if (look.isMember()) {
                lease.renew(sentAt, PATIENCE);
                seen(look);
            } else {
                beginLife();
            }
        } catch (StoreUnavailable e) {
            LOG.debugf("No sign of life: %s", e.getMessage());
        } catch (RuntimeException e) {
            LOG.error("A sign of life failed; the next one follows", e);
        }
    }

    /** Whether this node would have seen the signs of others for long enough, up to this time of the database's. */
    private boolean isInTouch(long now) {
        return follows(now) && now - inTouchSince > PATIENCE.toMillis();
    }

    private boolean follows(long now) {
        return lookedAt <= now && now - lookedAt < LONGEST_GAP.toMillis();
    }

    private void seen(Look look) {
        if (!follows(look.at())) {
            inTouchSince = look.at();
        }
        lookedAt = look.at();
        if (!look.lives().equals(lives)) {
            Set<String> ended = new HashSet<>(lives);
            lives = look.lives();
            ended.removeAll(lives);
            List<String> ranked = lives.stream().sorted().toList();
            share = new Share(ranked.indexOf(node.life()), ranked.size());
            LOG.debugf("Nodes that live: %d", lives.size());
            observers.forEach(Observer::nodesChanged);
            observers.forEach(observer -> observer.livesEnded(ended));
        }
        if (look.draining() && !draining) {
            draining = true;
            LOG.info("This node is to take nothing new, as somebody asks for");
            observers.forEach(Observer::drainAsked);
        }
    }

    /** Two servers with copies of one data directory would each end the other's life for ever. */
    private static void giveWay(Member other) {
        LOG.fatalf(
                "Another server, on %s, works as this node: it has a copy of this data directory, whose file node-id must be"
                        + " deleted in one of them. This server ends",
                other.host());
        Runtime.getRuntime().halt(IDENTITY_TAKEN);
    }

    /** Joins before it is known by the new life, so that nothing belongs to a life that nobody knows. */
    private void beginLife() {
        store.find(node.id())
                .filter(Member::lives)
                .filter(other -> !other.life().equals(node.life()))
                .ifPresent(Membership::giveWay);
        LOG.warn("Others took this node for dead; it drops what it worked on and begins anew");
        String life = UUID.randomUUID().toString();
        long sentAt = System.nanoTime();
        int _ = store.join(card, life, false);
        node.begin(life);
        lease.renew(sentAt, PATIENCE);
        draining = false;
        observers.forEach(Observer::lifeLost);
    }
}
