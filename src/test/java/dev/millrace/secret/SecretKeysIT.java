package dev.millrace.secret;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.testing.Http;
import dev.millrace.testing.TestServer;
import java.io.BufferedReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.HexFormat;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfEnvironmentVariable;
import org.junit.jupiter.api.io.TempDir;

/** Secrets over the ends of servers: kills, keys that are lost, rows that somebody has changed. */
class SecretKeysIT {
    private static final String VALUE = "K33p-Me-Al1ve-2";
    private static final String KEY = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";
    private static final String OTHER_KEY = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";

    @TempDir
    private Path folder;

    private Path data() {
        return folder.resolve("data");
    }

    private static void put(Http http, String name, String value, String workflow) {
        String body = "{\"value\":\"%s\",\"workflows\":[\"%s\"]}".formatted(value, workflow);
        assertThat(http.send("PUT", "/v1/admin/secrets/" + name, body, "Content-Type", "application/json")
                        .status())
                .isBetween(200, 201);
    }

    private static String hash(String text) throws Exception {
        byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        return HexFormat.of().formatHex(digest);
    }

    private static void store(Http http) {
        http.put("uses-key", """
                name: uses-key
                states:
                  initial: show
                  show: {type: step, command: "echo '{{secrets.KEPT}}'", on_success: done}
                  done: {type: terminal}
                """);
        put(http, "KEPT", VALUE, "uses-key");
    }

