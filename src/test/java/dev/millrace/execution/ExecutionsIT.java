package dev.millrace.execution;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.testing.Events;
import dev.millrace.testing.Http;
import dev.millrace.testing.Http.Reply;
import dev.millrace.testing.TestServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Starting, reading, cancelling and resuming executions over HTTP. */
class ExecutionsIT {
    private final Http http = TestServer.shared().http();

    @TempDir
    private Path folder;

    private String oneCommand(String name) {
        http.put(name, """
                name: %s
                inputs: [{name: text, type: string, default: hello}]
                states:
                  initial: say
                  say: {type: step, command: "echo {{escape .inputs.text}}", on_success: done}
                  done: {type: terminal}
                """.formatted(name));
        return name;
    }

    @Test
    void a_run_is_accepted_and_its_execution_tells_how_it_went() {
        String workflow = oneCommand("accepted");

        Reply reply = http.post("/workflows/" + workflow + "/run", "{\"inputs\":{\"text\":\"it's\"}}");

        assertThat(reply.status()).isEqualTo(202);
        String id = reply.json().path("execution_id").textValue();
        assertThat(id).matches("accepted-\\d{8}-\\d{6}-[2-9a-z]{8}");
        assertThat(reply.json().path("status").textValue()).isEqualTo("running");
        assertThat(reply.json().path("started_at").textValue()).matches("\\d{4}-\\d\\d-\\d\\dT[0-9:]+\\.\\d{3}Z");
        assertThat(reply.header("Location")).endsWith("/v1/executions/" + id);
        JsonNode execution = http.awaitEnd(id);
        assertThat(execution.path("status").textValue()).isEqualTo("completed");
        assertThat(execution.path("current_step").textValue()).isEqualTo("done");
        assertThat(execution.at("/steps/0/output").textValue()).isEqualTo("it's\n");
        assertThat(execution.at("/steps/0/exit_code").intValue()).isZero();
        assertThat(execution.path("request_id").textValue()).isEqualTo(reply.header("X-Request-ID"));
    }

    @Test
    void who_prefers_to_wait_gets_the_whole_execution() {
        String workflow = oneCommand("awaited");

        Reply whole = http.send("POST", "/v1/workflows/" + workflow + "/run", "", "Prefer", "wait=30");

        assertThat(whole.status()).isEqualTo(200);
        assertThat(whole.header("Preference-Applied")).isEqualTo("wait");
        assertThat(whole.json().path("status").textValue()).isEqualTo("completed");
        assertThat(whole.json())
                .isEqualTo(http.get("/v1/executions/"
                                + whole.json().path("execution_id").textValue())
                        .json());
    }

    @Test
    void waiting_ends_when_the_time_is_over() {
        http.put("slow", """
                name: slow
                states:
                  initial: nap
                  nap: {type: step, command: "sleep 30", on_success: done}
                  done: {type: terminal}
                """);

        Reply reply = http.send("POST", "/v1/workflows/slow/run", "", "Prefer", "wait=1");

        assertThat(reply.status()).isEqualTo(202);
        http.post("/v1/executions/" + reply.json().path("execution_id").textValue() + "/cancel", "");
    }

    @Test
    void inputs_are_checked_before_anything_is_accepted() {
        http.put("strict", """
                name: strict
                inputs:
                  - {name: port, type: integer, required: true, validation: {min: 1024}}
                  - {name: env, type: string, required: true}
                states: {initial: done, done: {type: terminal}}
                """);

        Reply refused = http.post("/v1/workflows/strict/run", "{\"inputs\":{\"port\":80}}");

        assertThat(refused.status()).isEqualTo(422);
        assertThat(refused.json().path("code").textValue()).isEqualTo("invalid-inputs");
        assertThat(refused.json().path("errors").findValuesAsText("path"))
                .containsExactly("/inputs/port", "/inputs/env");
        assertThat(http.get("/v1/executions?workflow=strict")
                        .json()
                        .path("items")
                        .isEmpty())
                .isTrue();
    }

