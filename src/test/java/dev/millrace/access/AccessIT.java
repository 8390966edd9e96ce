package dev.millrace.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.nimbusds.jose.jwk.RSAKey;
import dev.millrace.testing.Http;
import dev.millrace.testing.Http.Reply;
import dev.millrace.testing.TestServer;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who gets in, over HTTP. The server trusts 127.0.0.2 as a proxy; requests come from 127.0.0.1. */
class AccessIT {
    private static final RSAKey FIRST_KEY = Tokens.rsaKey("rsa-1");
    private static final KeySetServer ISSUER = new KeySetServer(FIRST_KEY);

    /** Whatever must not be in the log. */
    private static final List<String> SECRETS = new ArrayList<>(List.of(Tokens.SECRET));

    @TempDir
    private static Path folder;

    private static TestServer server = unstarted();

    private final Http anybody = server.anonymous();
    private final Http admin = server.http();

    @SuppressWarnings("NullAway") // started before all tests
    private static TestServer unstarted() {
        return null;
    }

    @BeforeAll
    static void start() throws IOException {
        Path settings = Files.writeString(folder.resolve("millrace.yaml"), """
                api:
                  auth:
                    type: [api_key, jwt, header]
                    secret: %s
                    jwks_url: %s
                    issuer: %s
                    audience: %s
                    trusted_proxies: [127.0.0.2]
                    header_scopes: [keys:read]
                  rate_limit: {failed_logins_per_minute: 1000}
                log: {level: DEBUG}
                """.formatted(
                        Tokens.SECRET, ISSUER.address(), Tokens.ISSUER, Tokens.AUDIENCE));
        server = TestServer.start(folder.resolve("data"), "--config", settings.toString());
    }

    @AfterAll
    static void stop() {
        server.close();
        ISSUER.close();
        String log = server.log();
        SECRETS.forEach(secret -> assertThat(log).doesNotContain(secret));
    }

    private static String secret(String text) {
        SECRETS.add(text);
        return text;
    }

    /** A new key; its secret must not be found in the log. */
    private JsonNode key(String json) {
        Reply reply = admin.post("/v1/api-keys", json);
        assertThat(reply.status()).as(reply.body()).isEqualTo(201);
        secret(reply.json().path("key").textValue());
        return reply.json();
    }

    private static Http as(JsonNode key) {
        return server.http().as(key.path("key").textValue());
    }

    private static void assertProblem(Reply reply, int status, String code) {
        assertThat(reply.status()).as(reply.body()).isEqualTo(status);
        assertThat(reply.json().path("code").textValue()).isEqualTo(code);
    }

    private static void assertRefused(Reply reply) {
        assertProblem(reply, 401, "wrong-credential");
        assertThat(reply.header("WWW-Authenticate")).startsWith("Bearer realm=\"millrace\", error=\"invalid_token\"");
    }

    @Test
    void the_first_start_leaves_one_admin_key() throws IOException {
        Path file = server.dataDir().resolve("admin.key");
        String key = Files.readString(file).strip();

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(server.log().lines().filter(line -> line.contains(key))).hasSize(1);
        JsonNode me = admin.get("/v1/me").json();
        assertThat(me.path("user_id").textValue()).isEqualTo("admin");
        assertThat(me.path("scopes")).extracting(JsonNode::textValue).containsExactly("admin");
    }

