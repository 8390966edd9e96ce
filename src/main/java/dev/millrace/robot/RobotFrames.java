package dev.millrace.robot;

import dev.millrace.access.Admission;
import dev.millrace.access.Admission.Cost;
import dev.millrace.access.Scope;
import dev.millrace.execution.RobotHost.Answer;
import dev.millrace.execution.RobotRecords;
import dev.millrace.execution.RobotRecords.Standing;
import dev.millrace.http.ProblemException;
import dev.millrace.socket.Frame;
import dev.millrace.socket.FrameHandler;
import dev.millrace.socket.FrameType;
import dev.millrace.socket.Peer;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What robots send over their sockets. A robot that speaks of a run which it does not hold is refused, and that is written
 * into the audit log. Thread-safe.
 */
@Singleton
final class RobotFrames implements FrameHandler {
    private static final List<String> NAMES = List.of("hello", "accepted", "declined", "log", "progress", "result");

    private final Robots robots;
    private final RobotList list;
    private final Visits visits;
    private final RobotRecords records;
    private final RobotReader reader;
    private final Admission admission;
    private final RobotMetrics metrics;
    private final Map<Peer, Robot> connected = new ConcurrentHashMap<>();

    RobotFrames(
            Robots robots,
            RobotList list,
            Visits visits,
            RobotRecords records,
            RobotReader reader,
            Admission admission,
            RobotMetrics metrics) {
        this.robots = robots;
        this.list = list;
        this.visits = visits;
        this.records = records;
        this.reader = reader;
        this.admission = admission;
        this.metrics = metrics;
    }

    @Override
    public Set<FrameType> types() {
        return Set.copyOf(NAMES.stream()
                .map(name ->
                        new FrameType(name, Scope.ROBOTS_CONNECT, name.equals("hello") ? Cost.REQUEST : Cost.NOTHING))
                .toList());
    }

    @Override
    public void received(Peer peer, Frame frame) throws InterruptedException {
        if (robots.isStopping()) {
            // The robot says it again to the next life of the server.
            return;
        }
        if (!frame.type().equals(NAMES.getFirst()) && visits.carry(peer, RobotReader.about(frame), frame)) {
            return;
        }
        switch (frame.type()) {
            case "hello" -> hello(peer, frame);
            case "declined" -> declined(peer, frame);
            case "accepted" -> {
                RunKey key = reader.accepted(frame);
                held(peer, frame, key);
            }
            case "log" -> {
                RobotReader.Log log = reader.log(frame);
                held(peer, frame, log.key()).log(log.stream(), log.text());
            }
            case "progress" -> {
                RobotReader.Progress progress = reader.progress(frame);
                held(peer, frame, progress.key()).progress(progress.percent(), progress.message());
            }
            case "result" -> result(peer, frame);
            default -> throw new IllegalStateException("no frame of a robot: " + frame.type());
        }
    }

    private void hello(Peer peer, Frame frame) {
        RobotReader.Hello hello = reader.hello(frame);
        RobotKey key = new RobotKey(peer.caller().userId(), hello.name());
        Robot earlier = connected.get(peer);
        String id = key.id();
        if (earlier != null && !earlier.id().equals(id)) {
            throw ProblemException.conflict(
                    "already-a-robot",
                    "The connection is that of a robot",
                    "This connection is that of robot `%s`; open another one for `%s`."
                            .formatted(earlier.name(), hello.name()));
        }
        if (!peer.isHandedOn()) {
            list.connected(id, key, hello.profile());
        }
        Robots.Connected robot = robots.connect(
                id,
                hello.name(),
                peer,
                hello.profile(),
                hello.running(),
                () -> peer.answer(frame, RobotFrame.welcome(id, list.heartbeat())));
        connected.put(peer, robot.robot());
        visits.renew(peer, robot.robot());
        robot.claims().forEach(claim -> visits.settle(robot.robot(), key.user(), claim));
    }

    /** Only servers say that there was no place after all; a robot that takes nothing says it with its capacity. */
    private void declined(Peer peer, Frame frame) {
        if (!peer.isHandedOn()) {
            throw ProblemException.of(
                    403, "nodes-only", "The caller may not do this", "This is for other servers of the cluster only.");
        }
        robots.declined(robot(peer), peer, reader.accepted(frame));
    }

    /** The run that a frame speaks of. Throws a 403 or 404 when the robot does not hold it. */
    private RobotRun held(Peer peer, Frame frame, RunKey key) {
        Robot robot = robot(peer);
        return robots.held(robot, peer, key).orElseThrow(() -> refused(peer, frame, key, standing(peer, robot, key)));
    }

    private Robot robot(Peer peer) {
        Robot robot = connected.get(peer);
        if (robot == null) {
            throw ProblemException.conflict(
                    "not-a-robot",
                    "The connection is not that of a robot",
                    "A robot says hello first: {\"type\":\"hello\",\"robot\":\"…\",\"workflows\":\"*\",\"capacity\":1}.");
        }
        return robot;
    }

    /** Looks up how a robot stands to a run that it does not hold now. That is counted: it is not what robots usually do. */
    private Standing standing(Peer peer, Robot robot, RunKey key) {
        admission.count(peer.caller(), Cost.REQUEST);
        return records.standing(peer.caller().userId(), robot.id(), key.executionId(), key.attempt());
    }

    private void result(Peer peer, Frame frame) {
        RobotReader.Result result = reader.result(frame);
        Robot robot = robot(peer);
        RobotRun run = robots.held(robot, peer, result.key()).orElse(null);
        if (run != null) {
            Answer answer = result.answer();
            robots.ended(robot, run, answer);
            return;
        }
        Standing standing = standing(peer, robot, result.key());
        switch (standing) {
            // It did not hear that it was heard.
            case ENDED -> peer.send(RobotFrame.ack(result.key()));
            // The execution has not been taken up yet after a start: the robot says it again when it is asked.
            case HELD ->
                throw ProblemException.of(
                        503,
                        "not-ready",
                        "The execution is not ready yet",
                        "The server has just started; send the result again in a moment.");
            case LOST, NOT_HELD, NOT_SEEN -> throw refused(peer, frame, result.key(), standing);
        }
    }

    private ProblemException refused(Peer peer, Frame frame, RunKey key, Standing standing) {
        ProblemException problem =
                switch (standing) {
                    case NOT_SEEN -> ProblemException.notFound("execution", key.executionId());
                    case LOST ->
                        ProblemException.of(
                                403,
                                "attempt-lost",
                                "The run is the robot's no longer",
                                "The robot has lost %s: it was silent or away for too long, or did not accept it in time. Stop it."
                                        .formatted(key));
                    case NOT_HELD, HELD, ENDED ->
                        ProblemException.of(
                                403,
                                "attempt-not-held",
                                "The run is not the robot's",
                                "The robot does not hold %s; only the robot that was sent it may answer."
                                        .formatted(key));
                };
        metrics.refused();
        admission.record(
                peer.caller(),
                peer.requestId(),
                "robot " + frame.type(),
                "/v1/executions/" + key.executionId(),
                problem.status());
        return problem;
    }

    @Override
    public void closed(Peer peer) {
        Robot robot = connected.remove(peer);
        if (robot != null) {
            robots.disconnect(robot, peer);
            visits.left(peer);
            if (!peer.isHandedOn() && !robots.standing(robot.id()).connected()) {
                list.left(robot.id());
            }
        }
    }
}
