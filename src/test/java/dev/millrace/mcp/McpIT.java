package dev.millrace.mcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.testing.Events;
import dev.millrace.testing.Http;
import dev.millrace.testing.Http.Reply;
import dev.millrace.testing.TestServer;
import java.io.BufferedReader;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Workflows and executions as tools and resources, over Streamable HTTP. */
class McpIT {
    private static final String GREET = """
            name: mcp-greet
            description: Greets somebody
            inputs:
              - {name: who, type: string, required: true, description: whom, validation: {pattern: "^[A-Z]"}}
              - {name: times, type: integer, default: 2, validation: {min: 1, max: 9}}
              - {name: tone, type: string, default: kind, validation: {enum: [kind, rude]}}
            outputs: {text: "{{.states.greet.Outputs.text}}"}
            states:
              initial: greet
              greet: {type: operation, operation: set, inputs: {text: "Hello {{.inputs.who}}"}, on_success: done}
              done: {type: terminal}
            """;

    private final TestServer server = TestServer.shared();
    private final Http http = server.http();

    private static String shared(String name) {
        return "name: %s\nvisibility: shared\nstates: {initial: done, done: {type: terminal}}\n".formatted(name);
    }

    @Test
    void a_workflow_is_a_tool_with_a_schema_of_its_inputs() {
        http.put("mcp-greet", GREET);
        JsonNode tool = McpClient.begin(http).tool("mcp-greet");

        assertThat(tool.path("description").textValue()).startsWith("Greets somebody.");
        JsonNode input = tool.path("inputSchema");
        assertThat(input.path("required")).isEqualTo(Http.parse("[\"who\"]"));
        assertThat(input.path("properties")).isEqualTo(Http.parse("""
                {"who": {"type":"string","description":"whom","pattern":"^[A-Z]"},
                 "times": {"type":"integer","minimum":1,"maximum":9,"default":2},
                 "tone": {"type":"string","enum":["kind","rude"],"default":"kind"}}"""));
        assertThat(tool.at("/outputSchema/properties").fieldNames())
                .toIterable()
                .contains("execution_id", "outputs");
    }

    @Test
    void calling_a_workflow_answers_with_what_came_of_it() {
        http.put("mcp-greet", GREET);
        JsonNode result = McpClient.begin(http).call("mcp-greet", "{\"who\":\"Ada\",\"times\":null}");

        assertThat(result.path("isError").booleanValue()).isFalse();
        JsonNode outcome = result.path("structuredContent");
        assertThat(outcome.path("status").textValue()).isEqualTo("completed");
        assertThat(outcome.at("/outputs/text").textValue()).isEqualTo("Hello Ada");
        assertThat(Http.parse(result.at("/content/0/text").textValue())).isEqualTo(outcome);
        String id = outcome.path("execution_id").textValue();
        assertThat(http.get("/v1/executions/" + id).json().path("trigger").textValue())
                .isEqualTo("mcp");
    }

    @Test
    void inputs_that_do_not_do_are_an_error_that_the_model_can_read() {
        http.put("mcp-greet", GREET);
        JsonNode result = McpClient.begin(http).call("mcp-greet", "{\"who\":\"ada\",\"times\":99}");

        assertThat(result.path("isError").booleanValue()).isTrue();
        assertThat(result.at("/content/0/text").textValue())
                .contains("inputs.who", "does not match the pattern", "above the maximum 9");
    }

    @Test
    void a_failed_run_is_an_error_that_names_step_and_reason() {
        http.put("mcp-fail", McpClient.workflow("mcp-fail", "echo no such host >&2; exit 3"));
        JsonNode result = McpClient.begin(http).call("mcp-fail", "{}");

        assertThat(result.path("isError").booleanValue()).isTrue();
        assertThat(result.at("/content/0/text").textValue()).contains("failed in step `act`", "no such host");
        assertThat(result.at("/structuredContent/status").textValue()).isEqualTo("failed");
    }

    @Test
    void progress_is_told_in_order_to_who_asks_for_it() {
        http.put("mcp-greet", GREET);
        McpClient client = McpClient.begin(http);
        List<JsonNode> messages = client.messages(
                7,
                "tools/call",
                "{\"name\":\"mcp-greet\",\"arguments\":{\"who\":\"Ada\"},\"_meta\":{\"progressToken\":\"p1\"}}");

        List<JsonNode> progress = messages.subList(0, messages.size() - 1);
        assertThat(progress)
                .allSatisfy(each ->
                        assertThat(each.at("/params/progressToken").textValue()).isEqualTo("p1"));
        assertThat(progress.stream().map(each -> each.at("/params/message").textValue()))
                .containsSubsequence("step greet: started", "step greet: completed", "the execution is completed");
        assertThat(progress.stream().map(each -> each.at("/params/progress").intValue()))
                .isSorted()
                .doesNotHaveDuplicates();
        assertThat(messages.getLast().path("id").intValue()).isEqualTo(7);
    }

