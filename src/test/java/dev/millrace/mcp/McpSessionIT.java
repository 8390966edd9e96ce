package dev.millrace.mcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.testing.TestServer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** A real Chromium, driven by tools. */
class McpSessionIT {
    private static void requireChromium() {
        boolean there = Arrays.stream(System.getenv().getOrDefault("PATH", "").split(":"))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, "chromedriver")));
        if ("true".equals(System.getenv("CI"))) {
            assertThat(there).as("chromium and chromedriver are installed").isTrue();
        }
        assumeTrue(there, "chromium and chromedriver are not installed (Debian: chromium, chromium-driver)");
    }

    @Test
    void a_browser_is_started_looked_at_and_stopped_and_a_keyword_is_taken_back() {
        requireChromium();
        McpClient client = McpClient.begin(TestServer.shared().http());
        JsonNode started = client.call("session_start", "{\"driver_sources\":[\"selenium\"]}");
        String id = started.at("/structuredContent/session_id").textValue();
        assertThat(id).as(started.toString()).isNotNull();
        String session = "{\"session_id\":\"%s\"}".formatted(id);

        JsonNode content = client.call("session_screenshot", session).at("/content/0");
        assertThat(content.path("type").textValue()).isEqualTo("image");
        assertThat(content.path("mimeType").textValue()).isEqualTo("image/png");
        byte[] png = Base64.getDecoder().decode(content.path("data").textValue());
        assertThat(new String(png, 1, 3, StandardCharsets.US_ASCII)).isEqualTo("PNG");

        CompletableFuture<?> slow = CompletableFuture.supplyAsync(() -> client.messages(
                "\"slow\"",
                "tools/call",
                "{\"name\":\"session_action\",\"arguments\":{\"session_id\":\"%s\",\"keyword\":\"sleep\",\"params\":[50]}}"
                        .formatted(id)));
        await("the keyword").until(() -> TestServer.shared()
                .http()
                .get("/v1/sessions/" + id)
                .body()
                .contains("\"busy\""));
        client.post("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/cancelled\",\"params\":{\"requestId\":\"slow\"}}");
        slow.join();

        assertThat(client.call("session_stop", session).path("isError").booleanValue())
                .isFalse();
        assertThat(client.call("session_screenshot", session)
                        .at("/content/0/text")
                        .textValue())
                .contains("session-not-found");
    }
}