    @Test
    void an_address_that_cannot_be_read_is_the_callers_mistake() throws IOException {
        for (String path : List.of("/v1/me?ticket=%zz", "/v1/workflows?q=%")) {
            assertThat(raw("GET " + path + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"))
                    .startsWith("HTTP/1.1 400 ");
        }
    }

    private static String raw(String request) throws IOException {
        URI base = URI.create(server.http().base());
        try (Socket socket = new Socket(base.getHost(), base.getPort())) {
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Test
    void who_says_nothing_is_asked_to() {
        for (String path : List.of("/v1/me", "/me", "/v1/workflows", "/executions", "/v1/events", "/v1/admin/audit")) {
            Reply reply = anybody.get(path);

            assertProblem(reply, 401, "unauthenticated");
            assertThat(reply.header("WWW-Authenticate")).isEqualTo("Bearer realm=\"millrace\"");
        }
        assertProblem(anybody.post("/v1/tickets", ""), 401, "unauthenticated");
        assertProblem(anybody.post("/v1/api-keys", "{\"name\":\"x\"}"), 401, "unauthenticated");
        assertProblem(anybody.post("/v1/workflows/validate", "{"), 401, "unauthenticated");
    }

    @Test
    void pages_and_probes_are_for_everybody_and_what_is_not_there_is_not_there() {
        for (String path : List.of("/health", "/health/live", "/health/ready", "/docs", "/redoc", "/openapi.json")) {
            assertThat(anybody.get(path).status()).as(path).isEqualTo(200);
            assertThat(anybody.as("wrong").get(path).status()).as(path).isEqualTo(200);
        }
        assertProblem(anybody.get("/nothing"), 404, "not-found");
        assertProblem(anybody.get("/v1/workflows/a/b/c"), 404, "not-found");
    }

    @Test
    void metrics_are_for_this_machine_and_for_whoever_is_known() {
        assertThat(anybody.get("/metrics").status()).isEqualTo(200);
        for (String path : List.of("/metrics", "/metrics/", "/metric%73")) {
            assertProblem(anybody.get(path, "X-Forwarded-For", "203.0.113.9"), 401, "unauthenticated");
            assertThat(admin.get(path, "X-Forwarded-For", "203.0.113.9").status())
                    .isNotEqualTo(401);
        }
        assertProblem(anybody.get("/metrics", "Forwarded", "for=127.0.0.1"), 401, "unauthenticated");
        assertRefused(anybody.as(PlainKey.random().text()).get("/metrics", "Forwarded", "for=127.0.0.1"));
        assertThat(admin.get("/metrics", "Forwarded", "for=127.0.0.1").status()).isEqualTo(200);
    }

    @Test
    void a_key_lives_from_create_to_delete() {
        JsonNode made = key("{\"name\":\"ci\",\"scopes\":[\"keys:write\"],\"user_id\":\"ada\"}");
        String id = made.path("id").textValue();
        assertThat(made.path("prefix").textValue()).isEqualTo("mr_" + id);
        assertThat(made.path("last_used_at").isNull()).isTrue();

        JsonNode me = as(made).get("/v1/me").json();
        assertThat(me.path("user_id").textValue()).isEqualTo("ada");
        assertThat(me.at("/credential/kind").textValue()).isEqualTo("api_key");
        assertThat(me.at("/credential/id").textValue()).isEqualTo(id);
        assertThat(anybody.get("/v1/me", "X-API-Key", made.path("key").textValue())
                        .status())
                .isEqualTo(200);

        Reply list = as(made).get("/v1/api-keys");
        assertThat(list.body()).doesNotContain(made.path("key").textValue());
        assertThat(list.json().path("items")).hasSize(1);
        assertThat(list.json().at("/items/0/last_used_at").textValue()).isNotEmpty();

        assertThat(as(made).send("DELETE", "/v1/api-keys/" + id, "").status()).isEqualTo(204);
        assertRefused(as(made).get("/v1/me"));
    }

    @Test
    void a_rotated_key_ends_at_once_or_after_its_grace() {
        JsonNode first = key("{\"name\":\"rotated\",\"scopes\":[\"keys:write\"],\"user_id\":\"rita\"}");
        String path = "/v1/api-keys/" + first.path("id").textValue() + "/rotate";
        JsonNode second = as(first).send("POST", path, "").json();
        secret(second.path("key").textValue());

        assertRefused(as(first).get("/v1/me"));
        assertThat(as(second).get("/v1/me").status()).isEqualTo(200);

        JsonNode third = as(second).post(path, "{\"grace\":\"1h\"}").json();
        secret(third.path("key").textValue());
        assertThat(as(second).get("/v1/me").status()).isEqualTo(200);
        assertThat(as(third).get("/v1/me").status()).isEqualTo(200);
        assertThat(third.path("replaced_works_until").textValue()).isNotEmpty();
        assertThat(third.path("id")).isEqualTo(first.path("id"));
    }

    @Test
    void a_key_expires() {
        JsonNode made = key("{\"name\":\"brief\",\"scopes\":[\"keys:read\"],\"expires_in\":1}");

        await("the key to expire").until(() -> as(made).get("/v1/me").status() == 401);
        assertRefused(as(made).get("/v1/me"));
    }

    @Test
    void a_key_is_worth_its_scopes() {
        JsonNode reader = key("{\"name\":\"reader\",\"scopes\":[\"keys:read\"],\"user_id\":\"rob\"}");

        Reply refused = as(reader).post("/v1/api-keys", "{\"name\":\"more\"}");
        assertProblem(refused, 403, "scope-missing");
        assertThat(refused.header("WWW-Authenticate")).contains("insufficient_scope", "keys:write");
        assertThat(as(reader).get("/v1/api-keys").status()).isEqualTo(200);
        assertProblem(as(reader).get("/v1/admin/audit"), 403, "scope-missing");

        JsonNode writer = key("{\"name\":\"writer\",\"scopes\":[\"keys:write\"],\"user_id\":\"rob\"}");
        assertProblem(
                as(writer).post("/v1/api-keys", "{\"name\":\"x\",\"scopes\":[\"admin\"]}"), 403, "scopes-exceeded");
        assertProblem(as(writer).post("/v1/api-keys", "{\"name\":\"x\",\"user_id\":\"admin\"}"), 403, "scope-missing");
    }

    @Test
    void what_a_key_is_to_be_is_checked() {
        assertProblem(admin.post("/v1/api-keys", "{}"), 422, "invalid-request");
        assertProblem(admin.post("/v1/api-keys", "{\"name\":\"x\",\"scopes\":[\"all\"]}"), 422, "invalid-request");
        assertProblem(admin.post("/v1/api-keys", "{\"name\":\"x\",\"expires_in\":\"soon\"}"), 422, "invalid-request");
        assertProblem(admin.post("/v1/api-keys", "{\"name\":\"x\",\"admin\":true}"), 422, "invalid-request");
        assertProblem(admin.get("/v1/api-keys/nobody"), 404, "api-key-not-found");
    }

    @Test
    void a_wrong_credential_is_refused_wherever_it_is_sent() {
        String wrong = PlainKey.random().text();
        for (String path : List.of("/v1/me", "/v1/workflows", "/workflows", "/v1/executions")) {
            assertRefused(anybody.as(wrong).get(path));
            assertRefused(anybody.get(path, "X-API-Key", "mr_typo"));
            assertRefused(anybody.as("a.b.c").get(path));
            assertRefused(anybody.get(path, "Authorization", "Basic YWRtaW46YWRtaW4="));
            assertRefused(anybody.get(path, "Authorization", "Bearer"));
        }
    }

    @Test
    void two_credentials_are_one_too_many() throws IOException {
        String key = Files.readString(server.dataDir().resolve("admin.key")).strip();
        assertProblem(admin.get("/v1/me", "X-API-Key", PlainKey.random().text()), 400, "several-credentials");
        assertProblem(admin.get("/v1/me", "Authorization", "Bearer other"), 400, "several-credentials");
        assertProblem(admin.get("/v1/me", "X-User-Id", "admin"), 400, "several-credentials");
        assertThat(admin.get("/v1/me", "X-API-Key", key).status()).isEqualTo(200);
    }

    @Test
    void tokens_are_good_by_secret_and_by_the_issuers_keys() {
        Instant now = Instant.now();
        String bySecret = secret(Tokens.signed(
                Tokens.SECRET.getBytes(StandardCharsets.UTF_8),
                Tokens.claims(now).build()));
        assertThat(anybody.as(bySecret).get("/v1/me").json().path("user_id").textValue())
                .isEqualTo("ada");

        String byIssuer = secret(Tokens.signed(FIRST_KEY, Tokens.claims(now).build()));
        assertThat(anybody.as(byIssuer).get("/v1/me").json().path("scopes"))
                .extracting(JsonNode::textValue)
                .containsExactly("executions:read", "keys:write");

        RSAKey next = Tokens.rsaKey("rsa-2");
        ISSUER.publish(next);
        String byNext = secret(Tokens.signed(next, Tokens.claims(now).build()));
        assertThat(anybody.as(byNext).get("/v1/me").status()).isEqualTo(200);
        assertRefused(anybody.as(byIssuer).get("/v1/me"));
        assertThat(ISSUER.fetches()).isEqualTo(2);
        assertRefused(anybody.as(byNext.substring(0, byNext.length() - 8)).get("/v1/me"));
    }

    @Test
    void a_ticket_opens_one_stream() throws IOException {
        JsonNode ticket = admin.post("/v1/tickets", "").json();
        String query = "?ticket=" + secret(ticket.path("ticket").textValue());
        assertThat(Instant.parse(ticket.path("expires_at").textValue()))
                .isBetween(Instant.now().plusSeconds(20), Instant.now().plusSeconds(31));

        assertRefused(anybody.get("/v1/executions" + query));
        assertRefused(anybody.get("/v1/me" + query));
        try (BufferedReader stream = anybody.stream("/v1/events" + query, "Accept", "text/event-stream")) {
            assertThat(stream.readLine()).isEqualTo("retry: 2000");
        }
        assertRefused(anybody.get("/v1/events" + query, "Accept", "text/event-stream"));
    }

    @Test
    void a_ticket_of_a_deleted_key_is_dead() {
        JsonNode made = key("{\"name\":\"short\",\"scopes\":[\"keys:write\"],\"user_id\":\"tom\"}");
        String ticket =
                secret(as(made).post("/v1/tickets", "").json().path("ticket").textValue());

        as(made).send("DELETE", "/v1/api-keys/" + made.path("id").textValue(), "");

        assertRefused(anybody.get("/v1/events?ticket=" + ticket, "Accept", "text/event-stream"));
    }

    @Test
    void a_users_name_in_a_header_is_taken_from_trusted_proxies_only() throws Exception {
        assertRefused(anybody.get("/v1/me", "X-User-Id", "eve"));
        assertRefused(anybody.get("/v1/me", "user_id", "eve"));
        assertRefused(anybody.get("/v1/me", "X-User-Id", "eve", "X-Forwarded-For", "127.0.0.2"));

        JsonNode me = Http.parse(fromProxy("/v1/me", "X-User-Id", "paul", "X-Forwarded-For", "203.0.113.9")
                .body());
        assertThat(me.path("user_id").textValue()).isEqualTo("paul");
        assertThat(me.path("address").textValue()).isEqualTo("203.0.113.9");
        assertThat(me.path("scopes")).extracting(JsonNode::textValue).containsExactly("keys:read");
        assertThat(fromProxy("/v1/me", "X-User-Id", "p a").statusCode()).isEqualTo(401);
        assertThat(fromProxy("/v1/me").statusCode()).isEqualTo(401);
    }

    private static HttpResponse<String> fromProxy(String path, String... headers) throws Exception {
        try (HttpClient proxy = HttpClient.newBuilder()
                .localAddress(InetAddress.ofLiteral("127.0.0.2"))
                .build()) {
            HttpRequest.Builder request =
                    HttpRequest.newBuilder(URI.create(server.http().base() + path));
            return proxy.send(
                    (headers.length == 0 ? request : request.headers(headers)).build(), BodyHandlers.ofString());
        }
    }

    @Test
    void the_address_of_a_client_is_not_what_it_says() {
        assertThat(admin.get("/v1/me", "X-Forwarded-For", "203.0.113.9")
                        .json()
                        .path("address")
                        .textValue())
                .isEqualTo("127.0.0.1");
    }

    @Test
    void every_change_is_on_record_with_who_made_it() {
        JsonNode made = key("{\"name\":\"audited\",\"scopes\":[\"keys:write\"],\"user_id\":\"ann\"}");
        String path = "/v1/api-keys/" + made.path("id").textValue();
        assertThat(as(made).send("DELETE", path, "", "X-Request-ID", "audit-1").status())
                .isEqualTo(204);
        assertThat(as(made).send("DELETE", path, "", "X-Request-ID", "audit-2").status())
                .isEqualTo(401);

        // What is recorded is written behind the answer.
        JsonNode deleted = await("the record")
                .until(() -> audit("user=ann"), entries -> !entries.isEmpty())
                .getFirst();
        assertThat(deleted.path("action").textValue()).isEqualTo("DELETE /v1/api-keys/{id}");
        assertThat(deleted.path("target").textValue()).isEqualTo(path);
        assertThat(deleted.path("outcome").textValue()).isEqualTo("done");
        assertThat(deleted.path("status").intValue()).isEqualTo(204);
        assertThat(deleted.path("request_id").textValue()).isEqualTo("audit-1");
        assertThat(deleted.path("address").textValue()).isEqualTo("127.0.0.1");
        assertThat(deleted.at("/credential/id")).isEqualTo(made.path("id"));
        await().untilAsserted(() -> assertThat(audit("action=login"))
                .anySatisfy(entry ->
                        assertThat(entry.path("request_id").textValue()).isEqualTo("audit-2")));
        assertThat(audit("user=admin&action=POST%20/v1/api-keys"))
                .anySatisfy(
                        entry -> assertThat(entry.path("target").textValue()).isEqualTo(path));
        assertThat(audit("until=2020-01-01T00:00:00Z")).isEmpty();
        assertProblem(admin.get("/v1/admin/audit?since=yesterday"), 422, "invalid-request");
    }

    @Test
    void changes_elsewhere_are_on_record_too_and_reading_is_not() {
        admin.put("audited", "name: audited\nstates: {initial: done, done: {type: terminal}}\n");
        admin.get("/v1/workflows/audited");

        assertThat(audit("user=admin"))
                .filteredOn(entry -> entry.path("target").textValue().equals("/v1/workflows/audited"))
                .extracting(entry -> entry.path("action").textValue())
                .containsExactly("PUT /v1/workflows/{id}");
    }

    private List<JsonNode> audit(String query) {
        Reply reply = admin.get("/v1/admin/audit?limit=200&" + query);
        assertThat(reply.status()).as(reply.body()).isEqualTo(200);
        return StreamSupport.stream(reply.json().path("items").spliterator(), false)
                .toList();
    }

    @Test
    void where_nobody_is_asked_everybody_is_the_local_user(@TempDir Path other) throws IOException {
        Path settings = Files.writeString(other.resolve("millrace.yaml"), "api: {auth: {type: none}}\n");
        try (TestServer open = TestServer.start(other.resolve("data"), "--config", settings.toString())) {
            JsonNode me = open.http().as("whatever").get("/v1/me").json();

            assertThat(me.path("user_id").textValue()).isEqualTo("local");
            assertThat(me.at("/credential/kind").textValue()).isEqualTo("none");
            assertThat(open.http().get("/v1/admin/audit").status()).isEqualTo(200);
            assertThat(other.resolve("data/admin.key")).doesNotExist();
        }
    }
}
