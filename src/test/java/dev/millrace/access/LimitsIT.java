package dev.millrace.access;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.testing.Http;
import dev.millrace.testing.Http.Reply;
import dev.millrace.testing.TestServer;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How much a caller may ask for, over HTTP. */
class LimitsIT {
    @TempDir
    private static Path folder;

    private static TestServer server = unstarted();

    @SuppressWarnings("NullAway") // started before all tests
    private static TestServer unstarted() {
        return null;
    }

    @BeforeAll
    static void start() {
        Map<String, String> limits = Map.of(
                "API_RATE_LIMIT_REQUESTS_PER_MINUTE", "1",
                "API_RATE_LIMIT_BURST", "8",
                "API_RATE_LIMIT_STARTS_PER_MINUTE", "1",
                "API_RATE_LIMIT_START_BURST", "2",
                "API_RATE_LIMIT_FAILED_LOGINS_PER_MINUTE", "1");
        server = TestServer.start(folder, limits);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static Http newCaller(String user) {
        Reply made = server.http()
                .post(
                        "/v1/api-keys",
                        "{\"name\":\"x\",\"scopes\":[\"executions:write\"],\"user_id\":\"" + user + "\"}");
        return server.http().as(made.json().path("key").textValue());
    }

    @Test
    void messages_of_mcp_count_as_well() {
        Http greedy = newCaller("greedy-model");
        String[] headers = {"Content-Type", "application/json", "Accept", "application/json, text/event-stream"};
        for (int i = 0; i < 8; i++) {
            assertThat(greedy.send("POST", "/mcp", "{", headers).status()).isEqualTo(400);
        }
        Reply refused = greedy.send("POST", "/mcp", "{", headers);
        assertThat(refused.status()).isEqualTo(429);
        assertThat(refused.header("Retry-After")).isNotEmpty();
        assertThat(refused.json().path("code").textValue()).isEqualTo("rate-limited");
    }

    @Test
    void whoever_asks_too_much_is_told_when_to_come_back() {
        Http greedy = newCaller("greedy");
        Reply first = greedy.get("/v1/me");
        assertThat(first.header("RateLimit-Policy")).isEqualTo("\"requests\";q=8;w=480");
        assertThat(first.header("RateLimit")).startsWith("\"requests\";r=7;t=");
        for (int i = 0; i < 7; i++) {
            assertThat(greedy.get("/v1/me").status()).isEqualTo(200);
        }

        Reply refused = greedy.get("/v1/me");

        assertThat(refused.status()).isEqualTo(429);
        assertThat(refused.header("Content-Type")).startsWith("application/problem+json");
        assertThat(refused.json().path("code").textValue()).isEqualTo("rate-limited");
        assertThat(Integer.parseInt(refused.header("Retry-After"))).isBetween(1, 60);
        assertThat(refused.header("RateLimit")).startsWith("\"requests\";r=0;t=");
        assertThat(newCaller("modest").get("/v1/me").status()).isEqualTo(200);
    }

    @Test
    void starting_work_is_counted_apart() {
        Http eager = newCaller("eager");
        Reply first = eager.post("/v1/workflows/nowhere/run", "{}");
        assertThat(first.status()).isEqualTo(404);
        assertThat(first.header("RateLimit-Policy")).isEqualTo("\"requests\";q=8;w=480, \"starts\";q=2;w=120");
        assertThat(eager.post("/v1/executions", "{}").status()).isEqualTo(422);

        Reply refused = eager.post("/v1/workflows/nowhere/run", "{}");

        assertThat(refused.status()).isEqualTo(429);
        assertThat(refused.json().at("/details/limit").textValue()).isEqualTo("starts");
        assertThat(eager.get("/v1/me").status()).isEqualTo(200);
    }

    @Test
    void wrong_credentials_are_counted_by_address_and_lock_nobody_out() {
        Http good = newCaller("good");
        Map<Integer, Integer> statuses = new TreeMap<>();
        for (int i = 0; i < 6; i++) {
            Reply reply = server.anonymous().as(PlainKey.random().text()).get("/v1/me");
            statuses.merge(reply.status(), 1, Integer::sum);
        }

        assertThat(statuses).containsExactlyInAnyOrderEntriesOf(Map.of(401, 1, 429, 5));
        assertThat(good.get("/v1/me").status()).isEqualTo(200);
        JsonNode entries = server.http().get("/v1/admin/audit?action=login").json();
        assertThat(entries.path("items")).hasSize(1);
    }
}
