package dev.millrace.robot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import dev.millrace.robot.TestRobot.Run;
import dev.millrace.testing.TestServer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Robots and servers that vanish in the middle. */
class RobotLossIT {
    private static final Map<String, String> IMPATIENT =
            Map.of("ROBOTS_HEARTBEAT", "1s", "ROBOTS_ACCEPT_TIMEOUT", "1s", "ROBOTS_CANCEL_GRACE", "300ms");

    @TempDir
    private Path data;

    @Test
    void what_silent_robots_have_goes_to_others_and_who_does_not_accept_or_stop_is_not_waited_for() throws Exception {
        try (TestServer server = TestServer.start(data, IMPATIENT)) {
            Owner owner = Owner.on(server);
            String workflow = owner.remote();
            taken_over_from_the_silent(server, owner, workflow);
            not_accepted(server, Owner.on(server));
            not_stopped(server, Owner.on(server));
            at_most_once(server, Owner.on(server));
        }
    }

    private static void taken_over_from_the_silent(TestServer server, Owner owner, String workflow) {
        String id = owner.http().run(workflow, "{}");
        try (TestRobot silent = TestRobot.connect(server, owner, "silent", 1)) {
            Run first = silent.begin();
            assertThat(silent.socket().closed().code()).isEqualTo(4_010);
            try (TestRobot other = TestRobot.connect(server, owner, "other", 1)) {
                Run second = other.begin();
                assertThat(second.executionId()).isEqualTo(id);
                assertThat(second.attempt()).isGreaterThan(first.attempt());
                other.complete(second, "{'by':'other'}");
            }
        }
        JsonNode execution = owner.http().awaitEnd(id);
        assertThat(execution.at("/outputs/by").asText()).isEqualTo("other");
        assertThat(execution.path("steps").findValuesAsText("status")).containsExactly("interrupted", "completed");
    }

    private static void not_accepted(TestServer server, Owner owner) {
        String workflow = owner.remote();
        try (TestRobot lazy = TestRobot.connect(server, owner, "lazy", 1)) {
            String id = owner.http().run(workflow, "{}");
            Run ignored = lazy.awaitRun();
            try (TestRobot keen = TestRobot.connect(server, owner, "keen", 1)) {
                Run run = keen.begin();
                lazy.sign();
                assertThat(run.attempt()).isGreaterThan(ignored.attempt());
                lazy.socket().next("cancel");
                lazy.say(ignored, "accepted", "");
                assertThat(lazy.refusal().path("status").asInt()).isEqualTo(403);
                keen.complete(run, "{}");
            }
            assertThat(owner.http().awaitEnd(id).path("steps")).hasSize(1);
        }
    }

    private static void not_stopped(TestServer server, Owner owner) {
        String id = owner.http().run(owner.remote(), "{}");
        try (TestRobot deaf = TestRobot.connect(server, owner, "deaf", 1)) {
            Run run = deaf.begin();
            owner.http().post("/v1/executions/" + id + "/cancel", "{}");
            assertThat(owner.http().awaitEnd(id).path("status").asText()).isEqualTo("cancelled");
            deaf.say(run, "result", "'status':'completed'");
            deaf.socket().next("ack");
        }
    }

    private static void at_most_once(TestServer server, Owner owner) {
        String workflow = "once-" + owner.user();
        owner.http().put(workflow, """
                name: once
                states:
                  initial: far
                  far: {type: robot, on_interrupt: fail, on_success: done}
                  done: {type: terminal}
                """);
        String id = owner.http().run(workflow, "{}");
        try (TestRobot robot = TestRobot.connect(server, owner, "gone", 1)) {
            robot.begin();
            robot.breakOff();
        }
        JsonNode execution = owner.http().awaitEnd(id);
        assertThat(execution.at("/error/code").asText()).isEqualTo("step-interrupted");
        assertThat(execution.at("/error/message").asText()).contains("`gone`", "may not run twice");
    }