    @Test
    void taking_a_call_back_cancels_the_execution() {
        http.put("mcp-sleep", McpClient.workflow("mcp-sleep", "sleep 120"));
        McpClient client = McpClient.begin(http);
        CompletableFuture<List<JsonNode>> call = CompletableFuture.supplyAsync(
                () -> client.messages("\"slow\"", "tools/call", "{\"name\":\"mcp-sleep\",\"arguments\":{}}"));
        String id = McpClient.awaitRunning(http, "mcp-sleep");

        client.post("""
                {"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":"slow","reason":"enough"}}""");

        assertThat(http.awaitEnd(id).path("status").textValue()).isEqualTo("cancelled");
        assertThat(call.join()).isEmpty();
    }

    @Test
    void each_caller_has_the_tools_of_the_workflows_that_are_theirs_or_shared() {
        Http ada = server.user("mcp-ada");
        Http bob = server.user("mcp-bob");
        ada.put("mcp-private", McpClient.workflow("mcp-private", "true"));
        ada.put("mcp-shared", shared("mcp-shared"));
        McpClient bobs = McpClient.begin(bob);

        assertThat(McpClient.begin(ada).tools()).contains("mcp-private", "mcp-shared");
        assertThat(bobs.tools()).contains("mcp-shared").doesNotContain("mcp-private");
        assertThat(bobs.call("mcp-shared", "{}").at("/structuredContent/status").textValue())
                .isEqualTo("completed");
        assertThat(bobs.answer("tools/call", "{\"name\":\"mcp-private\"}")
                        .at("/error/code")
                        .intValue())
                .isEqualTo(-32602);

        ada.send("DELETE", "/v1/workflows/mcp-shared", "");
        assertThat(bobs.tools()).doesNotContain("mcp-shared");
    }

    @Test
    void names_that_models_cannot_take_are_made_and_lead_back() {
        Http cleo = server.user("mcp-cleo");
        cleo.put("mcp.dotted", McpClient.workflow("mcp.dotted", "echo dotted"));
        cleo.put("execution_get", McpClient.workflow("execution_get", "true"));
        cleo.post("/v1/workflows/upsert", "{\"project_id\":\"mcp-17\",\"english_name\":\"Invoice Export\"}");
        McpClient client = McpClient.begin(cleo);
        List<String> tools = client.tools();

        assertThat(tools).doesNotHaveDuplicates().allMatch(name -> name.matches("[A-Za-z0-9_-]{1,64}"));
        assertThat(tools).anyMatch(name -> name.matches("invoice_export_x[0-9a-f]{8}"));
        assertThat(tools).anyMatch(name -> name.matches("execution_get_x[0-9a-f]{8}"));
        String dotted = tools.stream()
                .filter(name -> name.startsWith("mcp_dotted"))
                .findFirst()
                .orElseThrow();
        assertThat(client.call(dotted, "{}").at("/structuredContent/workflow").textValue())
                .isEqualTo("mcp.dotted");
    }

    @Test
    void a_long_list_of_tools_has_pages() {
        Http many = server.user("mcp-many");
        Stream<String> names = Stream.iterate(0, i -> i + 1).limit(250).map(i -> "mcp-many-" + i);
        names.parallel().forEach(name -> many.put(name, shared(name).replace("visibility: shared\n", "")));
        McpClient client = McpClient.begin(many);

        assertThat(client.result("tools/list", "{}").path("tools").size()).isLessThan(200);
        assertThat(client.tools().stream().filter(name -> name.startsWith("mcp-many-")))
                .hasSize(250)
                .doesNotHaveDuplicates();
        assertThat(client.answer("tools/list", "{\"cursor\":\"nonsense\"}")
                        .at("/error/code")
                        .intValue())
                .isEqualTo(-32602);
    }

    @Test
    void a_credential_has_the_tools_of_its_scopes() {
        McpClient reader = McpClient.begin(scoped("\"workflows:read\""));
        assertThat(reader.tools()).containsExactlyInAnyOrder("workflow_list", "workflow_get");

        JsonNode refused = reader.call("execution_start", "{\"workflow\":\"mcp-greet\"}");
        assertThat(refused.path("isError").booleanValue()).isTrue();
        assertThat(refused.at("/content/0/text").textValue()).contains("`executions:write`");
    }

