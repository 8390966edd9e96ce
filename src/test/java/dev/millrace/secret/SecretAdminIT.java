package dev.millrace.secret;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.testing.Http;
import dev.millrace.testing.Http.Reply;
import dev.millrace.testing.TestServer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Storing secrets and granting them, over HTTP. */
class SecretAdminIT {
    private final Http http = TestServer.shared().http();

    private Reply put(String name, String body) {
        return http.send("PUT", "/v1/admin/secrets/" + name, body, "Content-Type", "application/json");
    }

    private Reply upload(String id, String secret) {
        return http.send("PUT", "/v1/workflows/" + id, """
                name: %s
                states:
                  initial: use
                  use: {type: operation, operation: set, inputs: {v: "{{len secrets.%s}}"}, on_success: done}
                  done: {type: terminal}
                """.formatted(id, secret), "Content-Type", "application/yaml");
    }

    private String error(String workflow) {
        return http.runToEnd(workflow, "{}").at("/error/message").asText();
    }

    @Test
    void a_secret_is_stored_replaced_listed_and_deleted_but_never_shown() {
        upload("lists-secrets", "LISTED");

        Reply created = put("LISTED", "{\"value\":\"hunter2-listed\",\"workflows\":[\"Lists-Secrets\"]}");
        assertThat(created.status()).isEqualTo(201);
        assertThat(created.header("Location")).endsWith("/v1/admin/secrets/LISTED");
        assertThat(created.json().path("workflows").get(0).textValue()).isEqualTo("lists-secrets");
        assertThat(created.json().path("readable").booleanValue()).isTrue();
        Reply replaced = put("LISTED", "{\"value\":\"hunter2-listed-again\"}");
        assertThat(replaced.status()).isEqualTo(200);
        assertThat(replaced.json().path("workflows").size()).isEqualTo(1);
        assertThat(put("LISTED", "{\"workflows\":[]}").json().path("workflows").isEmpty())
                .isTrue();
        Reply list = http.get("/v1/admin/secrets?limit=200");
        assertThat(list.json().path("items").findValuesAsText("name")).contains("LISTED");
        Reply one = http.get("/v1/admin/secrets/LISTED");
        Stream.of(created, replaced, list, one)
                .forEach(reply -> assertThat(reply.body()).doesNotContain("hunter2"));
        assertThat(http.send("DELETE", "/v1/admin/secrets/LISTED", "").status()).isEqualTo(204);
        assertThat(http.send("DELETE", "/v1/admin/secrets/LISTED", "").status()).isEqualTo(404);
        assertThat(http.get("/v1/admin/secrets/LISTED").status()).isEqualTo(404);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    1ST       | {"value":"hunter2-x"}                          | 422 | /name
                    with-dash | {"value":"hunter2-x"}                          | 422 | /name
                    SHORT     | {"value":"abc"}                                | 422 | /value
                    BLANK     | {"value":"   ab    "}                          | 422 | /value
                    HALF      | {"value":"abcd\\ud800"}                        | 422 | /value
                    NONE      | {"workflows":[]}                               | 422 | /value
                    NOWHERE   | {"value":"hunter2-x","workflows":["nowhere"]}  | 422 | /workflows/0
                    EXTRA     | {"value":"hunter2-x","grants":[]}              | 422 | /grants
                    BROKEN    | {"value":hunter2-x}                            | 400 |
                    """)
    void what_cannot_be_a_secret_is_refused_without_repeating_it(String name, String body, int status, String path) {
        Reply reply = put(name, body);

        assertThat(reply.status()).as(reply.body()).isEqualTo(status);
        if (path != null) {
            assertThat(reply.json().at("/errors/0/path").textValue()).isEqualTo(path);
        }
        assertThat(reply.body()).doesNotContain("hunter2");
        assertThat(http.get("/v1/admin/secrets/" + name).status()).isEqualTo(404);
    }

    @Test
    void a_value_of_more_than_64_KiB_is_refused() {
        assertThat(put("LONG", "{\"value\":\"" + "é".repeat(32 << 10) + "\"}").status())
                .isEqualTo(201);
        assertThat(put("LONG", "{\"value\":\"" + "é".repeat(32 << 10) + "x\"}").status())
                .isEqualTo(422);
        http.send("DELETE", "/v1/admin/secrets/LONG", "");
    }

    @Test
    void only_admins_have_to_do_with_secrets() {
        String wish = "{\"name\":\"no-admin\",\"scopes\":[\"workflows:write\",\"executions:write\"]}";
        Http other = TestServer.shared()
                .http()
                .as(http.post("/v1/api-keys", wish).json().path("key").textValue());

        assertThat(other.get("/v1/admin/secrets").status()).isEqualTo(403);
        assertThat(other.get("/v1/admin/secrets/X").status()).isEqualTo(403);
        assertThat(other.send("DELETE", "/v1/admin/secrets/X", "").status()).isEqualTo(403);
        assertThat(other.send("PUT", "/v1/admin/secrets/X", "{}", "Content-Type", "application/json")
                        .status())
                .isEqualTo(403);
        assertThat(TestServer.shared().anonymous().get("/v1/admin/secrets").status())
                .isEqualTo(401);
    }

    @Test
    void a_secret_that_is_not_granted_fails_as_one_that_does_not_exist() {
        put("OTHERS", "{\"value\":\"hunter2-others\"}");
        upload("uses-others", "OTHERS");
        upload("uses-nothing", "NOTHING");

        String notGranted = error("uses-others");

        assertThat(notGranted).contains("there is no secret `OTHERS` that this workflow may use");
        assertThat(notGranted.replace("OTHERS", "NOTHING").replace("uses-others", "uses-nothing"))
                .isEqualTo(error("uses-nothing"));
        http.send("DELETE", "/v1/admin/secrets/OTHERS", "");
    }

    @Test
    void an_upload_warns_of_secrets_that_are_not_granted_yet() {
        JsonNode warnings = upload("warned", "WARNED").json().path("warnings");
        assertThat(warnings.toString()).contains("the secret `WARNED`, which is not granted to this workflow yet");

        put("WARNED", "{\"value\":\"hunter2-warned\",\"workflows\":[\"warned\"]}");

        assertThat(upload("warned", "WARNED").json().path("warnings").toString())
                .doesNotContain("WARNED");
        assertThat(http.runToEnd("warned", "{}").at("/steps/0/outputs/v").textValue())
                .isEqualTo("14");
    }

    @Test
    void a_grant_ends_with_its_workflow_and_does_not_pass_to_another_of_the_same_name() {
        upload("reused", "REUSED");
        put("REUSED", "{\"value\":\"hunter2-reused\",\"workflows\":[\"reused\"]}");
        assertThat(http.runToEnd("reused", "{}").path("status").textValue()).isEqualTo("completed");

        assertThat(http.send("DELETE", "/v1/workflows/reused", "").status()).isEqualTo(204);
        upload("reused", "REUSED");

        assertThat(error("reused")).contains("there is no secret `REUSED` that this workflow may use");
        assertThat(http.get("/v1/admin/secrets/REUSED").json().path("workflows").isEmpty())
                .isTrue();
    }

    @Test
    void conditions_cannot_use_secrets() {
        Reply reply = http.send("PUT", "/v1/workflows/peeks", """
                name: peeks
                states:
                  initial: use
                  use: {type: operation, operation: set, inputs: {v: "x"}, when: 'secrets.A == "x"', on_success: done}
                  done: {type: terminal}
                """, "Content-Type", "application/yaml");

        assertThat(reply.status()).isEqualTo(422);
        assertThat(reply.body()).contains("`secrets`, which are there only in templates");
    }
}
