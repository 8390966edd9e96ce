package dev.millrace.execution;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import dev.millrace.testing.Events;
import dev.millrace.testing.Http;
import dev.millrace.testing.Http.Reply;
import dev.millrace.testing.TestServer;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Workflows that use a secret in every way: its value gets where it must, and is shown nowhere. */
class SecretsIT {
    private static final String VALUE = "S3cr3t-Valu3-0f-The-T0ken";

    @TempDir
    private static Path folder;

    private static HttpServer echo;
    private static TestServer server;
    private static Http http;

    @BeforeAll
    static void start() throws IOException {
        echo = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        echo.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        echo.createContext("/echo", exchange -> {
            String said = exchange.getRequestHeaders().getFirst("Authorization") + "\n"
                    + new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            byte[] bytes = said.getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().add("X-Echo", exchange.getRequestURI().getRawQuery());
            exchange.sendResponseHeaders(200, bytes.length);
            exchange.getResponseBody().write(bytes);
            exchange.close();
        });
        echo.start();
        server = TestServer.start(
                folder.resolve("data"),
                Map.of(
                        "HTTP_STEPS_ALLOW_PRIVATE_ADDRESSES",
                        "true",
                        "LOG_LEVEL",
                        "DEBUG",
                        "ENGINE_OUTPUT_LIMIT",
                        "2KiB"));
        http = server.http();
    }

