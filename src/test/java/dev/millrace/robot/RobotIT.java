package dev.millrace.robot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.robot.TestRobot.Run;
import dev.millrace.testing.Events;
import dev.millrace.testing.Events.Event;
import dev.millrace.testing.TestServer;
import java.io.BufferedReader;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Runs that robots do. */
class RobotIT {
    private final TestServer server = TestServer.shared();
    private final Owner owner = Owner.on(server);

    private JsonNode started(String workflow) {
        return owner.http()
                .post("/v1/executions", "{\"project_id\":\"%s\",\"params\":{\"n\":1}}".formatted(workflow))
                .json();
    }

    private String start(String workflow) {
        return started(workflow).path("execution_id").asText();
    }

    private TestRobot robot(String name) {
        return TestRobot.connect(server, owner, name, 1);
    }

    @Test
    void a_run_waits_for_a_robot_and_is_done_by_it_while_others_watch() throws IOException {
        String workflow = owner.remote();
        JsonNode started = started(workflow);
        assertThat(started.path("status").textValue()).isEqualTo("waiting");
        String id = started.path("execution_id").asText();

        try (TestRobot robot = robot("desk");
                BufferedReader stream = owner.http().stream("/v1/executions/" + id + "/events")) {
            Run run = robot.awaitRun();
            assertThat(run.executionId()).isEqualTo(id);
            assertThat(run.frame().path("workflow").asText()).isEqualTo(workflow);
            assertThat(run.frame().at("/inputs/n").asInt()).isEqualTo(1);
            assertThat(run.frame().path("deadline").isNull()).isTrue();
            assertThat(owner.status(id)).isEqualTo("waiting");
            robot.say(run, "accepted", "");
            await().until(() -> owner.status(id).equals("running"));

            robot.say(run, "log", "'stream':'stdout','text':'half way\\n'");
            List<Event> seen = Events.until(stream, event -> event.type().equals("log"));
            assertThat(seen.getLast().data().at("/data/text").asText()).isEqualTo("half way\n");
            robot.say(run, "progress", "'percent':50,'message':'half'");
            List<Event> more = Events.until(stream, event -> event.type().equals("progress"));
            assertThat(more.getLast().data().at("/data/percent").asDouble()).isEqualTo(50);
            robot.complete(run, "{'answer':[42]}");

            assertThat(Events.all(stream)).extracting(Event::type).endsWith("execution.completed");
            JsonNode execution = owner.http().get("/v1/executions/" + id).json();
            assertThat(execution.path("status").asText()).isEqualTo("completed");
            assertThat(execution.at("/outputs/answer/0").asInt()).isEqualTo(42);
            assertThat(execution.at("/steps/0/robot").asText()).startsWith("robot-");
            assertThat(owner.http()
                            .get("/v1/executions/" + id + "/logs", "Accept", "text/plain")
                            .body())
                    .isEqualTo("half way\n");
        }
    }

    @Test
    void of_several_robots_each_run_goes_to_one_and_the_work_is_shared() {
        String workflow = owner.remote();
        try (TestRobot first = robot("first");
                TestRobot second = robot("second")) {
            String one = start(workflow);
            Run run = first.socket().waiting() > 0 ? first.begin() : null;
            String two = start(workflow);
            Run left = run == null ? first.begin() : run;
            Run right = second.begin();
            assertThat(List.of(left.executionId(), right.executionId())).containsExactlyInAnyOrder(one, two);
            String three = start(workflow);
            assertThat(owner.status(three)).isEqualTo("waiting");

            first.complete(left, "{}");
            Run third = first.begin();
            assertThat(third.executionId()).isEqualTo(three);
            second.complete(right, "{}");
            first.complete(third, "{}");
            assertThat(owner.http().awaitEnd(three).path("status").asText()).isEqualTo("completed");
            assertThat(second.socket().waiting()).isZero();
        }
    }