    private Http scoped(String scopes) {
        Reply made = http.post(
                "/v1/api-keys", "{\"name\":\"mcp\",\"user_id\":\"mcp-scoped\",\"scopes\":[%s]}".formatted(scopes));
        return http.as(made.json().path("key").textValue());
    }

    @Test
    void executions_are_started_looked_at_and_cancelled() {
        http.put("mcp-tools", McpClient.workflow("mcp-tools", "echo begun; sleep 120"));
        McpClient client = McpClient.begin(http);
        JsonNode started =
                client.call("execution_start", "{\"workflow\":\"mcp-tools\"}").path("structuredContent");
        String id = "{\"execution_id\":\"%s\"}"
                .formatted(started.path("execution_id").textValue());

        await("the log").until(() -> client.call("execution_logs", id)
                .at("/structuredContent/text")
                .textValue()
                .equals("begun\n"));
        assertThat(client.call("execution_cancel", id)
                        .at("/structuredContent/execution_id")
                        .textValue())
                .isEqualTo(started.path("execution_id").textValue());
        await("the end").until(() -> client.call("execution_get", id)
                .at("/structuredContent/status")
                .textValue()
                .equals("cancelled"));
        JsonNode again = client.call("execution_cancel", id);
        assertThat(again.path("isError").booleanValue()).isTrue();
        assertThat(again.at("/content/0/text").textValue()).contains("execution-ended");
    }

    @Test
    void workflows_are_listed_and_shown() {
        http.put("mcp-greet", GREET);
        McpClient client = McpClient.begin(http);
        JsonNode page = client.call("workflow_list", "{\"q\":\"mcp-greet\",\"limit\":1}")
                .path("structuredContent");
        assertThat(page.at("/items/0/id").textValue()).isEqualTo("mcp-greet");
        assertThat(client.call("workflow_get", "{\"workflow\":\"mcp-greet\"}")
                        .at("/structuredContent/inputs/0/name")
                        .textValue())
                .isEqualTo("who");
        assertThat(client.call("workflow_get", "{\"workflow\":\"nowhere\"}")
                        .at("/content/0/text")
                        .textValue())
                .contains("workflow-not-found", "nowhere");
        assertThat(client.call("workflow_get", "{\"id\":\"mcp-greet\"}")
                        .at("/content/0/text")
                        .textValue())
                .contains("there is no argument `id`; there is: workflow");
    }

    @Test
    void long_outputs_are_cut_and_logs_end_with_their_end() {
        http.put("mcp-long", """
                name: mcp-long
                outputs: {all: "{{.states.act.Output}}"}
                states:
                  initial: act
                  act: {type: step, command: "yes 0123456789 | head -c 700000; echo end", on_success: done}
                  done: {type: terminal}
                """);
        McpClient client = McpClient.begin(http);
        JsonNode outcome = client.call("mcp-long", "{}").path("structuredContent");
        assertThat(outcome.at("/outputs/all").textValue())
                .hasSizeLessThan(20_000)
                .contains("cut here; it has 7000");
        JsonNode log = client.call(
                        "execution_logs",
                        "{\"execution_id\":\"%s\",\"max_characters\":100}"
                                .formatted(outcome.path("execution_id").textValue()))
                .path("structuredContent");
        assertThat(log.path("text").textValue()).hasSize(100).endsWith("end\n");
        assertThat(log.path("truncated").booleanValue()).isTrue();
    }

    @Test
    void secrets_are_masked() {
        http.put("mcp-secret", """
                name: mcp-secret
                outputs: {token: "{{.states.act.Output}}"}
                states:
                  initial: act
                  act: {type: step, command: "echo {{secrets.MCP_TOKEN}}", on_success: done}
                  done: {type: terminal}
                """);
        http.send(
                "PUT",
                "/v1/admin/secrets/MCP_TOKEN",
                "{\"value\":\"hunter2hunter2\",\"workflows\":[\"mcp-secret\"]}",
                "Content-Type",
                "application/json");
        McpClient client = McpClient.begin(http);
        JsonNode result = client.call("mcp-secret", "{}");
        assertThat(result.at("/structuredContent/status").textValue())
                .as(result.toString())
                .isEqualTo("completed");
        assertThat(result.toString()).doesNotContain("hunter2").contains("***");
    }