    @Test
    void a_robot_goes_on_over_a_crash_of_the_server_and_what_waits_still_waits() throws Exception {
        String id;
        String waiting;
        Run run;
        Owner owner;
        try (TestServer server = TestServer.start(data)) {
            owner = Owner.on(server);
            String workflow = owner.remote();
            try (TestRobot robot = TestRobot.connect(server, owner, "steady", 1)) {
                id = owner.http().run(workflow, "{}");
                run = robot.begin();
                waiting = owner.http().run(workflow, "{}");
                Owner present = owner;
                String first = id;
                await().until(() -> present.status(first).equals("running"));
                server.kill();
            }
        }
        try (TestServer server = TestServer.start(data)) {
            Owner present = new Owner(owner.user(), owner.key(), server.http().as(owner.key()));
            try (TestRobot robot = TestRobot.comeBack(server, present, "steady", run)) {
                robot.say(run, "log", "'text':'unmoved'");
                robot.complete(run, "{'ok':true}");
                JsonNode execution = present.http().awaitEnd(id);
                assertThat(execution.path("status").asText()).isEqualTo("completed");
                assertThat(execution.path("steps")).hasSize(1);

                Run next = robot.begin();
                assertThat(next.executionId()).isEqualTo(waiting);
                robot.complete(next, "{}");
            }
        }
    }

    @Test
    void after_a_crash_a_robot_that_stays_away_has_lost_its_run_and_one_without_it_too() throws Exception {
        Owner owner;
        String id;
        Run run;
        try (TestServer server = TestServer.start(data, IMPATIENT)) {
            owner = Owner.on(server);
            id = owner.http().run(owner.remote(), "{}");
            try (TestRobot robot = TestRobot.connect(server, owner, "away", 1)) {
                run = robot.begin();
                server.kill();
            }
        }
        try (TestServer server = TestServer.start(data, IMPATIENT)) {
            Owner present = new Owner(owner.user(), owner.key(), server.http().as(owner.key()));
            await().atMost(Duration.ofSeconds(20))
                    .until(() -> present.status(id).equals("waiting"));
            try (TestRobot robot = TestRobot.comeBack(server, present, "away", run)) {
                assertThat(robot.socket().next("cancel").path("attempt").asInt())
                        .isEqualTo(run.attempt());
                Run again = robot.begin();
                assertThat(again.attempt()).isGreaterThan(run.attempt());
                robot.complete(again, "{}");
            }
            assertThat(present.http().awaitEnd(id).path("steps").findValuesAsText("status"))
                    .containsExactly("interrupted", "completed");
        }
    }

    @Test
    void runs_that_wait_for_robots_take_no_places_from_others() throws Exception {
        try (TestServer server = TestServer.start(data, Map.of("ENGINE_MAX_EXECUTIONS", "1"))) {
            Owner owner = Owner.on(server);
            String remote = owner.remote();
            String first = owner.http().run(remote, "{}");
            String second = owner.http().run(remote, "{}");
            String local = "local-" + owner.user();
            owner.http().put(local, """
                    name: local
                    states:
                      initial: fan
                      fan: {type: parallel, parallel: [note, far], on_success: done}
                      note: {type: operation, operation: set, inputs: {a: b}, on_success: done}
                      far: {type: robot, on_success: done}
                      done: {type: terminal}
                    """);
            String mixed = owner.http().run(local, "{}");
            await().until(() -> owner.status(first).equals("waiting")
                    && owner.status(second).equals("waiting")
                    && owner.status(mixed).equals("waiting"));
            try (TestRobot robot = TestRobot.connect(server, owner, "three", 3)) {
                for (int i = 0; i < 3; i++) {
                    robot.begin();
                }
                for (String id : new String[] {second, mixed, first}) {
                    robot.complete(new Run(id, 1, NullNode.getInstance()), "{}");
                    assertThat(owner.http().awaitEnd(id).path("status").asText())
                            .isEqualTo("completed");
                }
            }
        }
    }
}