    @Test
    void set_computes_values_that_later_steps_and_outputs_see() {
        http.put("computed", """
                name: computed
                inputs: [{name: n, type: integer, default: 2}]
                outputs: {answer: "{{.states.second.Outputs.text}}"}
                states:
                  initial: first
                  first:
                    type: operation
                    operation: set
                    inputs: {text: "n={{.inputs.n}}", nested: {list: ["{{.inputs.n}}", 7]}}
                    transitions:
                      - {when: 'states.first.Outputs.text == "n=2"', goto: second}
                      - {goto: wrong}
                  second:
                    type: operation
                    operation: set
                    inputs: {text: "{{.states.first.Response.text}}!"}
                    on_success: done
                  done: {type: terminal}
                  wrong: {type: terminal, status: failure}
                """);

        JsonNode execution = http.runToEnd("computed", "{}");

        assertThat(execution.path("status").textValue()).isEqualTo("completed");
        assertThat(execution.at("/outputs/answer").textValue()).isEqualTo("n=2!");
        assertThat(execution.at("/steps/0/outputs/nested/list").toString()).isEqualTo("[\"2\",7]");
    }

    @Test
    void each_attempt_is_an_entry_of_the_history() {
        http.put("flaky", """
                name: flaky
                inputs: [{name: file, type: string, required: true}]
                states:
                  initial: try
                  try:
                    type: step
                    command: "echo t >> {{.inputs.file}}; test $(wc -l < {{.inputs.file}}) -ge 3"
                    retry: {max_attempts: 5, initial_delay: 10ms, backoff: exponential, jitter: 0.5}
                    on_success: done
                  done: {type: terminal}
                """);

        JsonNode execution = http.runToEnd("flaky", "{\"file\":\"" + folder.resolve("tries") + "\"}");

        assertThat(execution.path("status").textValue()).isEqualTo("completed");
        assertThat(execution.path("steps").findValuesAsText("attempt")).containsExactly("1", "2", "3");
        assertThat(execution.path("steps").findValuesAsText("status")).containsExactly("failed", "failed", "completed");
    }

