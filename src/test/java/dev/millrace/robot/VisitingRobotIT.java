package dev.millrace.robot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.robot.TestRobot.Run;
import dev.millrace.testing.Http;
import dev.millrace.testing.Http.Reply;
import dev.millrace.testing.TestCluster;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Robots that are connected to one server, and runs of another one. */
class VisitingRobotIT {
    private final TestCluster cluster = TestCluster.shared();
    private final Owner owner = Owner.on(cluster.first());
    private final Http there = owner.http().at(cluster.second());

    @Test
    void a_robot_does_the_runs_of_a_server_that_it_is_not_connected_to() {
        String workflow = owner.remote();
        try (TestRobot robot = TestRobot.connect(cluster.second(), owner, "desk", 1)) {
            String id = owner.http().run(workflow, "{'file':'a.txt'}".replace('\'', '"'));
            Run run = robot.begin();
            assertThat(run.executionId()).isEqualTo(id);
            assertThat(run.frame().at("/inputs/file").asText()).isEqualTo("a.txt");
            assertThat(run.frame().has("id")).isFalse();
            robot.say(run, "progress", "'percent':50,'message':'half'");
            robot.say(run, "log", "'text':'far away\\n'");
            robot.complete(run, "{'lines':7}");

            JsonNode execution = owner.http().awaitEnd(id);
            assertThat(execution.path("status").asText())
                    .as(execution.toString())
                    .isEqualTo("completed");
            assertThat(execution.at("/outputs/lines").asInt()).isEqualTo(7);
            assertThat(owner.http()
                            .get("/v1/executions/" + id + "/logs", "Accept", "text/plain")
                            .body())
                    .contains("far away");
        }
    }

    @Test
    void a_robot_elsewhere_is_told_to_stop() {
        String workflow = owner.remote();
        try (TestRobot robot = TestRobot.connect(cluster.second(), owner, "stopped", 1)) {
            String id = owner.http().run(workflow, "{}");
            Run run = robot.begin();
            owner.http().post("/v1/executions/" + id + "/cancel", "{}");
            assertThat(robot.socket().next("cancel").path("execution_id").asText())
                    .isEqualTo(id);
            robot.say(run, "result", "'status':'cancelled'");
            assertThat(owner.http().awaitEnd(id).path("status").asText()).isEqualTo("cancelled");
        }
    }

    @Test
    void a_place_is_one_place_for_all_servers() {
        String workflow = owner.remote();
        try (TestRobot robot = TestRobot.connect(cluster.second(), owner, "single", 1)) {
            List<String> started = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                started.add(owner.http().run(workflow, "{}"));
                started.add(there.run(workflow, "{}"));
            }
            List<String> done = new ArrayList<>();
            for (int i = 0; i < started.size(); i++) {
                Run run = robot.begin();
                // A second one would come before this answer.
                robot.sign();
                assertThat(robot.socket().until("pong"))
                        .extracting(frame -> frame.path("type").asText())
                        .doesNotContain("run");
                done.add(run.executionId());
                // The next one may come before this is acknowledged.
                robot.say(run, "result", "'status':'completed'");
            }
            assertThat(done).containsExactlyInAnyOrderElementsOf(started);
            started.forEach(
                    id -> assertThat(owner.http().awaitEnd(id).path("status").asText())
                            .isEqualTo("completed"));
        }
    }

    @Test
    void what_the_robot_has_is_its_own_and_is_refused_with_the_id_that_it_gave() {
        try (TestRobot robot = TestRobot.connect(cluster.second(), owner, "strict", 1)) {
            owner.http().run(owner.remote(), "{}");
            Run run = robot.begin();
            robot.say(run, "result", "'id':'mine','status':'finished'");
            JsonNode refused = robot.socket().next("error");
            assertThat(refused.path("id").asText()).isEqualTo("mine");
            assertThat(refused.at("/problem/status").asInt()).isEqualTo(422);
            robot.complete(run, "{}");
        }
    }

    @Test
    void a_robot_has_one_id_and_is_connected_at_any_server() {
        try (TestRobot _ = TestRobot.connect(cluster.second(), owner, "listed", "'workflows':'*','capacity':3")) {
            JsonNode here = only(owner.http().get("/v1/robots"));
            JsonNode other = only(there.get("/v1/robots"));
            assertThat(here.path("id").asText())
                    .matches("robot-[0-9a-f]{16}")
                    .isEqualTo(other.path("id").asText());
            assertThat(here.path("state").asText()).isEqualTo("connected");
            assertThat(here.path("node")).isEqualTo(other.path("node"));
            JsonNode one =
                    owner.http().get("/v1/robots/" + here.path("id").asText()).json();
            assertThat(one.path("state").asText()).isEqualTo("connected");
            assertThat(one.path("capacity").asInt()).isEqualTo(3);
        }
        await("the robot to be lost").untilAsserted(() -> {
            JsonNode lost = only(owner.http().get("/v1/robots"));
            assertThat(lost.path("state").asText()).isEqualTo("lost");
            assertThat(lost.path("node").isNull()).isTrue();
        });
    }

    private static JsonNode only(Reply list) {
        assertThat(list.json().path("items")).as(list.body()).hasSize(1);
        return list.json().path("items").get(0);
    }

    @Test
    void only_servers_ask_for_robots_and_decline() {
        Reply reply = owner.http().post("/v1/robots/demands", "{\"node\":\"x\",\"demands\":[]}");
        assertThat(reply.status()).isEqualTo(403);
        assertThat(reply.json().path("code").asText()).isEqualTo("nodes-only");
        try (TestRobot robot = TestRobot.connect(cluster.second(), owner, "sly", 1)) {
            robot.socket().send("{'type':'declined','execution_id':'x','attempt':1}");
            assertThat(robot.refusal().path("code").asText()).isEqualTo("nodes-only");
        }
    }

    @Test
    void a_robot_that_is_here_itself_does_not_visit() {
        String workflow = owner.remote();
        try (TestRobot robot = TestRobot.connect(cluster.second(), owner, "moves", 1)) {
            String first = owner.http().run(workflow, "{}");
            robot.complete(robot.begin(), "{}");
            try (TestRobot moved = TestRobot.connect(cluster.first(), owner, "moves", 1)) {
                String second = owner.http().run(workflow, "{}");
                moved.complete(moved.begin(), "{}");
                assertThat(owner.http().awaitEnd(first).path("status").asText()).isEqualTo("completed");
                assertThat(owner.http().awaitEnd(second).path("status").asText())
                        .isEqualTo("completed");
            }
        }
    }
}
