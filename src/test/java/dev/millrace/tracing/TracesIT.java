package dev.millrace.tracing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import dev.millrace.testing.Http;
import dev.millrace.testing.TestServer;
import dev.millrace.tracing.Collector.Received;
import io.opentelemetry.proto.trace.v1.Span.SpanKind;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Traces from the request to the steps, as a collector receives them. */
class TracesIT {
    @TempDir
    private static Path shared;

    @TempDir
    private Path folder;

    private static Collector collector;
    private static TestServer server;

    @BeforeAll
    static void start() {
        collector = new Collector(Collector.Behaviour.TAKES);
        server = start(shared, collector);
    }

    @AfterAll
    static void stop() {
        server.close();
        collector.close();
    }

    private static TestServer start(Path data, Collector collector, String... arguments) {
        return TestServer.start(
                data,
                Map.of(
                        "TELEMETRY_OTLP_ENDPOINT",
                        collector.address(),
                        "HTTP_STEPS_ALLOW_PRIVATE_ADDRESSES",
                        "true",
                        "LOG_FORMAT",
                        "json"),
                arguments);
    }

    /** A new trace id. */
    private static String traceId() {
        return UUID.randomUUID().toString().replace("-", "");
    }

    private static String below(String traceId) {
        return "00-" + traceId + "-00000000000000aa-01";
    }

    private static String run(TestServer at, String workflow, String traceId) {
        return at.http()
                .send(
                        "POST",
                        "/v1/workflows/" + workflow + "/run?secret=query",
                        "{}",
                        "Content-Type",
                        "application/json",
                        "traceparent",
                        below(traceId))
                .json()
                .path("execution_id")
                .textValue();
    }

    private static Predicate<Received> endOf(String workflow) {
        return span -> span.name().equals("execution " + workflow);
    }