    @Test
    void only_the_robot_that_holds_an_attempt_may_answer_and_others_are_written_down() {
        Owner other = Owner.on(server);
        String id = start(owner.remote());
        try (TestRobot holder = robot("holder");
                TestRobot sibling = TestRobot.connect(server, owner, "sibling", 0);
                TestRobot stranger = TestRobot.connect(server, other, "holder", 1)) {
            Run run = holder.begin();
            Run later = new Run(run.executionId(), run.attempt() + 1, run.frame());

            sibling.say(run, "result", "'status':'completed','outputs':{'stolen':true}");
            assertThat(sibling.refusal().path("code").asText()).isEqualTo("attempt-not-held");
            stranger.say(run, "result", "'status':'failed'");
            JsonNode unseen = stranger.refusal();
            assertThat(unseen.path("status").asInt()).isEqualTo(404);
            holder.say(later, "log", "'text':'x'");
            assertThat(holder.refusal().path("status").asInt()).isEqualTo(403);
            assertThat(owner.status(id)).isEqualTo("running");

            holder.complete(run, "{'mine':1}");
            JsonNode execution = owner.http().awaitEnd(id);
            assertThat(execution.path("outputs").toString()).isEqualTo("{\"mine\":1}");
        }
        await().untilAsserted(() -> {
            String audit = server.http().get("/v1/admin/audit?limit=200").body();
            assertThat(audit).contains("robot result", "robot log", other.user(), "/v1/executions/" + id);
        });
    }

    @Test
    void a_robot_gets_only_what_it_says_it_does_and_the_urgent_first() {
        String workflow = owner.remote();
        owner.http().put("labelled-" + owner.user(), """
                name: labelled
                states:
                  initial: far
                  far: {type: robot, workflow: press, labels: {os: windows}, on_success: done}
                  done: {type: terminal}
                """);
        String labelled = owner.http().run("labelled-" + owner.user(), "{}");
        String plain = start(workflow);
        String urgent = owner.http()
                .post("/v1/executions", "{\"workflow\":\"%s\",\"priority\":9}".formatted(workflow))
                .json()
                .path("execution_id")
                .asText();
        try (TestRobot other =
                        TestRobot.connect(server, owner, "linux", "'workflows':['press'],'labels':{'os':'linux'}");
                TestRobot any = robot("any")) {
            assertThat(any.awaitRun().executionId()).isEqualTo(urgent);
            assertThat(other.socket().waiting()).isZero();
            try (TestRobot windows = TestRobot.connect(
                    server, owner, "windows", "'workflows':['press'],'labels':{'os':'windows','gpu':'no'}")) {
                Run run = windows.begin();
                assertThat(run.executionId()).isEqualTo(labelled);
                assertThat(run.frame().path("workflow").asText()).isEqualTo("press");
                windows.complete(run, "{}");
            }
            assertThat(owner.status(plain)).isEqualTo("waiting");
        }
    }

    @Test
    void a_step_hands_its_inputs_to_a_robot_and_goes_on_with_the_outputs() {
        String workflow = "mixed-" + owner.user();
        owner.http().put(workflow, """
                name: mixed
                inputs: [{name: who, type: string, required: true}]
                outputs: {said: "{{.states.far.Outputs.said}}, {{.states.far.Output}}"}
                states:
                  initial: far
                  far:
                    type: robot
                    workflow: greet
                    inputs: {text: "hello {{.inputs.who}}", times: 2}
                    retry: {max_attempts: 2, initial_delay: 10ms}
                    on_success: done
                  done: {type: terminal}
                """);
        try (TestRobot robot = robot("greeter")) {
            String id = owner.http().run(workflow, "{\"who\":\"Ada\"}");
            Run first = robot.begin();
            assertThat(first.frame().path("inputs").toString()).isEqualTo("{\"text\":\"hello Ada\",\"times\":2}");
            robot.say(first, "result", "'status':'failed','error':{'message':'no paper'},'exit_code':3");
            Run second = robot.begin();
            assertThat(second.attempt()).isGreaterThan(first.attempt());
            robot.complete(second, "{'said':'hi'}");

            JsonNode execution = owner.http().awaitEnd(id);
            assertThat(execution.at("/outputs/said").asText()).isEqualTo("hi, {\"said\":\"hi\"}");
            assertThat(execution.at("/steps/0/error/message").asText()).contains("no paper");
            assertThat(execution.at("/steps/0/exit_code").asInt()).isEqualTo(3);
        }
    }

    @Test
    void a_failure_of_the_robot_is_that_of_the_execution_and_it_can_be_resumed() {
        String workflow = owner.remote();
        try (TestRobot robot = robot("clumsy")) {
            String id = start(workflow);
            Run run = robot.begin();
            robot.say(run, "result", "'status':'failed','error':'it fell down'");
            JsonNode failed = owner.http().awaitEnd(id);
            assertThat(failed.path("status").asText()).isEqualTo("failed");
            assertThat(failed.at("/error/message").asText()).contains("it fell down");

            assertThat(owner.http()
                            .post("/v1/executions/" + id + "/resume", "{}")
                            .status())
                    .isEqualTo(202);
            Run again = robot.begin();
            assertThat(again.attempt()).isGreaterThan(run.attempt());
            robot.complete(again, "{}");
            assertThat(owner.http().awaitEnd(id).path("status").asText()).isEqualTo("completed");
        }
    }

