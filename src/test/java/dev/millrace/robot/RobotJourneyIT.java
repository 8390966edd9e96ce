package dev.millrace.robot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.robot.TestRobot.Run;
import dev.millrace.testing.Http;
import dev.millrace.testing.TestCluster;
import dev.millrace.testing.TestMariaDb;
import dev.millrace.testing.TestRedis;
import dev.millrace.testing.TestServer;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Robots at work for a server that they are not connected to, when one of the two vanishes. */
@Tag("long")
class RobotJourneyIT {
    /** A silent server is taken for dead after 10 s; then its executions are taken over. */
    private static final Duration TAKE_OVER = Duration.ofSeconds(30);

    private static final Duration UNTIL_JUDGEMENT = Duration.ofSeconds(12);

    @TempDir
    private Path folder;

    private final TestRedis redis = TestRedis.start();
    private final String database = TestMariaDb.shared().newDatabase();
    private TestServer first = unstarted();
    private TestServer second = unstarted();
    private Owner owner = unstarted();
    private long started;

    @SuppressWarnings({"NullAway", "TypeParameterUnusedInFormals"}) // made before each test
    private static <T> T unstarted() {
        return null;
    }

    @BeforeEach
    void start() throws IOException {
        first = TestServer.start(folder.resolve("first"), TestCluster.settings(database, redis.url()));
        second = TestServer.start(folder.resolve("second"), TestCluster.settings(database, redis.url()));
        started = System.nanoTime();
        owner = Owner.on(first);
    }

    @AfterEach
    void stop() {
        first.close();
        second.close();
        if (redis.isAlive()) {
            redis.close();
        }
    }

    private Http at(TestServer server) {
        return owner.http().at(server);
    }

    private static void signal(TestServer server, String name) throws IOException, InterruptedException {
        assertThat(new ProcessBuilder("kill", "-" + name, String.valueOf(server.pid()))
                        .start()
                        .waitFor())
                .isZero();
    }

    /** Until the second server has seen the database for long enough to take others for dead. */
    private void awaitJudgement() {
        await().atMost(TAKE_OVER).until(() -> System.nanoTime() - started > UNTIL_JUDGEMENT.toNanos());
    }

    /** Says a result until it is heard, as robots do, and answers the first frame after that: nothing else comes before. */
    private static JsonNode tell(TestRobot robot, Run run, String outputs) {
        return await("the result to be heard")
                .atMost(TAKE_OVER)
                .pollInterval(Duration.ofMillis(500))
                .until(
                        () -> {
                            robot.say(run, "result", "'status':'completed','outputs':" + outputs);
                            return robot.socket().next();
                        },
                        answer -> !isNotReady(answer));
    }

    private static boolean isNotReady(JsonNode answer) {
        boolean refused = answer.path("type").asText().equals("error");
        assertThat(!refused || answer.at("/problem/status").asInt() == 503)
                .as(answer.toString())
                .isTrue();
        return refused;
    }

    private void assertDoneOnce(String id) {
        JsonNode execution = at(second).awaitEnd(id);
        assertThat(execution.path("status").asText()).as(execution.toString()).isEqualTo("completed");
        assertThat(execution.path("steps").findValuesAsText("status")).containsExactly("completed");
        assertThat(execution.at("/outputs/n").asInt()).isEqualTo(1);
    }

    @Test
    void a_killed_server_costs_no_run_and_its_robot_is_given_no_other_before() throws Exception {
        String workflow = owner.remote();
        try (TestRobot robot = TestRobot.connect(second, owner, "survivor", 1)) {
            String id = owner.http().run(workflow, "{}");
            Run run = robot.begin();
            awaitJudgement();
            first.kill();
            assertThat(robot.socket().closed().code()).isEqualTo(1_012);
            try (TestRobot back = TestRobot.comeBack(second, owner, "survivor", run)) {
                String later = at(second).run(workflow, "{}");
                JsonNode answer = tell(back, run, "{'n':1}");
                // It would not say its result any more if the other run had come before.
                assertDoneOnce(id);
                Run next = answer.path("type").asText().equals("run") ? TestRobot.run(answer) : back.awaitRun();
                assertThat(next.executionId()).isEqualTo(later);
                back.complete(next, "{}");
            }
        }
    }

    @Test
    void a_frozen_server_costs_no_run() throws Exception {
        String workflow = owner.remote();
        try (TestRobot robot = TestRobot.connect(second, owner, "survivor", 1)) {
            String id = owner.http().run(workflow, "{}");
            Run run = robot.begin();
            awaitJudgement();
            signal(first, "STOP");
            try {
                assertThat(robot.socket().closed().code()).isEqualTo(1_012);
                try (TestRobot back = TestRobot.comeBack(second, owner, "survivor", run)) {
                    tell(back, run, "{'n':1}");
                }
            } finally {
                signal(first, "CONT");
            }
            assertDoneOnce(id);
        }
    }

    @Test
    void a_robot_of_a_third_server_goes_on_for_who_takes_over() throws Exception {
        String workflow = owner.remote();
        try (TestServer third = TestServer.start(folder.resolve("third"), TestCluster.settings(database, redis.url()));
                TestRobot robot = TestRobot.connect(third, owner, "faithful", 1)) {
            String id = owner.http().run(workflow, "{}");
            Run run = robot.begin();
            awaitJudgement();
            first.kill();
            assertThat(robot.socket().closed().code()).isEqualTo(1_012);
            try (TestRobot back = TestRobot.comeBack(third, owner, "faithful", run)) {
                tell(back, run, "{'n':1}");
            }
            assertDoneOnce(id);
        }
    }

    @Test
    void a_server_that_stops_leaves_its_robots_at_their_runs() throws Exception {
        String workflow = owner.remote();
        try (TestRobot robot = TestRobot.connect(second, owner, "patient", 1)) {
            String id = owner.http().run(workflow, "{}");
            Run run = robot.begin();
            first.terminate();
            assertThat(robot.socket().closed().code()).isEqualTo(1_012);
            try (TestRobot back = TestRobot.comeBack(second, owner, "patient", run)) {
                tell(back, run, "{'n':1}");
            }
            assertDoneOnce(id);
        }
    }

    @Test
    void a_robot_whose_server_is_killed_goes_on_through_another_one() throws Exception {
        String workflow = owner.remote();
        try (TestServer third = TestServer.start(folder.resolve("third"), TestCluster.settings(database, redis.url()));
                TestRobot robot = TestRobot.connect(third, owner, "homeless", 1)) {
            String id = owner.http().run(workflow, "{}");
            Run run = robot.begin();
            // Else it is given to a robot anew.
            await("the robot to have begun").until(() -> owner.status(id).equals("running"));
            third.kill();
            robot.socket().closed();
            try (TestRobot back = TestRobot.comeBack(second, owner, "homeless", run)) {
                assertThat(tell(back, run, "{'n':1}").path("type").asText()).isEqualTo("ack");
            }
            assertDoneOnce(id);
        }
    }

    @Test
    void robots_come_while_redis_is_away() {
        redis.close();
        try (TestRobot robot = TestRobot.connect(second, owner, "unrung", 1)) {
            String id = owner.http().run(owner.remote(), "{}");
            robot.complete(robot.begin(), "{'n':1}");
            assertDoneOnce(id);
        }
    }
}