    private static Received named(List<Received> trace, String name) {
        return trace.stream()
                .filter(span -> span.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no " + name + " in "
                        + trace.stream().map(Received::name).toList()));
    }

    @Test
    void a_trace_leads_from_the_request_to_the_steps_and_to_called_executions() {
        Http http = server.http();
        http.put("trace-called", """
                name: trace-called
                states:
                  initial: work
                  work: {type: step, command: "exit 3", retry: {max_attempts: 2, initial_delay: 1ms}, on_success: done}
                  done: {type: terminal}
                """);
        http.put("trace-caller", """
                name: trace-caller
                states:
                  initial: each
                  each: {type: for_each, items: [1, 2], body: [say], on_complete: call}
                  say: {type: step, command: "echo hello"}
                  call: {type: call_workflow, workflow: trace-called, on_success: done}
                  done: {type: terminal}
                """);
        String traceId = traceId();
        String id = run(server, "trace-caller", traceId);

        List<Received> trace = collector.trace(traceId, endOf("trace-caller"));
        Received request = named(trace, "POST /v1/workflows/{id}/run");
        Received execution = named(trace, "execution trace-caller");
        Received loop = named(trace, "step each");
        Received call = named(trace, "step call");
        Received called = named(trace, "execution trace-called");
        assertThat(request.parent()).isEqualTo("00000000000000aa");
        assertThat(execution.parent()).isEqualTo(request.id());
        assertThat(execution.attributes()).containsEntry("millrace.execution.id", id);
        assertThat(execution.status()).isEqualTo("failed");
        assertThat(execution.failed()).isTrue();
        assertThat(loop.parent()).isEqualTo(execution.id());
        assertThat(trace.stream().filter(span -> span.name().equals("step say")))
                .hasSize(2)
                .allSatisfy(say -> {
                    assertThat(say.parent()).isEqualTo(loop.id());
                    assertThat(say.attributes()).containsEntry("process.exit.code", "0");
                });
        assertThat(call.parent()).isEqualTo(execution.id());
        assertThat(called.parent()).isEqualTo(call.id());
        assertThat(trace.stream().filter(span -> span.name().equals("step work")))
                .hasSize(2)
                .allSatisfy(work -> assertThat(work.parent()).isEqualTo(called.id()))
                .allSatisfy(work -> assertThat(work.attributes()).containsEntry("process.exit.code", "3"))
                .extracting(work -> work.attributes().get("millrace.step.attempt"))
                .containsExactly("1", "2");
        await().until(() -> server.log()
                .lines()
                .filter(line -> line.contains("\"trace_id\":\"" + traceId + "\""))
                .anyMatch(line -> line.contains("\"span_id\":\"" + execution.id() + "\"")));
        assertThat(trace).extracting(Received::id).doesNotHaveDuplicates();
        assertThat(trace).allSatisfy(span -> {
            assertThat(span.span().getStartTimeUnixNano())
                    .isGreaterThanOrEqualTo(request.span().getStartTimeUnixNano());
            assertThat(span.span().getEndTimeUnixNano())
                    .isGreaterThanOrEqualTo(span.span().getStartTimeUnixNano());
        });
    }

    @Test
    void a_request_is_told_by_the_conventions_without_its_query() {
        String traceId = traceId();
        server.http().put("trace-request", """
                name: trace-request
                states: {initial: done, done: {type: terminal}}
                """);
        run(server, "trace-request", traceId);

        Received request = named(collector.trace(traceId, endOf("trace-request")), "POST /v1/workflows/{id}/run");
        assertThat(request.span().getKind()).isEqualTo(SpanKind.SPAN_KIND_SERVER);
        assertThat(request.attributes())
                .containsEntry("http.request.method", "POST")
                .containsEntry("http.route", "/v1/workflows/{id}/run")
                .containsEntry("url.path", "/v1/workflows/trace-request/run")
                .containsEntry("url.scheme", "http")
                .containsEntry("http.response.status_code", "202")
                .containsEntry("server.address", "127.0.0.1")
                .containsEntry("enduser.id", "admin")
                .containsKey("millrace.request.id");
        assertThat(request.span().toString())
                .doesNotContain("query", server.key().orElseThrow());
        assertThat(request.server()).containsEntry("service.name", "millrace").containsKey("service.instance.id");
    }

    @Test
    void probes_have_no_spans_and_unknown_paths_are_not_told() {
        String traceId = traceId();
        server.http().get("/health/live", "traceparent", below(traceId));
        server.http().get("/secret/path", "traceparent", below(traceId));

        assertThat(collector.trace(traceId, _ -> true)).singleElement().satisfies(span -> {
            assertThat(span.name()).isEqualTo("GET");
            assertThat(span.attributes()).containsEntry("http.response.status_code", "404");
            assertThat(span.span().toString()).doesNotContain("secret");
        });
    }

    @Test
    void http_request_steps_send_the_trace_on() throws IOException {
        CompletableFuture<String> received = new CompletableFuture<>();
        HttpServer other = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        other.createContext("/", exchange -> {
            received.complete(String.valueOf(exchange.getRequestHeaders().getFirst("traceparent")));
            exchange.sendResponseHeaders(204, -1);
            exchange.close();
        });
        other.start();
        try {
            server.http().put("trace-on", """
                    name: trace-on
                    states:
                      initial: ask
                      ask: {type: operation, operation: http.request, inputs: {url: "http://127.0.0.1:%d/"}, on_success: done}
                      done: {type: terminal}
                    """.formatted(other.getAddress().getPort()));
            String traceId = traceId();
            run(server, "trace-on", traceId);

            Received step = named(collector.trace(traceId, endOf("trace-on")), "step ask");
            assertThat(step.span().getKind()).isEqualTo(SpanKind.SPAN_KIND_CLIENT);
            assertThat(received.join()).isEqualTo("00-" + traceId + "-" + step.id() + "-01");
        } finally {
            other.stop(0);
        }
    }

    @Test
    void a_resumed_execution_is_below_the_request_that_asks_for_it_and_linked_to_its_former_run() {
        server.http().put("trace-resumed", """
                name: trace-resumed
                states:
                  initial: work
                  work: {type: step, command: "[ -f %s/gate ]", on_success: done}
                  done: {type: terminal}
                """.formatted(folder));
        String first = traceId();
        String id = run(server, "trace-resumed", first);
        Received former = named(collector.trace(first, endOf("trace-resumed")), "execution trace-resumed");
        assertThat(folder.resolve("gate").toFile().mkdir()).isTrue();

        String second = traceId();
        server.http().send("POST", "/v1/executions/" + id + "/resume", "", "traceparent", below(second));

        List<Received> trace = collector.trace(second, endOf("trace-resumed"));
        Received resumed = named(trace, "execution trace-resumed");
        assertThat(resumed.parent())
                .isEqualTo(named(trace, "POST /v1/executions/{id}/resume").id());
        assertThat(resumed.id()).isNotEqualTo(former.id());
        assertThat(resumed.span().getLinksList()).singleElement().satisfies(link -> assertThat(
                        HexFormat.of().formatHex(link.getSpanId().toByteArray()))
                .isEqualTo(former.id()));
    }

    @Test
    void a_trace_goes_on_after_a_kill_and_a_wait_in_the_queue() throws Exception {
        Path data = folder.resolve("data");
        String traceId = traceId();
        String queuedTrace = traceId();
        try (TestServer first = start(data, collector, "--max-executions", "1")) {
            first.http().put("trace-killed", """
                    name: trace-killed
                    states:
                      initial: fan
                      fan: {type: parallel, parallel: [quick, slow], strategy: all_succeed, on_success: done}
                      quick: {type: step, command: "true"}
                      slow: {type: step, command: "touch %1$s/waiting; while ! [ -f %1$s/gate ]; do sleep 0.05; done"}
                      done: {type: terminal}
                    """.formatted(folder));
            run(first, "trace-killed", traceId);
            run(first, "trace-killed", queuedTrace);
            await().until(() -> Files.exists(folder.resolve("waiting")));
            collector.trace(traceId, span -> span.name().equals("step quick"));
            collector.trace(traceId, span -> span.name().startsWith("POST"));
            collector.trace(queuedTrace, span -> span.name().startsWith("POST"));
            first.kill();
        }
        Files.createFile(folder.resolve("gate"));
        try (TestServer second = start(data, collector, "--max-executions", "1")) {
            List<Received> trace = collector.trace(traceId, endOf("trace-killed"));
            Received execution = named(trace, "execution trace-killed");
            Received fan = named(trace, "step fan");
            assertThat(execution.parent())
                    .isEqualTo(named(trace, "POST /v1/workflows/{id}/run").id());
            assertThat(execution.status()).isEqualTo("completed");
            assertThat(fan.parent()).isEqualTo(execution.id());
            assertThat(named(trace, "step quick").parent()).isEqualTo(fan.id());
            assertThat(trace.stream().filter(span -> span.name().equals("step slow")))
                    .allSatisfy(slow -> assertThat(slow.parent()).isEqualTo(fan.id()))
                    .extracting(Received::status)
                    .containsExactly("interrupted", "completed");
            assertThat(trace).hasSize(6);
            assertThat(trace).extracting(Received::id).doesNotHaveDuplicates();

            List<Received> queued = collector.trace(queuedTrace, endOf("trace-killed"));
            assertThat(named(queued, "execution trace-killed").parent())
                    .isEqualTo(named(queued, "POST /v1/workflows/{id}/run").id());

            String last = traceId();
            second.http().get("/v1/workflows", "traceparent", below(last));
            second.terminate();
            assertThat(collector.all()).anyMatch(span -> span.traceId().equals(last));
        }
    }
}