    @Test
    void a_lost_connection_costs_nothing_when_the_robot_comes_back_with_its_run() {
        String id = start(owner.remote());
        Run run;
        try (TestRobot robot = robot("wanderer")) {
            run = robot.begin();
            robot.breakOff();
        }
        try (TestRobot back = TestRobot.comeBack(server, owner, "wanderer", run)) {
            back.say(run, "log", "'text':'still here'");
            back.complete(run, "{'ok':1}");
        }
        JsonNode execution = owner.http().awaitEnd(id);
        assertThat(execution.path("status").asText()).isEqualTo("completed");
        assertThat(execution.path("steps")).hasSize(1);
    }

    @Test
    void a_result_that_is_told_again_counts_once() {
        String id = start(owner.remote());
        Run run;
        try (TestRobot robot = robot("repeater")) {
            run = robot.begin();
            robot.complete(run, "{'n':1}");
            robot.breakOff();
        }
        try (TestRobot back = TestRobot.comeBack(server, owner, "repeater", run)) {
            back.complete(run, "{'n':2}");
        }
        assertThat(owner.http().awaitEnd(id).at("/outputs/n").asInt()).isEqualTo(1);
    }

    @Test
    void a_robot_that_comes_back_without_its_run_has_lost_it() throws IOException {
        String id = start(owner.remote());
        Run run;
        try (TestRobot robot = robot("forgetful")) {
            run = robot.begin();
            robot.breakOff();
        }
        try (TestRobot back = robot("forgetful")) {
            Run again = back.begin();
            assertThat(again.attempt()).isGreaterThan(run.attempt());
            back.say(run, "result", "'status':'completed'");
            assertThat(back.refusal().path("code").asText()).isEqualTo("attempt-lost");
            back.complete(again, "{}");
        }
        assertThat(owner.http().awaitEnd(id).path("status").asText()).isEqualTo("completed");
        assertThat(Events.all(owner.http().stream("/v1/executions/" + id + "/events")))
                .extracting(Event::type)
                .contains("step.interrupted");
    }

    @Test
    void a_robot_of_the_same_name_takes_the_place_of_the_first() {
        try (TestRobot first = robot("twin");
                TestRobot second = robot("twin")) {
            assertThat(first.socket().closed().code()).isEqualTo(4_009);
            String id = start(owner.remote());
            Run run = second.begin();
            second.complete(run, "{}");
            assertThat(owner.http().awaitEnd(id).path("status").asText()).isEqualTo("completed");
        }
    }

    @Test
    void a_cancelled_run_is_cancelled_at_its_robot() {
        String id = start(owner.remote());
        try (TestRobot robot = robot("obedient")) {
            Run run = robot.begin();
            owner.http().post("/v1/executions/" + id + "/cancel", "{}");
            JsonNode cancel = robot.socket().next("cancel");
            assertThat(cancel.path("attempt").asInt()).isEqualTo(run.attempt());
            robot.say(run, "result", "'status':'cancelled'");
            robot.socket().next("ack");

            assertThat(owner.http().awaitEnd(id).path("status").asText()).isEqualTo("cancelled");
        }
    }

    @Test
    void a_run_that_waits_can_be_cancelled() {
        String id = start(owner.remote());
        owner.http().post("/v1/executions/" + id + "/cancel", "{}");
        assertThat(owner.http().awaitEnd(id).path("status").asText()).isEqualTo("cancelled");
        try (TestRobot robot = robot("late")) {
            String next = start("remote-" + owner.user());
            assertThat(robot.awaitRun().executionId()).isEqualTo(next);
        }
    }

    @Test
    void a_step_that_nobody_takes_in_time_fails_with_what_it_waited_for() {
        String workflow = "lonely-" + owner.user();
        owner.http().put(workflow, """
                name: lonely
                states:
                  initial: far
                  far: {type: robot, workflow: press, labels: {os: plan9}, queue_timeout: 200ms, on_success: done}
                  done: {type: terminal}
                """);
        JsonNode execution = owner.http().runToEnd(workflow, "{}");
        assertThat(execution.at("/error/code").asText()).isEqualTo("no-robot");
        assertThat(execution.at("/error/message").asText()).contains("press", "plan9", owner.user());
    }

