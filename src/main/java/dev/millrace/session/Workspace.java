package dev.millrace.session;

import dev.millrace.session.driver.Driver;
import dev.millrace.session.driver.Element;
import dev.millrace.session.error.ErrorCode;
import dev.millrace.session.error.SessionException;
import java.time.Duration;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * What the watchers of a session see. One poller looks for all of them, as often as the most eager wants, while there is
 * any; each of them compares what it gets with what it had. Thread-safe.
 */
final class Workspace {
    private final Session session;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Set<Watcher> watchers = new HashSet<>();
    private @Nullable View newest;
    private long looks;
    private boolean polling;
    private boolean over;

    Workspace(Session session) {
        this.session = session;
    }

    /** One who watches. Each is another one. */
    static final class Watcher {
        private final Duration interval;
        private final boolean withSource;

        Watcher(Duration interval, boolean withSource) {
            this.interval = interval;
            this.withSource = withSource;
        }

        Duration interval() {
            return interval;
        }
    }

    /**
     * What one look has shown.
     *
     * @param number which look it was
     * @param screenshot in base64; empty when the driver paints nothing
     * @param source empty when nobody wants it
     * @param sourced whether the source was looked at
     * @param failure why there is nothing; empty when there is
     */
    record View(
            long number, String screenshot, List<Element> elements, String source, boolean sourced, String failure) {
        View {
            elements = List.copyOf(elements);
        }
    }

    /** Begins to look for this watcher, too. */
    void join(Watcher watcher) {
        lock.lock();
        try {
            watchers.add(watcher);
            if (!polling && !over) {
                polling = true;
                // It may be of long ago.
                newest = null;
                Thread.ofVirtual().name("workspace-" + session.id()).start(this::poll);
            }
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Looks no more for this watcher. */
    void leave(Watcher watcher) {
        lock.lock();
        try {
            watchers.remove(watcher);
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Ends all watching. */
    void end() {
        lock.lock();
        try {
            over = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Waits for a view for this watcher that is newer than this number, and for this pause at least; null when there will be none. */
    @Nullable
    View after(Watcher watcher, long number, Duration pause) throws InterruptedException {
        lock.lock();
        try {
            long left = pause.toNanos();
            while (!over && left > 0) {
                left = changed.awaitNanos(left);
            }
            while (!over && !isFor(watcher, number)) {
                changed.await();
            }
            return over ? null : newest;
        } finally {
            lock.unlock();
        }
    }

    private boolean isFor(Watcher watcher, long number) {
        return newest != null && newest.number() > number && (newest.sourced() || !watcher.withSource);
    }

    private void poll() {
        try {
            while (lookIsWanted()) {
                publish(look(sourceIsWanted()));
                pause();
            }
        } catch (InterruptedException e) {
            throw new AssertionError("nobody interrupts this thread", e);
        } catch (RuntimeException e) {
            publish(new View(0, "", List.of(), "", true, "the page could not be looked at"));
            throw e;
        } finally {
            stopped();
        }
    }

    private View look(boolean withSource) {
        try {
            return session.glance(driver -> new View(
                    0, screenshot(driver), driver.elements(), withSource ? driver.source() : "", withSource, ""));
        } catch (SessionException e) {
            return new View(0, "", List.of(), "", true, e.message());
        }
    }

    private static String screenshot(Driver driver) {
        try {
            return Base64.getEncoder().encodeToString(driver.screenshot());
        } catch (SessionException e) {
            if (e.code() == ErrorCode.E0301) {
                return "";
            }
            throw e;
        }
    }

    private boolean lookIsWanted() {
        lock.lock();
        try {
            boolean wanted = !over && !watchers.isEmpty();
            polling = wanted;
            return wanted;
        } finally {
            lock.unlock();
        }
    }

    private boolean sourceIsWanted() {
        lock.lock();
        try {
            return watchers.stream().anyMatch(watcher -> watcher.withSource);
        } finally {
            lock.unlock();
        }
    }

    private void publish(View view) {
        lock.lock();
        try {
            newest = new View(
                    ++looks, view.screenshot(), view.elements(), view.source(), view.sourced(), view.failure());
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Waits for the time of the next look, which comes sooner when an eager watcher joins. */
    private void pause() throws InterruptedException {
        long begin = System.nanoTime();
        lock.lock();
        try {
            long left = interval().toNanos();
            while (!over && !watchers.isEmpty() && isForAll() && left > 0) {
                changed.awaitNanos(left);
                left = interval().toNanos() - (System.nanoTime() - begin);
            }
        } finally {
            lock.unlock();
        }
    }

    /** Whether the newest view has what each watcher wants. */
    private boolean isForAll() {
        return newest != null && (newest.sourced() || watchers.stream().noneMatch(watcher -> watcher.withSource));
    }

    private Duration interval() {
        return watchers.stream().map(Watcher::interval).min(Duration::compareTo).orElse(Duration.ZERO);
    }

    private void stopped() {
        lock.lock();
        try {
            polling = false;
        } finally {
            lock.unlock();
        }
    }
}