    @Test
    void the_same_idempotency_key_starts_one_execution_however_often_and_by_however_many_it_is_sent() throws Exception {
        String workflow = oneCommand("once");
        Set<String> ids = ConcurrentHashMap.newKeySet();
        Callable<Void> request = () -> {
            Reply reply;
            do {
                reply = http.send(
                        "POST",
                        "/v1/workflows/once/run",
                        "{\"inputs\":{}}",
                        "Content-Type",
                        "application/json",
                        "Idempotency-Key",
                        "key-1");
            } while (reply.status() == 409);
            ids.add(reply.json().path("execution_id").textValue());
            return null;
        };
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<Void> done : threads.invokeAll(
                    IntStream.range(0, 30).mapToObj(_ -> request).toList())) {
                done.get();
            }
        }
        assertThat(ids).hasSize(1);
        assertThat(http.get("/v1/executions?workflow=" + workflow)
                        .json()
                        .path("items")
                        .size())
                .isEqualTo(1);

        Reply replay = http.send(
                "POST",
                "/v1/workflows/once/run",
                "{\"inputs\":{}}",
                "Content-Type",
                "application/json",
                "Idempotency-Key",
                "key-1");
        assertThat(replay.status()).isEqualTo(202);
        assertThat(replay.header("Idempotent-Replayed")).isEqualTo("true");
        Reply waited = http.send(
                "POST",
                "/v1/workflows/once/run",
                "{\"inputs\":{}}",
                "Content-Type",
                "application/json",
                "Idempotency-Key",
                "key-1",
                "Prefer",
                "wait=30");
        assertThat(waited.status()).isEqualTo(200);
        assertThat(waited.json().path("execution_id").textValue()).isIn(ids);
        Reply other = http.send(
                "POST",
                "/v1/workflows/once/run",
                "{\"inputs\":{\"text\":\"x\"}}",
                "Content-Type",
                "application/json",
                "Idempotency-Key",
                "key-1");
        assertThat(other.status()).isEqualTo(422);
        assertThat(other.json().path("code").textValue()).isEqualTo("idempotency-key-reused");
    }

    @Test
    void a_failed_execution_resumes_from_the_step_that_failed() throws Exception {
        Path log = folder.resolve("log");
        Path gate = folder.resolve("gate");
        http.put("resumable", """
                name: resumable
                states:
                  initial: first
                  first: {type: step, command: "echo first >> %1$s; printf kept", on_success: second}
                  second: {type: step, command: "echo second >> %1$s; test -f %2$s", on_success: third}
                  third: {type: step, command: "echo {{.states.first.Output}} >> %1$s", on_success: done}
                  done: {type: terminal}
                """.formatted(log, gate));
        JsonNode failed = http.runToEnd("resumable", "{}");
        assertThat(failed.path("status").textValue()).isEqualTo("failed");
        assertThat(failed.at("/error/step").textValue()).isEqualTo("second");
        String id = failed.path("execution_id").textValue();
        Files.createFile(gate);

        Reply resumed = http.post("/v1/executions/" + id + "/resume", "");

        assertThat(resumed.status()).isEqualTo(202);
        assertThat(resumed.json().path("execution_id").textValue()).isEqualTo(id);
        JsonNode execution = http.awaitEnd(id);
        assertThat(execution.path("status").textValue()).isEqualTo("completed");
        assertThat(Files.readAllLines(log)).containsExactly("first", "second", "second", "kept");
        assertThat(execution.path("error").isNull()).isTrue();
        assertThat(http.post("/v1/executions/" + id + "/resume", "").status()).isEqualTo(409);
    }

    @Test
    void the_same_idempotency_key_resumes_once() throws Exception {
        http.put("resumed-once", """
                name: resumed-once
                states:
                  initial: check
                  check: {type: step, command: "false", on_success: done}
                  done: {type: terminal}
                """);
        String id = http.runToEnd("resumed-once", "{}").path("execution_id").textValue();
        String path = "/v1/executions/" + id + "/resume";

        Reply resumed = http.send("POST", path, "", "Idempotency-Key", "resumption");
        http.awaitEnd(id);
        Reply replayed = http.send("POST", path, "", "Idempotency-Key", "resumption");

        assertThat(resumed.status()).isEqualTo(202);
        assertThat(replayed.status()).isEqualTo(202);
        assertThat(replayed.header("Idempotent-Replayed")).isEqualTo("true");
        assertThat(replayed.body()).isEqualTo(resumed.body());
        assertThat(Events.all(http.stream("/v1/executions/" + id + "/events")))
                .filteredOn(event -> event.type().equals("execution.resumed"))
                .hasSize(1);
    }

    @Test
    void resuming_can_name_the_step_and_change_inputs() {
        http.put("redirected", """
                name: redirected
                inputs: [{name: ok, type: boolean, default: false}]
                states:
                  initial: check
                  check: {type: step, command: "{{if .inputs.ok}}true{{else}}false{{end}}", on_success: done}
                  done: {type: terminal}
                """);
        String id = http.runToEnd("redirected", "{}").path("execution_id").textValue();

        assertThat(http.post("/v1/executions/" + id + "/resume", "{\"from_step\":\"nowhere\"}")
                        .status())
                .isEqualTo(422);
        assertThat(http.post("/v1/executions/" + id + "/resume", "{\"from_step\":\"check\",\"inputs\":{\"ok\":true}}")
                        .status())
                .isEqualTo(202);
        JsonNode execution = http.awaitEnd(id);
        assertThat(execution.path("status").textValue()).isEqualTo("completed");
        assertThat(execution.at("/inputs/ok").booleanValue()).isTrue();
    }

    @Test
    void only_steps_that_a_run_comes_to_by_itself_can_be_gone_on_from() {
        http.put("partly", """
                name: partly
                states:
                  initial: both
                  both: {type: parallel, parallel: [left, right], on_success: done}
                  left: {type: step, command: "true"}
                  right: {type: step, command: "false"}
                  done: {type: terminal}
                """);
        String id = http.runToEnd("partly", "{}").path("execution_id").textValue();

        Http.Reply refused = http.post("/v1/executions/" + id + "/resume", "{\"from_step\":\"right\"}");
        assertThat(refused.status()).isEqualTo(422);
        assertThat(refused.body()).contains("runs only as a part of another step; go on from one of both, done");
    }

    @Test
    void a_rerun_is_a_new_execution_with_the_same_inputs() {
        String workflow = oneCommand("repeated");
        String id = http.runToEnd(workflow, "{\"text\":\"again\"}")
                .path("execution_id")
                .textValue();

        Reply rerun = http.post("/v1/executions/" + id + "/rerun", "");

        assertThat(rerun.status()).isEqualTo(202);
        String second = rerun.json().path("execution_id").textValue();
        assertThat(second).isNotEqualTo(id);
        assertThat(http.awaitEnd(second).at("/steps/0/output").textValue()).isEqualTo("again\n");
    }

    @Test
    void lists_filter_and_page_newest_first() {
        String workflow = oneCommand("listed-runs");
        List<String> ids =
                IntStream.range(0, 5).mapToObj(_ -> http.run(workflow, "{}")).toList();
        ids.forEach(http::awaitEnd);

        JsonNode page = http.get("/v1/executions?workflow=" + workflow + "&status=completed&limit=2")
                .json();
        assertThat(page.path("items").findValuesAsText("execution_id")).containsExactly(ids.get(4), ids.get(3));
        assertThat(page.at("/items/0/steps").isMissingNode()).isTrue();
        JsonNode next = http.get("/v1/executions?workflow=" + workflow + "&limit=10&cursor="
                        + page.path("next_cursor").textValue())
                .json();
        assertThat(next.path("items").findValuesAsText("execution_id"))
                .containsExactly(ids.get(2), ids.get(1), ids.get(0));
        assertThat(http.get("/v1/executions?workflow=" + workflow + "&status=failed")
                        .json()
                        .path("items")
                        .isEmpty())
                .isTrue();
        String start = page.at("/items/1/created_at").textValue();
        assertThat(http.get("/v1/executions?workflow=" + workflow + "&until=" + start)
                        .json()
                        .path("items")
                        .size())
                .isLessThan(5);
        assertThat(http.get("/v1/executions?since=yesterday").status()).isEqualTo(422);
        assertThat(http.get("/v1/executions?status=odd").status()).isEqualTo(422);
    }

    @Test
    void statistics_count_runs_and_measure_them() {
        String workflow = oneCommand("counted");
        http.runToEnd(workflow, "{}");
        http.runToEnd(workflow, "{}");

        JsonNode stats = http.get("/v1/workflows/" + workflow + "/stats").json();

        assertThat(stats.path("runs").intValue()).isEqualTo(2);
        assertThat(stats.path("success_rate").doubleValue()).isEqualTo(1.0);
        assertThat(stats.path("duration_ms").path("p50").longValue()).isPositive();
        assertThat(stats.path("duration_ms").path("p95").longValue())
                .isGreaterThanOrEqualTo(stats.path("duration_ms").path("p50").longValue());
    }

    @Test
    void long_outputs_are_cut_in_the_execution_and_whole_beside_it() {
        http.put("wordy", """
                name: wordy
                states:
                  initial: talk
                  talk: {type: step, command: "head -c 200000 /dev/zero | tr '\\\\0' x", on_success: done}
                  done: {type: terminal}
                """);

        JsonNode execution = http.runToEnd("wordy", "{}");

        assertThat(execution.at("/steps/0/output").textValue()).hasSize(65_536);
        assertThat(execution.at("/steps/0/truncated").booleanValue()).isTrue();
        String id = execution.path("execution_id").textValue();
        assertThat(http.get("/v1/executions/" + id + "/steps/1/output").body()).hasSize(200_000);
        assertThat(http.get("/v1/executions/" + id + "/steps/2/output").status())
                .isEqualTo(404);
    }
}