    @Test
    void a_robot_is_told_the_deadline_and_to_stop_when_it_is_over() {
        String workflow = "timed-" + owner.user();
        owner.http().put(workflow, """
                name: timed
                states:
                  initial: far
                  far: {type: robot, timeout: 700ms, on_success: done}
                  done: {type: terminal}
                """);
        String id = owner.http().run(workflow, "{}");
        try (TestRobot robot = robot("slow")) {
            Run run = robot.begin();
            assertThat(run.frame().path("deadline").asText()).endsWith("Z");
            robot.socket().next("cancel");
            robot.say(run, "result", "'status':'cancelled'");
            JsonNode execution = owner.http().awaitEnd(id);
            assertThat(execution.at("/error/code").asText()).isEqualTo("step-timeout");
        }
    }

    @Test
    void robots_are_listed_for_their_owner_and_for_nobody_else() {
        Owner other = Owner.on(server);
        String id;
        try (TestRobot _ = TestRobot.connect(
                server, owner, "seen", "'workflows':['a','b'],'capacity':3,'labels':{'os':'linux'}")) {
            JsonNode robot = owner.http().get("/v1/robots").json().at("/items/0");
            id = robot.path("id").asText();
            assertThat(robot.path("name").asText()).isEqualTo("seen");
            assertThat(robot.path("state").asText()).isEqualTo("connected");
            assertThat(robot.path("capacity").asInt()).isEqualTo(3);
            assertThat(robot.path("workflows")).hasSize(2);
            assertThat(robot.at("/labels/os").asText()).isEqualTo("linux");
            assertThat(owner.http()
                            .get("/v1/robots/" + id)
                            .json()
                            .path("running")
                            .asInt())
                    .isZero();
            assertThat(other.http().get("/v1/robots/" + id).status()).isEqualTo(404);
            assertThat(other.http().get("/v1/robots").json().path("items")).isEmpty();
        }
        await().untilAsserted(() -> assertThat(owner.http()
                        .get("/v1/robots/" + id)
                        .json()
                        .path("state")
                        .asText())
                .isEqualTo("lost"));
    }

    @Test
    void frames_that_make_no_sense_are_refused_and_nothing_else() {
        String id = start(owner.remote());
        try (TestRobot robot = TestRobot.silent(server, owner)) {
            String ghost = "'execution_id':'nobody-1','attempt':1";
            for (String frame : List.of(
                    "{'type':'accepted'," + ghost + "}",
                    "{'type':'hello'}",
                    "{'type':'hello','robot':'../x','workflows':'*'}",
                    "{'type':'hello','robot':'x','workflows':'?'}",
                    "{'type':'hello','robot':'x','workflows':[1]}",
                    "{'type':'hello','robot':'x','workflows':'*','capacity':-1}",
                    "{'type':'hello','robot':'x','workflows':'*','labels':{'a':[]}}",
                    "{'type':'hello','robot':'x','workflows':'*','labels':{'a':null}}",
                    "{'type':'hello','robot':'x','workflows':'*','running':[null]}",
                    "{'type':'hello','robot':'x','workflows':'*','extra':1}")) {
                robot.socket().send(frame);
                assertThat(robot.refusal().path("status").asInt()).as(frame).isBetween(400, 499);
            }
            robot.hello("sane", "'workflows':'*'");
            Run run = robot.begin();
            String named = "'execution_id':'%s','attempt':%d".formatted(id, run.attempt());
            for (String frame : List.of(
                    "{'type':'log'," + named + "}",
                    "{'type':'log'," + named + ",'text':'x','stream':'stdin'}",
                    "{'type':'progress'," + named + ",'percent':101}",
                    "{'type':'result'," + named + "}",
                    "{'type':'result'," + named + ",'status':'splendid'}",
                    "{'type':'result'," + named + ",'status':'completed','outputs':[1]}",
                    "{'type':'result'," + named + ",'status':'completed','error':7}",
                    "{'type':'result','execution_id':'%s','attempt':'one','status':'completed'}".formatted(id),
                    "{'type':'result'," + ghost + ",'status':'completed'}",
                    "{'type':'hello','robot':'another','workflows':'*'}")) {
                robot.socket().send(frame);
                assertThat(robot.refusal().path("status").asInt()).as(frame).isBetween(400, 499);
            }
            robot.complete(run, "{}");
            assertThat(owner.http().awaitEnd(id).path("status").asText()).isEqualTo("completed");
        }
    }
}
