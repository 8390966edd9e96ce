package dev.millrace.robot;

import dev.millrace.robot.Link.Home;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Places of robots that runs of other servers take, and what runs here would take of robots elsewhere. A robot's places are
 * one budget for both. Thread-safe: decided under the lock of {@link Robots}.
 */
final class Places {
    /** How many kinds of demands are told. */
    private static final int MOST_DEMANDS = 1_000;

    private final ReentrantLock lock;
    private final Floor floor;
    private final Semaphore unserved;

    Places(ReentrantLock lock, Floor floor, Semaphore unserved) {
        this.lock = lock;
        this.floor = floor;
        this.unserved = unserved;
    }

    /** What a robot says it has, and this server knows nothing of. */
    record Claim(Robot robot, Home home, RunKey key) {}

    private <T> T locked(Supplier<T> action) {
        lock.lock();
        try {
            return action.get();
        } finally {
            lock.unlock();
        }
    }

    /** Waits until a run begins to wait for a robot, at most this long. */
    void awaitUnserved(Duration patience) throws InterruptedException {
        boolean _ = unserved.tryAcquire(patience.toMillis(), TimeUnit.MILLISECONDS);
        unserved.drainPermits();
    }

    /** What runs here wait for. */
    List<Demand> demands() {
        return locked(() -> floor.demands(MOST_DEMANDS));
    }

    /** Reserves a place for each run of a demand, as far as there are any; a robot with several comes several times. */
    List<Robot> reserve(Demand demand) {
        return locked(() -> {
            List<Robot> reserved = new ArrayList<>();
            Optional<Robot> next = floor.visitor(demand);
            while (next.isPresent() && reserved.size() < demand.count()) {
                next.get().reserve(System.nanoTime());
                reserved.add(next.get());
                next = floor.visitor(demand);
            }
            return reserved;
        });
    }

    /** Reserves a place of a robot, if it has one that is free. */
    boolean reserve(Robot robot) {
        return locked(() -> {
            boolean free = robot.isFree();
            if (free) {
                robot.reserve(System.nanoTime());
            }
            return free;
        });
    }

    /** Gives so many places back. */
    void release(Robot robot, int count) {
        locked(() -> {
            for (int i = 0; i < count; i++) {
                robot.release();
            }
            floor.serve(robot);
            return robot;
        });
    }

    /** Gives a place back, and reserves it again unless a run here takes it; whether it is reserved. */
    boolean releaseAndReserve(Robot robot) {
        return locked(() -> {
            robot.release();
            floor.serve(robot);
            boolean free = robot.isFree();
            if (free) {
                robot.reserve(System.nanoTime());
            }
            return free;
        });
    }

    /** How a robot is connected to this server itself; null when it is not. */
    @Nullable
    Home home(Robot robot) {
        return locked(() -> homeOf(robot));
    }

    private static @Nullable Home homeOf(Robot robot) {
        return robot.isHome() && robot.peer() != null && robot.profile() != null
                ? new Home(robot.peer(), robot.name(), robot.profile(), Set.copyOf(robot.claims()))
                : null;
    }

    /** What robots that are connected to this server itself have, and nobody here has come for. */
    List<Claim> claims() {
        return locked(() -> {
            List<Claim> claims = new ArrayList<>();
            for (Robot robot : floor.robots()) {
                Home home = robot.claims().isEmpty() ? null : homeOf(robot);
                if (home != null) {
                    home.claims().forEach(key -> claims.add(new Claim(robot, home, key)));
                }
            }
            return claims;
        });
    }

    /** A run that a robot claims is that of another server, and takes a place; false when it is claimed no more. */
    boolean occupy(Robot robot, RunKey claimed) {
        return locked(() -> {
            boolean present = robot.claims().remove(claimed);
            if (present) {
                robot.reserve(System.nanoTime());
            }
            return present;
        });
    }
}
