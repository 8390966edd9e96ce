package dev.millrace.execution;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.testing.Http;
import dev.millrace.testing.Http.Reply;
import dev.millrace.testing.TestServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The operation notify.send: what no conformance case has. */
class NotifyIT {
    @TempDir
    private Path folder;

    private static String document(String name, String inputs) {
        return """
                name: %s
                states:
                  initial: tell
                  tell: {type: operation, operation: notify.send, inputs: %s, on_success: done}
                  done: {type: terminal}
                """.formatted(name, inputs);
    }

    private static JsonNode run(Http http, String name, String inputs) {
        http.put(name, document(name, inputs));
        return http.runToEnd(name, "{}");
    }

    @Test
    void a_webhook_on_this_machine_is_out_of_reach() {
        JsonNode execution = run(
                TestServer.shared().http(),
                "notify-guarded",
                "{backend: webhook, message: hi, webhook_url: \"http://127.0.0.1:9/\"}");

        assertThat(execution.at("/error/code").textValue()).isEqualTo("address-refused");
    }

    @Test
    void the_desktop_is_told_by_its_program_and_its_lack_is_said() throws IOException {
        Path program = Files.writeString(
                folder.resolve("notify-send"), "#!/bin/sh\nprintf '%s|' \"$@\" >> " + folder + "/told\n");
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
        try (TestServer server = TestServer.start(folder.resolve("with"), Map.of("PATH", folder.toString()))) {
            JsonNode execution =
                    run(server.http(), "notify-desktop", "{backend: desktop, title: -T, message: hi, priority: high}");

            assertThat(execution.path("status").textValue()).isEqualTo("completed");
            assertThat(execution.at("/steps/0/response/backend").textValue()).isEqualTo("desktop");
            assertThat(folder.resolve("told")).hasContent("-u|critical|--|-T|hi|");

            Files.delete(program);
            assertThat(run(server.http(), "notify-nobody", "{backend: desktop, message: hi}")
                            .at("/error/message")
                            .textValue())
                    .contains("notify-send");
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {message: hi}                                              | step `tell` lacks the input `backend`
            {backend: pager, message: hi}                              | backend in inputs of step `tell` must be one of desktop, webhook
            {backend: desktop}                                         | step `tell` lacks the input `message`
            {backend: webhook, message: hi}                            | lacks the input `webhook_url`
            {backend: webhook, message: hi, webhook_url: "ftp://x"}    | webhook_url in inputs of step `tell` must be a URL
            {backend: desktop, message: hi, priority: huge}            | priority in inputs of step `tell` must be one of low, default, high
            {backend: desktop, message: hi, colour: red}               | notify.send has no input `colour`; it has backend, message
            {backend: desktop, message: [a]}                           | message in inputs of step `tell` must be text
            """)
    void what_the_document_tells_is_refused_at_upload(String inputs, String message) {
        Reply reply = TestServer.shared()
                .http()
                .send(
                        "PUT",
                        "/v1/workflows/notify-refused",
                        document("notify-refused", inputs),
                        "Content-Type",
                        "application/yaml");

        assertThat(reply.status()).isEqualTo(422);
        assertThat(reply.json().at("/errors/0/message").textValue()).contains(message);
        assertThat(reply.json().at("/errors/0/line").intValue()).isEqualTo(4);
    }
}
