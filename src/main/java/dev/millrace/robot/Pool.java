package dev.millrace.robot;

import dev.millrace.execution.RobotHost.Task;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The robots of one user that are connected, and the runs that wait for one. Guarded by the lock of {@link Robots}.
 */
final class Pool {
    /** The one that keeps its word, has most room, and was chosen longest ago. */
    private static final Comparator<Robot> BEST = Comparator.comparingInt(Robot::misses)
            .thenComparingDouble(Robot::use)
            .thenComparingLong(Robot::lastChosen);

    /** The most urgent one, then the oldest. */
    private static final Comparator<RobotRun> TURN =
            Comparator.comparingInt((RobotRun run) -> -run.task().priority()).thenComparingLong(RobotRun::arrival);

    private final Set<Robot> robots = new LinkedHashSet<>();
    private final SortedSet<RobotRun> waiting = new TreeSet<>(TURN);

    /** The robot that is to do a task; empty when none has a place. */
    Optional<Robot> best(Task task) {
        return best(robots.stream(), profile -> profile.does(task));
    }

    /** The robot that is to visit who has this demand; empty when none that is connected here itself has a place. */
    Optional<Robot> visitor(Demand demand) {
        return best(robots.stream().filter(Robot::isHome), profile -> profile.does(demand.workflow(), demand.labels()));
    }

    private static Optional<Robot> best(Stream<Robot> among, Predicate<Profile> fits) {
        return among.filter(robot -> robot.isFree() && robot.profile() != null && fits.test(robot.profile()))
                .min(BEST);
    }

    /** What those that wait wait for. */
    Stream<Demand> demands() {
        Map<Demand, Long> counted = waiting.stream()
                .map(RobotRun::task)
                .collect(Collectors.groupingBy(
                        task -> new Demand(task.user(), task.workflow(), task.labels(), 1), Collectors.counting()));
        return counted.entrySet().stream()
                .map(entry -> entry.getKey().times(entry.getValue().intValue()));
    }

    /** The waiting run whose turn it is with this robot; empty when it can do none of them. */
    Optional<RobotRun> next(Robot robot) {
        Profile profile = robot.profile();
        return profile == null || !robot.isFree()
                ? Optional.empty()
                : waiting.stream().filter(run -> profile.does(run.task())).findFirst();
    }

    void join(Robot robot) {
        robots.add(robot);
    }

    void leave(Robot robot) {
        robots.remove(robot);
    }

    int connected() {
        return (int) robots.stream().filter(Robot::isHome).count();
    }

    void queue(RobotRun run) {
        waiting.add(run);
    }

    void withdraw(RobotRun run) {
        waiting.remove(run);
    }

    int waiting() {
        return waiting.size();
    }

    boolean isEmpty() {
        return robots.isEmpty() && waiting.isEmpty();
    }
}
