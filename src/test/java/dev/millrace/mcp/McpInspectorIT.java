package dev.millrace.mcp;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.testing.Ended;
import dev.millrace.testing.Http;
import dev.millrace.testing.TestServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The inspector's command line against a started server, through {@code millrace mcp}, which brings the credential; the
 * inspector of this version has no way to send one over HTTP itself.
 */
class McpInspectorIT {
    private static final TestServer SERVER = TestServer.shared();
    private static final Http HTTP = SERVER.http();

    @TempDir
    private Path folder;

    @BeforeAll
    static void prepare() {
        McpTools.require();
        HTTP.put("inspected", """
                name: inspected
                description: Says what it was told
                inputs: [{name: what, type: string, required: true}]
                outputs: {said: "{{.states.say.Output}}"}
                states:
                  initial: say
                  say: {type: step, command: "echo {{escape .inputs.what}}", on_success: done}
                  done: {type: terminal}
                """);
    }

    private JsonNode inspect(String... arguments) throws IOException {
        Ended ended = run(arguments);
        assertThat(ended.status()).as(ended.printed()).isZero();
        return Http.parse(ended.printed().substring(ended.printed().indexOf('{')));
    }

    /** The inspector has options of the same names as the program, so that a script has to stand between them. */
    private Ended run(String... arguments) throws IOException {
        Path script = folder.resolve("millrace");
        Files.writeString(script, "exec %s \"$@\"\n".formatted(String.join(" ", TestServer.program("mcp"))));
        List<String> all = new ArrayList<>(List.of("--cli", "sh", script.toString()));
        all.addAll(List.of(arguments));
        Map<String, String> environment = Map.of(
                "MILLRACE_SERVER", HTTP.base(), "MILLRACE_TOKEN", SERVER.key().orElseThrow());
        return McpTools.node(folder, environment, McpTools.INSPECTOR, all.toArray(String[]::new));
    }

    @Test
    void tools_are_listed() throws Exception {
        assertThat(inspect("--method", "tools/list").findValuesAsText("name")).contains("inspected", "execution_start");
    }

    @Test
    void a_workflow_is_called() throws Exception {
        JsonNode result =
                inspect("--method", "tools/call", "--tool-name", "inspected", "--tool-arg", "what=words for it");
        assertThat(result.at("/structuredContent/outputs/said").textValue()).isEqualTo("words for it\n");
    }

    @Test
    void a_mistake_is_an_error_in_words() throws Exception {
        JsonNode result =
                inspect("--method", "tools/call", "--tool-name", "execution_get", "--tool-arg", "execution_id=nowhere");
        assertThat(result.path("isError").booleanValue()).isTrue();
        assertThat(result.at("/content/0/text").textValue()).contains("execution-not-found");
    }

    @Test
    void a_workflows_document_is_read() throws Exception {
        JsonNode result = inspect("--method", "resources/read", "--uri", "millrace://workflows/inspected");
        assertThat(result.at("/contents/0/text").textValue()).startsWith("name: inspected");
    }
}
