package dev.millrace.robot;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.execution.RobotHost.News;
import dev.millrace.robot.RobotRun.State;
import dev.millrace.socket.Peer;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Who is there, robots and runs, and what each step of a run means to the others. Guarded by the lock of {@link Robots}.
 */
final class Floor {
    private final Map<String, Robot> robots = new HashMap<>();
    private final Map<String, Pool> pools = new HashMap<>();

    /** Runs of which news may be told; for the end of the server. */
    private final Set<RobotRun> open = new HashSet<>();

    private final Runnable unserved;
    private boolean stopping;

    /** @param unserved is told when a run begins to wait; must not wait */
    Floor(Runnable unserved) {
        this.unserved = unserved;
    }

    int count(ToIntFunction<Pool> what) {
        return pools.values().stream().mapToInt(what).sum();
    }

    /** What runs wait for; at most so many kinds. */
    List<Demand> demands(int most) {
        return pools.values().stream().flatMap(Pool::demands).limit(most).toList();
    }

    /** The robot that is to do such a run of another server; empty when none has a place. */
    Optional<Robot> visitor(Demand demand) {
        return Optional.ofNullable(pools.get(demand.user())).flatMap(pool -> pool.visitor(demand));
    }

    List<Robot> robots() {
        return List.copyOf(robots.values());
    }

    @Nullable
    Robot find(String id) {
        return robots.get(id);
    }

    /** The robot of this id, which is not connected if it was not known. */
    Robot robot(String id, String name) {
        return robots.computeIfAbsent(id, _ -> new Robot(id, name));
    }

    void forget(Robot robot) {
        robots.remove(robot.id());
    }

    boolean isStopping() {
        return stopping;
    }

    /** Nothing begins any more, and nobody hears any more of what has begun. */
    void stop() {
        stopping = true;
        open.forEach(run -> run.tell(new News.Stopping()));
        open.clear();
    }

    /** The robot is connected, and may be given something. */
    void join(Robot robot, Peer peer) {
        pool(peer.caller().userId()).join(robot);
    }

    /** The robot is connected no longer. */
    void disconnect(Robot robot, Peer peer) {
        robot.disconnect();
        leave(peer.caller().userId(), robot);
    }

    /** Nobody waits for the run any more. */
    void withdraw(RobotRun run) {
        pool(run.task().user()).withdraw(run);
    }

    void close(RobotRun run) {
        open.remove(run);
    }

    /** Whether the run may go on: it does not when the server stops. */
    boolean enter(RobotRun run) {
        if (stopping) {
            run.become(State.OVER);
            run.tell(new News.Stopping());
            return false;
        }
        open.add(run);
        return true;
    }

    static void hold(RobotRun run, Robot robot, RunKey key, State state) {
        run.give(robot);
        run.name(key);
        run.become(state);
        robot.runs().put(key, run);
    }

    void await(RobotRun run) {
        run.become(State.WAITING);
        run.give(null);
        Pool pool = pool(run.task().user());
        Optional<Robot> robot = pool.best(run.task());
        if (robot.isPresent()) {
            choose(run, robot.get());
        } else {
            pool.queue(run);
            unserved.run();
        }
    }

    private Pool pool(String user) {
        return pools.computeIfAbsent(user, _ -> new Pool());
    }

    private static void choose(RobotRun run, Robot robot) {
        robot.reserve(System.nanoTime());
        run.give(robot);
        run.become(State.CHOSEN);
        run.tell(new News.Chosen(robot.id()));
    }

    /** A robot may have a free place. */
    void serve(Robot robot) {
        Peer peer = robot.peer();
        if (peer == null || stopping) {
            return;
        }
        Pool pool = pool(peer.caller().userId());
        for (Optional<RobotRun> next = pool.next(robot); next.isPresent(); next = pool.next(robot)) {
            pool.withdraw(next.get());
            choose(next.get(), robot);
        }
    }

    /** The run's end for whoever waits for it, and for the robot. */
    void end(RobotRun run) {
        run.endAcceptance();
        run.become(State.OVER);
        open.remove(run);
        Robot robot = run.robot();
        if (robot != null && run.key() != null) {
            robot.runs().remove(run.key());
            serve(robot);
        }
    }

    void lose(RobotRun run, String why) {
        end(run);
        run.tell(new News.Lost(why));
    }

    /** A robot that was sent the run has not begun it. */
    void takeBack(RobotRun run) {
        run.endAcceptance();
        Robot robot = Objects.requireNonNull(run.robot());
        robot.runs().remove(run.key());
        run.name(null);
        run.tell(new News.NotAccepted());
        await(run);
        serve(robot);
    }

    static void send(Robot robot, ObjectNode frame) {
        Peer peer = robot.peer();
        if (peer != null) {
            peer.send(frame);
        }
    }

    /** Goes on with what the robot has, and does without what it has not. */
    void comeBack(Robot robot, Set<RunKey> running) {
        robot.claims().clear();
        robot.claims().addAll(running);
        robot.claims().removeAll(robot.runs().keySet());
        for (RobotRun run : List.copyOf(robot.runs().values())) {
            RunKey key = Objects.requireNonNull(run.key());
            boolean has = running.contains(key);
            switch (run.state()) {
                case SENT -> {
                    if (!has) {
                        takeBack(run);
                    }
                }
                case RUNNING -> {
                    if (!has) {
                        lose(run, "its robot `" + robot.name() + "` came back without it");
                    } else if (run.isCancelled()) {
                        send(robot, RobotFrame.cancel(key));
                    }
                }
                case GIVEN_UP -> {
                    if (has) {
                        send(robot, RobotFrame.cancel(key));
                    } else {
                        end(run);
                    }
                }
                case WAITING, CHOSEN, ENDED, OVER -> {}
            }
        }
    }

    private void leave(String user, Robot robot) {
        Pool pool = pool(user);
        pool.leave(robot);
        if (pool.isEmpty()) {
            pools.remove(user);
        }
    }

    /** The robot has given no sign for so long that it has lost what it had. */
    void loseAll(Robot robot, Duration patience) {
        String why = "its robot `%s` gave no sign of life for %s".formatted(robot.name(), readable(patience));
        for (RobotRun run : List.copyOf(robot.runs().values())) {
            switch (run.state()) {
                case RUNNING -> lose(run, why);
                case SENT -> takeBack(run);
                case ENDED, GIVEN_UP -> end(run);
                case WAITING, CHOSEN, OVER -> {}
            }
        }
    }

    private static String readable(Duration duration) {
        return duration.toMillisPart() == 0 ? duration.toSeconds() + " s" : duration.toMillis() + " ms";
    }
}
