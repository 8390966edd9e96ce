package dev.millrace.execution;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.testing.TestServer;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What commands, hooks and templates see of the server's environment. */
class EnvironmentIT {
    @TempDir
    private Path folder;

    @Test
    void a_variable_is_seen_when_the_workflow_and_the_settings_name_it() {
        Map<String, String> variables =
                Map.of("ENGINE_ENV_ALLOWED", "STAGE,REGION", "STAGE", "test", "REGION", "north", "PASSPHRASE", "open");
        try (TestServer server = TestServer.start(folder, variables)) {
            server.http().put("seeing", """
                    name: seeing
                    env: [STAGE, PASSPHRASE]
                    hooks: {workflow_start: [{log: "log"}, {command: "echo hook $STAGE$REGION$PASSPHRASE"}]}
                    states:
                      initial: look
                      look:
                        type: step
                        command: "printf '%s' \\"{{.env.STAGE}} $STAGE$REGION$PASSPHRASE\\""
                        transitions: [{when: 'env.STAGE == "test" and env?.PASSPHRASE == nil', goto: done}, {goto: bad}]
                      done: {type: terminal}
                      bad: {type: terminal, status: failure}
                    """);

            JsonNode execution = server.http().runToEnd("seeing", "{}");

            assertThat(execution.path("status").textValue()).isEqualTo("completed");
            assertThat(execution.at("/steps/0/output").textValue()).isEqualTo("test test");
            String logs = "/v1/executions/" + execution.path("execution_id").textValue() + "/logs";
            assertThat(server.http().get(logs, "Accept", "text/plain").body()).contains("hook test\n");
        }
    }
}
