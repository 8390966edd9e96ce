package dev.millrace.robot;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.millrace.config.Settings;
import dev.millrace.execution.RobotHost;
import dev.millrace.http.ProblemException;
import dev.millrace.robot.RobotRun.State;
import dev.millrace.socket.CloseCode;
import dev.millrace.socket.Peer;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Brings runs and robots together. A run goes to one robot of its user that does it and has a free place: the most urgent
 * run first, then the oldest; to the robot with most room. Whoever comes, a run or a robot, looks for its counterpart at
 * once, so nobody has to look from time to time. What a robot says counts only for runs that it holds. Thread-safe; all is
 * decided under one lock, and nothing waits under it.
 */
@Singleton
final class Robots implements RobotHost {
    private final Settings.Robots settings;
    private final ObjectMapper mapper;
    private final RobotMetrics metrics;
    private final ReentrantLock lock = new ReentrantLock();
    private final Semaphore unserved = new Semaphore(0);
    private final Floor floor = new Floor(this::tellUnserved);
    private final Places places = new Places(lock, floor, unserved);
    private final ScheduledExecutorService timers = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("robots").factory());
    private long arrivals;

    Robots(Settings settings, ObjectMapper mapper, RobotMetrics metrics) {
        this.settings = settings.robots();
        this.mapper = mapper;
        this.metrics = metrics;
        metrics.watch(() -> count(Pool::connected), () -> count(Pool::waiting));
    }

    /** The places of robots, for runs of other servers. */
    Places places() {
        return places;
    }

    private void tellUnserved() {
        if (unserved.availablePermits() == 0) {
            unserved.release();
        }
    }

    private int count(ToIntFunction<Pool> what) {
        return locked(() -> floor.count(what));
    }

    private <T> T locked(Supplier<T> action) {
        lock.lock();
        try {
            return action.get();
        } finally {
            lock.unlock();
        }
    }

    private void locked(Runnable action) {
        lock.lock();
        try {
            action.run();
        } finally {
            lock.unlock();
        }
    }

    // Runs come and go.

    @Override
    public Errand ask(Task task, Listener listener) {
        return locked(() -> {
            RobotRun run = new RobotRun(this, task, listener, ++arrivals);
            if (floor.enter(run)) {
                floor.await(run);
            }
            return run;
        });
    }

    @Override
    public Errand goOn(Task task, String robotId, int attempt, Listener listener) {
        return locked(() -> {
            RobotRun run = new RobotRun(this, task, listener, ++arrivals);
            if (floor.enter(run)) {
                String id = RobotKey.present(robotId);
                Robot robot = floor.robot(id, id);
                RunKey key = new RunKey(task.executionId(), attempt);
                Floor.hold(run, robot, key, State.RUNNING);
                Peer peer = robot.peer();
                if (peer != null && peer.isOpen() && !robot.claims().remove(key)) {
                    notClaimed(run, robot, peer);
                }
            }
            return run;
        });
    }

    /** A robot is here that has not said that it has this run. */
    private void notClaimed(RobotRun run, Robot robot, Peer peer) {
        if (peer.isHandedOn()) {
            // It came when the run was another server's, and has not told it here: then it comes again, with the run.
            floor.disconnect(robot, peer);
            peer.close(CloseCode.RESTARTING, "the robot is to say what it has");
        } else {
            floor.lose(run, "its robot `" + robot.name() + "` came back without it");
        }
    }

    void begin(RobotRun run, RunKey key) {
        locked(() -> {
            if (run.state() != State.CHOSEN) {
                return;
            }
            Robot robot = Objects.requireNonNull(run.robot());
            robot.release();
            Peer peer = robot.peer();
            if (peer == null || !peer.isOpen()) {
                run.tell(new News.NotAccepted());
                floor.await(run);
                return;
            }
            Floor.hold(run, robot, key, State.SENT);
            peer.send(RobotFrame.run(key, run.task(), mapper));
            metrics.sent(System.nanoTime() - run.waitingSince());
            run.awaitAcceptance(timers.schedule(
                    () -> notAccepted(run, key), settings.acceptTimeout().toNanos(), TimeUnit.NANOSECONDS));
        });
    }

    private void notAccepted(RobotRun run, RunKey key) {
        locked(() -> {
            Robot robot = run.robot();
            if (robot == null || !key.equals(run.key()) || robot.runs().get(key) != run) {
                return;
            }
            if (run.state() == State.GIVEN_UP) {
                floor.end(run);
            } else if (run.state() == State.SENT) {
                Floor.send(robot, RobotFrame.cancel(key));
                robot.missed();
                floor.takeBack(run);
            }
        });
    }

    void cancel(RobotRun run) {
        locked(() -> {
            run.markCancelled();
            if (run.robot() != null && run.key() != null) {
                Floor.send(run.robot(), RobotFrame.cancel(run.key()));
            }
        });
    }

    void acknowledge(RobotRun run) {
        locked(() -> {
            if (run.state() == State.ENDED) {
                Robot robot = Objects.requireNonNull(run.robot());
                RunKey key = Objects.requireNonNull(run.key());
                floor.end(run);
                Floor.send(robot, RobotFrame.ack(key));
            }
        });
    }

    void close(RobotRun run) {
        locked(() -> {
            floor.close(run);
            Robot robot = run.robot();
            switch (run.state()) {
                case WAITING -> floor.withdraw(run);
                case CHOSEN -> {
                    Objects.requireNonNull(robot).release();
                    run.become(State.OVER);
                    floor.serve(robot);
                }
                case SENT, RUNNING -> {
                    if (run.isCancelled() && Objects.requireNonNull(robot).isConnected()) {
                        run.become(State.GIVEN_UP);
                    } else {
                        floor.end(run);
                    }
                }
                case ENDED, GIVEN_UP, OVER -> {}
            }
        });
    }

    // Robots come and go.

    /**
     * A robot that is connected.
     *
     * @param claims what it says it has and this server knows nothing of now: it may be of an earlier life
     */
    record Connected(Robot robot, List<RunKey> claims) {}

    /**
     * A robot is connected, or says something new of itself. Another connection of the same robot is closed.
     *
     * @param running what it has of former connections
     * @param welcome greets it, before anything else is sent; must not wait
     * @throws ProblemException 503 when the server stops, 409 when it comes through another server and is here itself
     */
    Connected connect(
            String id, String name, Peer peer, Profile profile, Collection<RunKey> running, Runnable welcome) {
        return locked(() -> {
            if (floor.isStopping()) {
                throw ProblemException.of(503, "stopping", "The server is stopping", "Connect again in a moment.");
            }
            Robot robot = floor.robot(id, name);
            Peer former = robot.peer();
            // One that has what was sent over a connection here is that robot: the connection is dead, unnoticed as
            // yet.
            if (peer.isHandedOn()
                    && robot.isHome()
                    && Collections.disjoint(running, robot.runs().keySet())) {
                throw ProblemException.conflict(
                        "robot-here",
                        "The robot is here itself",
                        "The robot `%s` is connected to this server.".formatted(name));
            }
            boolean same = former == peer;
            robot.connect(peer, name, profile);
            floor.join(robot, peer);
            welcome.run();
            if (!same) {
                if (former != null) {
                    former.close(CloseCode.REPLACED, "the robot has connected again");
                }
                floor.comeBack(robot, Set.copyOf(running));
            }
            floor.serve(robot);
            return new Connected(robot, same ? List.of() : List.copyOf(robot.claims()));
        });
    }

    /** The robot does not hold this run, though it said so. */
    void disown(Robot robot, RunKey key) {
        locked(() -> {
            if (robot.claims().remove(key)) {
                Floor.send(robot, RobotFrame.cancel(key));
                floor.serve(robot);
            }
        });
    }

    /** A robot that visits has no place for what it was sent: it gets something else when it has. */
    void declined(Robot robot, Peer peer, RunKey key) {
        locked(() -> {
            RobotRun run = robot.peer() == peer ? robot.runs().get(key) : null;
            if (run != null && run.state() == State.SENT) {
                floor.takeBack(run);
            }
        });
    }

    /** A connection is gone, be it the robot's or a former one. What the robot had begun may go on if it comes back in time. */
    void disconnect(Robot robot, Peer peer) {
        locked(() -> {
            if (robot.peer() != peer) {
                return;
            }
            floor.disconnect(robot, peer);
            for (RobotRun run : List.copyOf(robot.runs().values())) {
                switch (run.state()) {
                    case SENT -> floor.takeBack(run);
                    case GIVEN_UP -> floor.end(run);
                    case WAITING, CHOSEN, RUNNING, ENDED, OVER -> {}
                }
            }
        });
    }

    /** Has those robots lose their runs who were silent, or away, for too long. */
    void sweep() {
        Duration patience = settings.patience();
        List<Peer> silent = new ArrayList<>();
        locked(() -> {
            for (Robot robot : floor.robots()) {
                Peer peer = robot.peer();
                if (peer != null && peer.silence().compareTo(patience) > 0) {
                    silent.add(peer);
                    floor.disconnect(robot, peer);
                    floor.loseAll(robot, patience);
                } else if (peer == null && System.nanoTime() - robot.awaySince() > patience.toNanos()) {
                    floor.loseAll(robot, patience);
                    floor.forget(robot);
                }
            }
        });
        silent.forEach(peer -> peer.close(CloseCode.SILENT, "no sign of life from the robot"));
    }

    // What robots say.

    /**
     * The run that a robot speaks of, if it holds it and this is its connection; empty otherwise. What it says then shows
     * that it has begun.
     */
    Optional<RobotRun> held(Robot robot, Peer peer, RunKey key) {
        return locked(() -> {
            RobotRun run = robot.peer() == peer ? robot.runs().get(key) : null;
            if (run != null && run.state() == State.SENT) {
                run.endAcceptance();
                run.become(State.RUNNING);
                robot.accepted();
                run.tell(new News.Accepted());
            }
            return Optional.ofNullable(run);
        });
    }

    /** The robot has come to the end of a run that it holds. */
    void ended(Robot robot, RobotRun run, Answer answer) {
        locked(() -> {
            if (floor.isStopping()) {
                return;
            }
            switch (run.state()) {
                case RUNNING -> {
                    run.become(State.ENDED);
                    run.tell(new News.Ended(answer));
                    floor.serve(robot);
                }
                case GIVEN_UP -> {
                    RunKey key = Objects.requireNonNull(run.key());
                    floor.end(run);
                    Floor.send(robot, RobotFrame.ack(key));
                }
                // Told before; it is acknowledged when it is on record.
                case WAITING, CHOSEN, SENT, ENDED, OVER -> {}
            }
        });
    }

    // For those who look, and for the end.

    /**
     * How a robot is at the moment.
     *
     * @param home whether it is connected to this server itself
     */
    record Standing(
            boolean connected,
            boolean home,
            int running,
            @Nullable Duration silence) {
        static final Standing GONE = new Standing(false, false, 0, null);
    }

    Standing standing(String id) {
        return locked(() -> {
            Robot robot = floor.find(id);
            if (robot == null) {
                return Standing.GONE;
            }
            Peer peer = robot.peer();
            return new Standing(
                    robot.isConnected(), robot.isHome(), robot.load(), peer == null ? null : peer.silence());
        });
    }

    /** The ids of those that are connected to this server itself. */
    Set<String> connected() {
        return locked(() -> {
            Set<String> ids = new HashSet<>();
            floor.robots().stream().filter(Robot::isHome).map(Robot::id).forEach(ids::add);
            return ids;
        });
    }

    boolean isStopping() {
        return locked(floor::isStopping);
    }

    /** Gives nothing to robots any more; what they have begun goes on without this server, which hears of it in its next life. */
    void stop() {
        locked(floor::stop);
        timers.shutdownNow();
    }
}