    private void assertNowhereInPlain() throws Exception {
        try (Stream<Path> files = Files.walk(data())) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                assertThat(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1).contains(VALUE))
                        .as("the value is in %s", file)
                        .isFalse();
            }
        }
    }

    @Test
    void after_a_kill_the_run_goes_on_with_the_true_value_and_hides_it() throws Exception {
        String id;
        try (TestServer server = TestServer.start(data())) {
            Http http = server.http();
            http.put("killed", """
                    name: killed
                    inputs: [{name: gate, type: string}]
                    outputs: {token: "{{.states.keep.Outputs.token}}"}
                    states:
                      initial: keep
                      keep: {type: operation, operation: set, inputs: {token: "{{secrets.KEPT}}"}, on_success: call}
                      call: {type: call_workflow, workflow: waits, inputs: {TOKEN: "{{.states.keep.Outputs.token}}", gate: "{{.inputs.gate}}"}, on_success: hash}
                      hash: {type: step, command: "printf %s '{{.states.keep.Outputs.token}}' | sha256sum | cut -c1-64", on_success: done}
                      done: {type: terminal}
                    """);
            http.put("waits", """
                    name: waits
                    inputs: [{name: TOKEN, type: string}, {name: gate, type: string}]
                    states:
                      initial: wait
                      wait: {type: step, command: 'echo "have $TOKEN"; while ! [ -f "$gate" ]; do sleep 0.05; done', on_success: hash}
                      hash: {type: step, command: 'printf %s "$TOKEN" | sha256sum | cut -c1-64', on_success: done}
                      done: {type: terminal}
                    """);
            put(http, "KEPT", VALUE, "killed");
            id = http.run("killed", "{\"gate\":\"%s\"}".formatted(folder.resolve("gate")));
            await().until(() -> http.get("/v1/executions?workflow=waits")
                            .json()
                            .path("items")
                            .size()
                    == 1);
            String child = http.get("/v1/executions?workflow=waits")
                    .json()
                    .at("/items/0/execution_id")
                    .textValue();
            try (BufferedReader log = http.stream("/v1/executions/" + child + "/logs")) {
                assertThat(log.lines().filter(line -> line.startsWith("data:")).findFirst())
                        .hasValueSatisfying(line -> assertThat(line).contains("have ***"));
            }
            server.kill();
        }
        assertNowhereInPlain();
        Files.createFile(folder.resolve("gate"));
        try (TestServer server = TestServer.start(data())) {
            Http http = server.http();
            // The value of the run is the one that it began with, not what there is to look up by now.
            http.send("DELETE", "/v1/admin/secrets/KEPT", "");

            JsonNode execution = http.awaitEnd(id);

            assertThat(execution.path("status").textValue())
                    .as(execution.toString())
                    .isEqualTo("completed");
            assertThat(execution.at("/steps/2/output").textValue()).isEqualTo(hash(VALUE) + "\n");
            assertThat(execution.at("/outputs/token").textValue()).isEqualTo("***");
            String child = execution.at("/steps/1/response/execution_id").textValue();
            JsonNode called = http.get("/v1/executions/" + child).json();
            assertThat(called.at("/steps/2/output").textValue())
                    .as(called.toString())
                    .isEqualTo(hash(VALUE) + "\n");
            assertThat(called.at("/inputs/TOKEN").textValue()).isEqualTo("***");
            assertThat(http.get("/v1/executions/" + child + "/logs", "Accept", "text/plain")
                            .body())
                    .isEqualTo("have ***\nhave ***\n" + hash(VALUE) + "\n");
            assertThat(server.log()).doesNotContain(VALUE);
        }
        assertNowhereInPlain();
    }

    @Test
    void with_another_key_the_server_starts_and_says_what_it_cannot_read() throws Exception {
        String id;
        String unfinished;
        try (TestServer server = TestServer.start(data(), Map.of("SECRETS_KEY", KEY))) {
            store(server.http());
            id = server.http().runToEnd("uses-key", "{}").path("execution_id").textValue();
            unfinished = startsWaiting(server.http());
            assertThat(data().resolve("secrets.key")).doesNotExist();
        }
        try (TestServer server = TestServer.start(data(), Map.of("SECRETS_KEY", OTHER_KEY))) {
            Http http = server.http();
            assertThat(server.log()).contains("The secret KEPT cannot be read: it was encrypted with another key");
            JsonNode secret = http.get("/v1/admin/secrets/KEPT").json();
            assertThat(secret.path("readable").booleanValue()).isFalse();
            assertThat(secret.path("problem").textValue()).contains("another key");
            assertThat(error(http)).contains("the secret `KEPT` cannot be read: it was encrypted with another key");
            for (String path : new String[] {"", "/steps", "/events", "/steps/1/output"}) {
                assertThat(http.get("/v1/executions/" + id + path).status())
                        .as(path)
                        .isEqualTo(409);
            }
            assertThat(http.get("/v1/executions").status()).isEqualTo(200);
            await().until(() -> server.log().contains("is not taken up: The execution has used secrets"));
            assertThat(http.get("/v1/executions/" + unfinished)
                            .json()
                            .path("code")
                            .textValue())
                    .isEqualTo("execution-unreadable");

            put(http, "KEPT", "a new value", "uses-key");

            assertThat(http.runToEnd("uses-key", "{}").at("/steps/0/output").textValue())
                    .isEqualTo("***\n");
        }
        Files.createFile(folder.resolve("gate"));
        try (TestServer server = TestServer.start(data(), Map.of("SECRETS_KEY", KEY))) {
            JsonNode goneOn = server.http().awaitEnd(unfinished);
            assertThat(goneOn.path("status").textValue()).as(goneOn.toString()).isEqualTo("completed");
            assertThat(server.http()
                            .get("/v1/executions/" + id)
                            .json()
                            .at("/steps/0/output")
                            .textValue())
                    .isEqualTo("***\n");
        }
    }

    /** Starts a run that has used the secret and waits for the gate. */
    private String startsWaiting(Http http) throws Exception {
        http.put("waits-with-key", """
                name: waits-with-key
                states:
                  initial: keep
                  keep: {type: operation, operation: set, inputs: {token: "{{secrets.KEPT}}"}, on_success: wait}
                  wait: {type: step, command: "echo here; while ! [ -f %s ]; do sleep 0.05; done", on_success: done}
                  done: {type: terminal}
                """.formatted(folder.resolve("gate")));
        String grants = "{\"workflows\":[\"uses-key\",\"waits-with-key\"]}";
        http.send("PUT", "/v1/admin/secrets/KEPT", grants, "Content-Type", "application/json");
        String id = http.run("waits-with-key", "{}");
        try (BufferedReader log = http.stream("/v1/executions/" + id + "/logs")) {
            assertThat(log.lines().anyMatch(line -> line.contains("here"))).isTrue();
        }
        return id;
    }

    @DisabledIfEnvironmentVariable(
            named = "MILLRACE_TEST_DATABASE",
            matches = "mysql",
            disabledReason = "it changes the rows of a SQLite file")
    @Test
    @Tag("long")
    void rows_that_were_changed_and_keys_that_are_lost_are_told_and_not_made_up() throws Exception {
        try (TestServer server = TestServer.start(data())) {
            store(server.http());
            put(server.http(), "OTHER", "another value", "uses-key");
            server.terminate();
        }
        try (Connection database = DriverManager.getConnection("jdbc:sqlite:" + data().resolve("millrace.db"));
                Statement statement = database.createStatement()) {
            statement.executeUpdate(
                    "UPDATE secrets SET sealed = (SELECT sealed FROM secrets WHERE name = 'OTHER') WHERE name = 'KEPT'");
        }
        try (TestServer server = TestServer.start(data())) {
            assertThat(server.log()).contains("The secret KEPT cannot be read: it was changed since it was encrypted");
            assertThat(error(server.http())).contains("it was changed since it was encrypted, or belongs elsewhere");
            server.terminate();
        }
        Files.delete(data().resolve("secrets.key"));
        try (TestServer server = TestServer.start(data())) {
            assertThat(server.log()).contains("The secret KEPT cannot be read").contains("secrets.key is missing");
            assertThat(error(server.http())).contains("secrets.key is missing");
            assertThat(data().resolve("secrets.key")).doesNotExist();
        }
    }

    private static String error(Http http) {
        return http.runToEnd("uses-key", "{}").at("/error/message").textValue();
    }
}