    @Test
    void documents_and_logs_are_resources() {
        http.put("mcp-greet", GREET);
        McpClient client = McpClient.begin(http);
        String id = client.call("mcp-greet", "{\"who\":\"Ada\"}")
                .at("/structuredContent/execution_id")
                .textValue();

        JsonNode source = client.result("resources/read", "{\"uri\":\"millrace://workflows/mcp-greet\"}");
        assertThat(source.at("/contents/0/text").textValue()).isEqualTo(GREET);
        assertThat(source.at("/contents/0/mimeType").textValue()).isEqualTo("application/yaml");
        JsonNode log = client.result("resources/read", "{\"uri\":\"millrace://executions/%s/logs\"}".formatted(id));
        assertThat(log.at("/contents/0/mimeType").textValue()).isEqualTo("text/plain");
        assertThat(client.result("resources/templates/list", "{}").findValuesAsText("uriTemplate"))
                .containsExactlyInAnyOrder("millrace://workflows/{id}", "millrace://executions/{id}/logs");
        assertThat(client.result("resources/list", "{}").path("resources").isEmpty())
                .isFalse();

        McpClient stranger = McpClient.begin(server.user("mcp-stranger"));
        assertThat(stranger.answer("resources/read", "{\"uri\":\"millrace://executions/%s/logs\"}".formatted(id))
                        .at("/error/code")
                        .intValue())
                .isEqualTo(-32002);
        assertThat(stranger.result("resources/list", "{}").toString()).doesNotContain(id);
    }

    @Test
    void who_sees_a_workflow_is_told_when_it_changes() throws IOException {
        Http dora = server.user("mcp-dora");
        McpClient client = McpClient.begin(dora);
        dora.put("mcp-watched", McpClient.workflow("mcp-watched", "true"));
        client.result("resources/subscribe", "{\"uri\":\"millrace://workflows/mcp-watched\"}");
        try (BufferedReader stream = client.listen()) {
            // The stream begins with a message of its own.
            Events.until(
                    stream, event -> event.data().path("method").textValue().equals("notifications/message"));
            server.user("mcp-elsewhere").put("mcp-elsewhere", McpClient.workflow("mcp-elsewhere", "true"));
            dora.put("mcp-watched", McpClient.workflow("mcp-watched", "false"));

            List<String> told = Events.until(
                            stream,
                            event -> event.data().path("method").textValue().equals("notifications/resources/updated"))
                    .stream()
                    .map(event -> event.data().path("method").textValue())
                    .toList();
            assertThat(told)
                    .containsExactly(
                            "notifications/tools/list_changed",
                            "notifications/resources/list_changed",
                            "notifications/resources/updated");
        }
        assertThat(client.answer("resources/subscribe", "{\"uri\":\"millrace://workflows/mcp-elsewhere\"}")
                        .has("error"))
                .isTrue();
    }

    @Test
    void calls_that_change_something_are_audited() {
        http.put("mcp-greet", GREET);
        McpClient.begin(server.user("mcp-audited")).call("execution_start", "{\"workflow\":\"mcp-nowhere\"}");
        await("the audit log").untilAsserted(() -> {
            JsonNode entry = http.get("/v1/admin/audit?user=mcp-audited&action=tools/call%20execution_start")
                    .json()
                    .at("/items/0");
            assertThat(entry.path("status").intValue()).as(entry.toString()).isEqualTo(404);
        });
    }

    @Test
    void a_session_is_driven_and_looked_at() {
        McpClient client = McpClient.begin(http);
        JsonNode started = client.call("session_start", "{\"driver_sources\":[\"htmlunit\"]}");
        String id = started.at("/structuredContent/session_id").textValue();
        assertThat(id).as(started.toString()).isNotNull();

        assertThat(client.call(
                                "session_action",
                                "{\"session_id\":\"%s\",\"keyword\":\"sleep\",\"params\":[0]}".formatted(id))
                        .at("/structuredContent/status")
                        .textValue())
                .isEqualTo("SUCCESS");
        JsonNode wrong = client.call(
                "session_action", "{\"session_id\":\"%s\",\"keyword\":\"fly\",\"params\":[]}".formatted(id));
        assertThat(wrong.at("/content/0/text").textValue()).contains("E0402", "fly");
        assertThat(client.call("keyword_list", "{}")
                        .at("/structuredContent/items")
                        .size())
                .isGreaterThan(20);
        assertThat(client.call("session_stop", "{\"session_id\":\"%s\"}".formatted(id))
                        .at("/structuredContent/status")
                        .textValue())
                .isEqualTo("terminated");
    }

    @Test
    void tools_say_what_they_do_to_the_world() {
        McpClient client = McpClient.begin(http);
        for (String name : Set.of("workflow_list", "execution_get", "execution_logs", "session_screenshot")) {
            assertThat(client.tool(name).at("/annotations/readOnlyHint").booleanValue())
                    .as(name)
                    .isTrue();
        }
        assertThat(client.tool("execution_cancel")
                        .at("/annotations/destructiveHint")
                        .booleanValue())
                .isTrue();
    }
}