    /** Whatever the tests have run, the value is in no file that the server has written, nor in what it printed. */
    @AfterAll
    static void stop() throws IOException {
        server.close();
        echo.stop(0);
        try (Stream<Path> files = Files.walk(server.dataDir())) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                String bytes = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
                assertThat(bytes.contains(VALUE)).as("the value is in %s", file).isFalse();
            }
        }
    }

    /** Grants the secret to these workflows beside those that have it. */
    private static void grant(String... workflows) {
        Reply present = http.get("/v1/admin/secrets/TOKEN");
        Stream<String> before = present.status() == 404
                ? Stream.of()
                : present.json().path("workflows").valueStream().map(JsonNode::textValue);
        String all = Stream.concat(before, Stream.of(workflows))
                .map("\"%s\""::formatted)
                .toList()
                .toString();
        Reply reply = http.send(
                "PUT",
                "/v1/admin/secrets/TOKEN",
                "{\"value\":\"%s\",\"workflows\":%s}".formatted(VALUE, all),
                "Content-Type",
                "application/json");
        assertThat(reply.status()).as(reply.body()).isIn(200, 201);
    }

    private static void workflow(String id, String states) {
        http.put(id, "name: %s\nstates:\n%s".formatted(id, states.indent(2)));
        grant(id);
    }

    /** Runs a workflow to its end; fails if the value is in anything that can be asked of the execution. */
    private static JsonNode run(String workflow) {
        JsonNode execution = http.runToEnd(workflow, "{}");
        assertHidden(execution.path("execution_id").textValue());
        return execution;
    }

    private static void assertHidden(String id) {
        String path = "/v1/executions/" + id;
        Stream<String> paths = Stream.of(path, path + "/steps", "/v1/executions?limit=200");
        Stream<String> outputs = http.get(path)
                .json()
                .path("steps")
                .valueStream()
                .map(step -> path + "/steps/" + step.path("n"))
                .flatMap(step -> Stream.of(step + "/output", step + "/output?stream=stderr"));
        Stream.concat(paths, outputs).forEach(shown -> {
            Reply reply = http.get(shown);
            assertThat(reply.status()).isEqualTo(200);
            assertThat(reply.body()).as(shown).doesNotContain(VALUE);
        });
        assertThat(http.get(path + "/logs", "Accept", "text/plain").body()).doesNotContain(VALUE);
        assertThat(http.get(path + "/logs", "Accept", "application/json").body())
                .doesNotContain(VALUE);
        assertThat(stream(path + "/logs")).doesNotContain(VALUE);
        assertThat(stream(path + "/events")).doesNotContain(VALUE);
        assertThat(server.log()).doesNotContain(VALUE);
    }

    private static String stream(String path) {
        try (BufferedReader stream = http.stream(path)) {
            return Events.all(stream).toString();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static String log(JsonNode execution) {
        String path = "/v1/executions/" + execution.path("execution_id").textValue() + "/logs";
        return http.get(path, "Accept", "text/plain").body();
    }

    private static String sha256(String text) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void a_command_gets_the_value_and_what_it_prints_of_it_is_masked() {
        workflow("prints", """
                initial: show
                show:
                  type: step
                  command: |
                    echo before; echo 'token={{secrets.TOKEN}}'; echo 'on stderr {{secrets.TOKEN}}' >&2
                    printf '%s' '{{secrets.TOKEN}}' | sha256sum | cut -c1-64
                  on_success: again
                again: {type: step, command: "printf '%s' '{{.states.show.Output}}' | tail -1", on_success: done}
                done: {type: terminal}
                """);

        JsonNode execution = run("prints");

        String output = "before\ntoken=***\n" + sha256(VALUE) + "\n";
        assertThat(execution.at("/steps/0/output").textValue()).isEqualTo(output);
        assertThat(execution.at("/steps/0/stderr").textValue()).isEqualTo("on stderr ***\n");
        assertThat(execution.at("/steps/1/output").textValue()).isEqualTo(sha256(VALUE) + "\n");
        assertThat(log(execution).lines()).contains("token=***", "on stderr ***", sha256(VALUE));
    }

    @Test
    void a_value_that_is_printed_byte_by_byte_is_masked_in_the_log() {
        workflow("drips", """
                initial: drip
                drip:
                  type: step
                  command: |
                    echo first; t='{{secrets.TOKEN}}'
                    while [ -n "$t" ]; do printf '%.1s' "$t"; t=${t#?}; sleep 0.02; done
                    printf '%s' 'S3cr3t-Val'; sleep 0.1; echo 'ley'
                  on_success: done
                done: {type: terminal}
                """);

        assertThat(log(run("drips"))).isEqualTo("first\n***S3cr3t-Valley\n");
    }

    @Test
    void the_first_line_is_there_at_once_when_it_cannot_be_the_beginning_of_a_secret() throws IOException {
        Path gate = folder.resolve("gate");
        workflow("says-early", """
                initial: say
                say:
                  type: step
                  command: |
                    echo 'early {{secrets.TOKEN}}'; while ! [ -f %s ]; do sleep 0.05; done
                  on_success: done
                done: {type: terminal}
                """.formatted(gate));
        String id = http.run("says-early", "{}");

        try (BufferedReader stream = http.stream("/v1/executions/" + id + "/logs")) {
            assertThat(Events.until(stream, _ -> true)
                            .getFirst()
                            .data()
                            .at("/data/text")
                            .textValue())
                    .isEqualTo("early ***\n");
        }
        Files.createFile(gate);
        assertThat(http.awaitEnd(id).path("status").textValue()).isEqualTo("completed");
    }

    @Test
    void the_error_of_a_command_that_fails_is_masked_wherever_it_goes() throws IOException {
        workflow("fails", """
                initial: bad
                bad: {type: step, command: "echo 'no {{secrets.TOKEN}}' >&2; exit 3", on_success: done, on_failure: broken}
                broken: {type: terminal, status: failure, message: "because {{.states.bad.Stderr}}"}
                done: {type: terminal}
                """);
        String all;
        try (BufferedReader stream = http.stream("/v1/events")) {
            JsonNode execution = run("fails");
            all = Events.until(
                            stream,
                            event -> event.type().equals("execution.failed")
                                    && event.data().path("execution_id").equals(execution.path("execution_id")))
                    .toString();

            assertThat(execution.at("/steps/0/error/message").textValue()).isEqualTo("no ***");
            assertThat(execution.at("/error/message").textValue()).isEqualTo("because no ***\n");
        }

        assertThat(all).contains("because no ***").doesNotContain(VALUE);
    }

    @Test
    void outputs_and_answers_are_masked_and_keep_their_value_inside() {
        workflow("answers", """
                initial: keep
                keep:
                  type: operation
                  operation: set
                  inputs: {token: "{{secrets.TOKEN}}", list: ["a {{secrets.TOKEN}}"], "{{`x`}}": plain}
                  on_success: ask
                ask:
                  type: operation
                  operation: http.request
                  inputs:
                    method: POST
                    url: "http://127.0.0.1:%d/echo?q={{urlquery secrets.TOKEN}}"
                    headers: {Authorization: "Bearer {{.states.keep.Outputs.token}}"}
                    body: '{"t": {{json secrets.TOKEN}}}'
                  on_success: tell
                tell:
                  type: operation
                  operation: notify.send
                  inputs: {backend: webhook, webhook_url: "http://127.0.0.1:%d/echo?a", message: "it is {{secrets.TOKEN}}"}
                  on_success: check
                check: {type: step, command: "printf '%%s' '{{.states.keep.Outputs.token}}' | sha256sum | cut -c1-64", on_success: done}
                done: {type: terminal}
                """.formatted(
                        echo.getAddress().getPort(), echo.getAddress().getPort()));
        http.put(
                "answers",
                http.get("/v1/workflows/answers", "Accept", "application/yaml").body()
                        + "outputs: {token: \"{{.states.keep.Outputs.token}}\"}\n");

        JsonNode execution = run("answers");

        assertThat(execution.path("status").textValue())
                .as(execution.toString())
                .isEqualTo("completed");
        assertThat(execution.at("/steps/0/outputs/token").textValue()).isEqualTo("***");
        assertThat(execution.at("/steps/0/outputs/list/0").textValue()).isEqualTo("a ***");
        assertThat(execution.at("/steps/1/response/body").textValue()).isEqualTo("Bearer ***\n{\"t\": \"***\"}");
        assertThat(execution.at("/steps/1/response/headers/X-Echo").textValue()).isEqualTo("q=***");
        assertThat(execution.at("/steps/2/response/response").textValue()).contains("it is ***");
        assertThat(execution.at("/steps/3/output").textValue()).isEqualTo(sha256(VALUE) + "\n");
        assertThat(execution.at("/outputs/token").textValue()).isEqualTo("***");
        Reply waited = http.send("POST", "/v1/workflows/answers/run", "", "Prefer", "wait=30");
        assertThat(waited.status()).isEqualTo(200);
        assertThat(waited.json().at("/outputs/token").textValue()).isEqualTo("***");
        assertThat(waited.body()).doesNotContain(VALUE);
    }

    @Test
    void hooks_parallel_steps_and_loops_are_masked() {
        http.put("busy", """
                name: busy
                hooks:
                  workflow_start: [{log: "start {{secrets.TOKEN}}"}, {command: "echo 'hook {{secrets.TOKEN}}'"}]
                  workflow_end: [{command: "echo 'end {{secrets.TOKEN}}' >&2; false"}]
                states:
                  initial: both
                  both: {type: parallel, parallel: [one, two], strategy: all_succeed, on_success: each}
                  one: {type: step, command: "echo 'one {{secrets.TOKEN}}'"}
                  two: {type: step, command: "sleep 0.1; echo 'two {{secrets.TOKEN}}'"}
                  each: {type: for_each, items: '["a","{{secrets.TOKEN}}"]', body: [item], on_complete: done}
                  item: {type: step, command: "echo 'item {{.loop.Item}}'", on_success: each}
                  done: {type: terminal}
                """);
        grant("busy");

        JsonNode execution = run("busy");

        assertThat(execution.path("status").textValue())
                .as(execution.toString())
                .isEqualTo("completed");
        assertThat(log(execution).lines())
                .contains("start ***", "hook ***", "one ***", "two ***", "item a", "item ***", "end ***");
    }

    @Test
    void a_called_workflow_gets_the_value_in_its_environment_and_hides_it_too() {
        http.put("callee-of-secret", """
                name: callee-of-secret
                inputs: [{name: TOKEN, type: string}]
                outputs: {back: "{{.inputs.TOKEN}}"}
                states:
                  initial: use
                  use:
                    type: step
                    command: 'printf %s "$TOKEN" | sha256sum | cut -c1-64; echo "$TOKEN"; tr "\\\\0" " " < /proc/$$/cmdline | grep -c "$TOKEN" || true'
                    on_success: done
                  done: {type: terminal}
                """);
        workflow("caller-of-secret", """
                initial: call
                call: {type: call_workflow, workflow: callee-of-secret, inputs: {TOKEN: "{{secrets.TOKEN}}"}, on_success: check}
                check: {type: step, command: "printf %s '{{.states.call.Outputs.back}}' | sha256sum | cut -c1-64", on_success: done}
                done: {type: terminal}
                """);

        JsonNode execution = run("caller-of-secret");

        assertThat(execution.at("/steps/1/output").textValue()).isEqualTo(sha256(VALUE) + "\n");
        String callee = execution.at("/steps/0/response/execution_id").textValue();
        assertHidden(callee);
        JsonNode called = http.get("/v1/executions/" + callee).json();
        assertThat(called.at("/inputs/TOKEN").textValue()).isEqualTo("***");
        assertThat(called.at("/steps/0/output").textValue()).isEqualTo(sha256(VALUE) + "\n***\n0\n");

        Reply again = http.send("POST", "/v1/executions/" + callee + "/rerun", "", "Prefer", "wait=30");
        assertThat(again.json().at("/steps/0/output").textValue()).isEqualTo(sha256(VALUE) + "\n***\n0\n");
        assertHidden(again.json().path("execution_id").textValue());
    }

    @Test
    void what_a_called_workflow_knows_is_hidden_by_the_one_that_called_it() {
        workflow("knows", """
                initial: use
                use: {type: operation, operation: set, inputs: {token: "{{secrets.TOKEN}}"}, on_success: done}
                done: {type: terminal}
                """);
        http.put(
                "knows",
                http.get("/v1/workflows/knows", "Accept", "application/yaml").body()
                        + "outputs: {token: \"{{.states.use.Outputs.token}}\"}\n");
        http.put("asks", """
                name: asks
                states:
                  initial: call
                  call: {type: call_workflow, workflow: knows, on_success: show}
                  show: {type: step, command: "echo 'got {{.states.call.Outputs.token}}'", on_success: done}
                  done: {type: terminal}
                """);

        JsonNode execution = run("asks");

        assertThat(execution.at("/steps/0/outputs/token").textValue()).isEqualTo("***");
        assertThat(execution.at("/steps/1/output").textValue()).isEqualTo("got ***\n");
    }

    @Test
    void inputs_that_are_refused_are_masked() {
        http.put("wants-a-number", """
                name: wants-a-number
                inputs: [{name: n, type: integer}]
                states: {initial: done, done: {type: terminal}}
                """);
        workflow("gives-no-number", """
                initial: call
                call: {type: call_workflow, workflow: wants-a-number, inputs: {n: "{{printf `%60s` secrets.TOKEN}}"}, on_success: done}
                done: {type: terminal}
                """);

        assertThat(run("gives-no-number").at("/error/message").textValue()).contains("***");
    }

    @Test
    void output_that_a_limit_cuts_shows_no_part_of_the_value() {
        workflow("writes-much", """
                initial: write
                write:
                  type: step
                  command: "head -c 2040 /dev/zero | tr '\\\\0' x; printf '%s' '{{secrets.TOKEN}}'"
                  on_success: done
                done: {type: terminal}
                """);

        JsonNode execution = run("writes-much");

        assertThat(execution.at("/steps/0/truncated").booleanValue()).isTrue();
        assertThat(execution.at("/steps/0/output").textValue()).isEqualTo("x".repeat(2040));
        assertThat(log(execution)).isEqualTo("x".repeat(2040) + "***");
    }

    @Test
    void the_namespace_cannot_be_listed() {
        workflow("curious", """
                initial: look
                look: {type: operation, operation: set, inputs: {all: "{{range $k, $v := .secrets}}{{$k}}{{end}}{{json .secrets}}"}, on_success: done}
                done: {type: terminal}
                """);

        assertThat(run("curious").at("/steps/0/outputs/all").textValue()).isEqualTo("{}");
    }

    @Test
    void an_old_value_stays_masked_when_the_secret_is_changed_or_deleted() {
        String old = "0ld-Valu3-That-Was";
        http.put("outlives", """
                name: outlives
                states:
                  initial: show
                  show: {type: step, command: "echo '{{secrets.FORMER}}'", on_success: done}
                  done: {type: terminal}
                """);
        String body = "{\"value\":\"%s\",\"workflows\":[\"outlives\"]}".formatted(old);
        http.send("PUT", "/v1/admin/secrets/FORMER", body, "Content-Type", "application/json");
        String id = http.runToEnd("outlives", "{}").path("execution_id").textValue();

        http.send("PUT", "/v1/admin/secrets/FORMER", "{\"value\":\"another one\"}", "Content-Type", "application/json");
        assertThat(http.get("/v1/executions/" + id).body()).contains("***").doesNotContain(old);
        assertThat(http.send("DELETE", "/v1/admin/secrets/FORMER", "").status()).isEqualTo(204);
        assertThat(http.get("/v1/executions/" + id).body()).contains("***").doesNotContain(old);
        assertThat(stream("/v1/executions/" + id + "/events")).contains("***").doesNotContain(old);
    }

    @Test
    void a_run_sees_the_value_of_each_moment_and_hides_all_of_them() throws Exception {
        Path gate = folder.resolve("changed");
        http.put("sees-both", """
                name: sees-both
                states:
                  initial: first
                  first: {type: step, command: "echo '{{secrets.MOVING}}'; while ! [ -f %s ]; do sleep 0.05; done", on_success: second}
                  second: {type: step, command: "echo '{{secrets.MOVING}}' | cut -c1-3; echo first-value second-value", on_success: done}
                  done: {type: terminal}
                """.formatted(gate));
        String body = "{\"value\":\"first-value\",\"workflows\":[\"sees-both\"]}";
        http.send("PUT", "/v1/admin/secrets/MOVING", body, "Content-Type", "application/json");
        String id = http.run("sees-both", "{}");
        try (BufferedReader stream = http.stream("/v1/executions/" + id + "/logs")) {
            Events.until(stream, _ -> true);
        }
        http.send(
                "PUT", "/v1/admin/secrets/MOVING", "{\"value\":\"second-value\"}", "Content-Type", "application/json");
        Files.createFile(gate);

        JsonNode execution = http.awaitEnd(id);

        assertThat(execution.at("/steps/1/output").textValue()).isEqualTo("sec\n*** ***\n");
        assertThat(new ObjectMapper().writeValueAsString(execution)).doesNotContain("first-value");
    }

    @Test
    void a_run_can_be_resumed_with_the_inputs_that_nobody_sees() {
        Path gate = folder.resolve("resumable");
        http.put("resumable", """
                name: resumable
                inputs: [{name: TOKEN, type: string}, {name: other, type: string, default: x}]
                states:
                  initial: use
                  use: {type: step, command: '[ -f %s ] && printf %%s "$TOKEN" | sha256sum | cut -c1-64', on_success: done}
                  done: {type: terminal}
                """.formatted(gate));
        workflow("calls-resumable", """
                initial: call
                call: {type: call_workflow, workflow: resumable, inputs: {TOKEN: "{{secrets.TOKEN}}"}, on_success: done}
                done: {type: terminal}
                """);
        String id = run("calls-resumable").at("/steps/0/response/execution_id").textValue();
        try {
            Files.createFile(gate);
        } catch (IOException e) {
            throw new AssertionError(e);
        }

        Reply resumed = http.post("/v1/executions/" + id + "/resume", "{\"inputs\":{\"other\":\"y\"}}");

        assertThat(resumed.status()).as(resumed.body()).isEqualTo(202);
        JsonNode execution = http.awaitEnd(id);
        assertThat(execution.at("/steps/1/output").textValue()).isEqualTo(sha256(VALUE) + "\n");
        assertThat(execution.at("/inputs/TOKEN").textValue()).isEqualTo("***");
        assertHidden(id);
    }

    @Test
    void much_output_is_masked_about_as_fast_as_it_comes() {
        workflow("writes-fast", """
                initial: write
                write:
                  type: step
                  command: "yes 'a line of text without the value' | head -c 4194304; echo '{{secrets.TOKEN}}'"
                  timeout: 20s
                  on_success: done
                done: {type: terminal}
                """);

        long start = System.nanoTime();
        JsonNode execution = http.runToEnd("writes-fast", "{}");

        assertThat(execution.path("status").textValue()).isEqualTo("completed");
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(20));
        assertThat(log(execution)).endsWith("***\n");
    }
}
