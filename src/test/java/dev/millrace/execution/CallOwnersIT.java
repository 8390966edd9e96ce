package dev.millrace.execution;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.testing.Http;
import dev.millrace.testing.TestServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** By whose right a workflow calls another one, over HTTP. */
class CallOwnersIT {
    private final Http ada = TestServer.shared().user("ada-of-calls");
    private final Http ben = TestServer.shared().user("ben-of-calls");

    @TempDir
    private Path folder;

    private static String target(String name, String visibility) {
        return "name: %s\nvisibility: %s\nstates: {initial: done, done: {type: terminal}}\n"
                .formatted(name, visibility);
    }

    private static String caller(String name, String visibility, String called) {
        return """
                name: %s
                visibility: %s
                states:
                  initial: call
                  call: {type: call_workflow, workflow: %s, on_success: done}
                  done: {type: terminal}
                """.formatted(name, visibility, called);
    }

    private static String called(JsonNode execution) {
        assertThat(execution.path("status").textValue()).as("%s", execution).isEqualTo("completed");
        return "/v1/executions/"
                + execution.at("/steps/0/response/execution_id").textValue();
    }

    @Test
    void a_shared_workflow_calls_what_its_owner_has() {
        ada.put("co-of-owner", target("co-of-owner", "private"));
        ada.put("co-calls-owners", caller("co-calls-owners", "shared", "co-of-owner"));

        String called = called(ben.runToEnd("co-calls-owners", "{}"));

        JsonNode execution = ben.get(called).json();
        assertThat(execution.path("user_id").textValue()).isEqualTo("ben-of-calls");
        assertThat(execution.path("visibility").textValue()).isEqualTo("private");
        assertThat(ada.get(called).status()).isEqualTo(404);
        assertThat(ben.get("/v1/workflows/co-of-owner").status()).isEqualTo(404);
    }

    @Test
    void a_shared_workflow_calls_what_the_user_has_who_runs_it() {
        ben.put("co-of-user", target("co-of-user", "private"));
        ada.put("co-calls-users", caller("co-calls-users", "shared", "co-of-user"));

        called(ben.runToEnd("co-calls-users", "{}"));

        assertThat(ada.runToEnd("co-calls-users", "{}").at("/error/code").textValue())
                .isEqualTo("workflow-missing");
    }

    @Test
    void what_neither_sees_is_called_as_if_it_were_not_there() {
        TestServer.shared().user("cy-of-calls").put("co-hidden", target("co-hidden", "private"));
        ada.put("co-calls-hidden", caller("co-calls-hidden", "shared", "co-Hidden"));
        ada.put("co-calls-absent", caller("co-calls-absent", "shared", "co-Absent"));

        JsonNode hidden = ben.runToEnd("co-calls-hidden", "{}").path("error");

        assertThat(hidden.path("code").textValue()).isEqualTo("workflow-missing");
        assertThat(hidden.toString())
                .isEqualTo(ben.runToEnd("co-calls-absent", "{}")
                        .path("error")
                        .toString()
                        .replace("co-Absent", "co-Hidden"));
    }

    @Test
    void what_is_shared_is_called_by_all_and_is_shared_unless_the_caller_is_private() {
        ada.put("co-shared", target("co-shared", "shared"));
        ben.put("co-calls-shared", caller("co-calls-shared", "shared", "co-shared"));
        ben.put("co-calls-shared-privately", caller("co-calls-shared-privately", "private", "co-shared"));

        String open = called(ben.runToEnd("co-calls-shared", "{}"));
        String closed = called(ben.runToEnd("co-calls-shared-privately", "{}"));

        assertThat(ada.get(open).json().path("user_id").textValue()).isEqualTo("ben-of-calls");
        assertThat(ada.get(closed).status()).isEqualTo(404);
        assertThat(ben.get(closed).json().path("visibility").textValue()).isEqualTo("private");
    }

    @Test
    void the_right_to_call_outlives_the_calling_workflow() throws IOException {
        Path gate = folder.resolve("gate");
        ada.put("co-kept", target("co-kept", "private"));
        ada.put("co-deleted", """
                name: co-deleted
                visibility: shared
                states:
                  initial: wait
                  wait: {type: step, command: "test -e %s", on_success: call, on_failure: broken}
                  call: {type: call_workflow, workflow: co-kept, on_success: done}
                  broken: {type: terminal, status: failure}
                  done: {type: terminal}
                """.formatted(gate));
        String path = "/v1/executions/"
                + ben.runToEnd("co-deleted", "{}").path("execution_id").textValue();
        ada.send("DELETE", "/v1/workflows/co-deleted", "");
        Files.createFile(gate);

        JsonNode resumed =
                ben.send("POST", path + "/resume", "", "Prefer", "wait=30").json();

        assertThat(resumed.path("status").textValue()).as("%s", resumed).isEqualTo("completed");
    }
}
