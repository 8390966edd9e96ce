package dev.millrace.cluster;

import dev.millrace.store.Database;
import dev.millrace.store.StoreUnavailable;
import io.quarkus.runtime.ShutdownEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/**
 * What has to be done from time to time by some node, and by one alone: in each period, the first that comes does it, by a
 * row with a unique key. Nobody is in charge, so nobody has to be replaced. What a node takes on and cannot finish is done
 * in the next period; with a failure, too. Thread-safe.
 */
@Singleton
public final class DueWork {
    private static final Logger LOG = Logger.getLogger(DueWork.class);

    /** Before the parts stop that the work uses. */
    private static final int EARLY = 100;

    private static final Duration FIRST_LOOK = Duration.ofMinutes(1);
    private static final Duration LONGEST_BETWEEN_LOOKS = Duration.ofMinutes(1);

    private final DueWorkStore store;
    private final Node node;
    private final ScheduledExecutorService looks = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("due-work").factory());

    DueWork(Database database, Node node) {
        this.store = new DueWorkStore(database);
        this.node = node;
    }

    /** Has work done once in each period, on one of the nodes that ask for it. */
    public void every(Duration period, String name, Runnable work) {
        Duration look = period.compareTo(LONGEST_BETWEEN_LOOKS) < 0 ? period : LONGEST_BETWEEN_LOOKS;
        Duration first = look.compareTo(FIRST_LOOK) < 0 ? look : FIRST_LOOK;
        var _ = looks.scheduleWithFixedDelay(
                () -> once(period, name, work), first.toMillis(), look.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Does the work now, unless it was done in the present period; whether it did. What the work throws is told in the log. */
    boolean once(Duration period, String name, Runnable work) {
        try {
            if (!store.claim(name, period.toMillis(), node.id())) {
                return false;
            }
            work.run();
            return true;
        } catch (StoreUnavailable e) {
            LOG.debugf("The work \"%s\" waits for the database: %s", name, e.getMessage());
        } catch (RuntimeException e) {
            LOG.errorf(e, "The work \"%s\" failed; it is tried again when it is due again", name);
        }
        return false;
    }

    void stop(@Observes @Priority(EARLY) ShutdownEvent event) {
        looks.shutdownNow();
    }
}
