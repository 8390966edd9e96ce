package dev.millrace.robot;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.robot.TestRobot.Run;
import dev.millrace.testing.Http;
import dev.millrace.testing.TestCluster;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Places of robots that are connected to one server, as runs of two servers take them. */
class RobotPlacesIT {
    private final TestCluster cluster = TestCluster.shared();
    private final Owner owner = Owner.on(cluster.first());
    private final Http there = owner.http().at(cluster.second());
    private final String workflow = owner.remote();

    private TestRobot robot(String name, int capacity) {
        return TestRobot.connect(cluster.second(), owner, name, capacity);
    }

    private String end(String id) {
        return owner.http().awaitEnd(id).path("status").asText();
    }

    @Test
    void a_run_that_the_robot_does_not_accept_is_sent_once_more_and_not_time_and_again() {
        String id = owner.http().run(workflow, "{}");
        try (TestRobot robot = robot("lazy", 1)) {
            Run ignored = robot.awaitRun();
            JsonNode cancel = robot.socket().next("cancel");
            assertThat(cancel.path("attempt").asInt()).isEqualTo(ignored.attempt());
            Run again = robot.begin();
            assertThat(again.attempt()).isEqualTo(ignored.attempt() + 1);
            robot.say(ignored, "accepted", "");
            assertThat(robot.refusal().path("status").asInt()).isEqualTo(403);
            robot.complete(again, "{}");
        }
        assertThat(end(id)).isEqualTo("completed");
    }

    @Test
    void a_robot_that_does_one_run_after_the_other_is_sent_each_once() {
        try (TestRobot robot = robot("steady", 1)) {
            List<String> started = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                started.add(owner.http().run(workflow, "{}"));
            }
            for (String _ : started) {
                Run run = robot.begin();
                assertThat(run.attempt()).isEqualTo(1);
                robot.say(run, "result", "'status':'completed'");
            }
            started.forEach(id -> assertThat(end(id)).isEqualTo("completed"));
        }
    }

    @Test
    void a_place_that_another_server_does_not_need_is_given_back_while_the_robot_works_for_it() {
        String id = owner.http().run(workflow, "{}");
        String other = owner.http().run(workflow, "{}");
        try (TestRobot robot = robot("talkative", 2)) {
            Run run = robot.begin();
            robot.complete(robot.begin(), "{}");
            there.run(workflow, "{}");
            Run third = null;
            for (int i = 0; third == null && i < 200; i++) {
                robot.say(run, "log", "'text':'line\\n'");
                third = robot.socket().soon("run").map(TestRobot::run).orElse(null);
            }
            assertThat(third).as("the run of the robot's own server").isNotNull();
            robot.say(third, "accepted", "");
            robot.complete(third, "{}");
            robot.complete(run, "{}");
        }
        assertThat(end(id)).isEqualTo("completed");
        assertThat(end(other)).isEqualTo("completed");
    }

    @Test
    void a_robot_that_takes_nothing_more_gets_nothing_of_any_server() {
        owner.http().run(workflow, "{}");
        try (TestRobot robot = robot("leaving", 1)) {
            robot.complete(robot.begin(), "{}");
            robot.hello("leaving", "'workflows':'*','capacity':0");
            robot.socket().next("welcome");
            String next = owner.http().run(workflow, "{}");
            try (TestRobot other = TestRobot.connect(cluster.first(), owner, "other", 1)) {
                Run run = other.begin();
                assertThat(run.executionId()).isEqualTo(next);
                assertThat(run.attempt()).isEqualTo(1);
                other.complete(run, "{}");
            }
            assertThat(robot.socket().waiting()).isZero();
        }
    }

    @Test
    void a_robot_takes_its_run_along_when_it_connects_to_another_server_before_the_first_one_misses_it() {
        String here = owner.http().run(workflow, "{}");
        try (TestRobot stale = TestRobot.connect(cluster.first(), owner, "mover", 1)) {
            Run run = stale.begin();
            try (TestRobot moved = TestRobot.comeBack(cluster.second(), owner, "mover", run)) {
                assertThat(stale.socket().closed().code()).isEqualTo(4_009);
                moved.complete(run, "{'at':'second'}");
            }
        }
        JsonNode execution = owner.http().awaitEnd(here);
        assertThat(execution.at("/outputs/at").asText()).isEqualTo("second");
        assertThat(execution.path("steps")).hasSize(1);
    }

    @Test
    void a_robot_takes_its_run_along_to_the_server_whose_run_it_is() {
        String here = owner.http().run(workflow, "{}");
        try (TestRobot stale = robot("homecomer", 1)) {
            Run run = stale.begin();
            try (TestRobot moved = TestRobot.comeBack(cluster.first(), owner, "homecomer", run)) {
                moved.complete(run, "{'at':'first'}");
            }
        }
        JsonNode execution = owner.http().awaitEnd(here);
        assertThat(execution.at("/outputs/at").asText()).isEqualTo("first");
        assertThat(execution.path("steps")).hasSize(1);
    }
}
