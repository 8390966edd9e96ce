package dev.millrace.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.DynamicContainer.dynamicContainer;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.testing.Http;
import dev.millrace.testing.TestServer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** Every route of the API's description with every kind of caller: each gets exactly the status that is due. */
class RoutesIT {
    private static final String WORKFLOW = "name: %s\nstates: {initial: done, done: {type: terminal}}\n";

    private static final String PRODUCT = "{\"name\":\"Lamp\",\"price\":99.99}";

    /** A session in the server itself, which takes no time to start. */
    private static final String HTMLUNIT = "{\"driver_sources\":[\"htmlunit\"]}";

    /** The table. A route that is described and not here fails {@link #every_route_is_in_the_table}. */
    private static final List<Route> ROUTES = List.of(
            Route.open("GET /docs"),
            Route.open("GET /redoc"),
            Route.open("GET /docs/websocket"),
            Route.open("GET /asyncapi.yaml"),
            Route.open("GET /openapi.json"),
            Route.open("GET /openapi.yaml"),
            Route.open("GET /health"),
            Route.open("GET /health/live"),
            Route.open("GET /health/ready"),
            // To callers of this machine, as they are here; AccessIT has the others.
            Route.open("GET /metrics"),
            // It is no request for a WebSocket; SocketAccessIT has those.
            Route.known("GET /ws", 426),
            Route.known("GET /v1/me", 200),
            Route.known("POST /v1/tickets", 201),
            // Who is known is told what the transport asks for: types that are accepted, and a session.
            Route.known("POST /mcp", 406),
            Route.known("GET /mcp", 406),
            Route.known("DELETE /mcp", 400),
            Route.needs(Scope.WORKFLOWS_READ, "GET /v1/workflows", Target.NONE, 200),
            Route.needs(Scope.WORKFLOWS_WRITE, "POST /v1/workflows", Target.NONE, 201)
                    .with("application/yaml", WORKFLOW.formatted("uploaded")),
            Route.needs(Scope.WORKFLOWS_READ, "POST /v1/workflows/validate", Target.NONE, 200)
                    .with("application/yaml", "name: x"),
            Route.needs(Scope.WORKFLOWS_WRITE, "POST /v1/workflows/upsert", Target.NONE, 200)
                    .with("application/json", "{\"project_id\":\"upserted\"}"),
            Route.needs(Scope.WORKFLOWS_READ, "GET /v1/workflows/{id}", Target.WORKFLOW, 200),
            Route.needs(Scope.WORKFLOWS_WRITE, "PUT /v1/workflows/{id}", Target.WORKFLOW, 200)
                    .with("application/yaml", WORKFLOW.formatted("changed")),
            Route.needs(Scope.WORKFLOWS_WRITE, "DELETE /v1/workflows/{id}", Target.WORKFLOW, 204),
            Route.needs(Scope.WORKFLOWS_READ, "GET /v1/workflows/{id}/revisions", Target.WORKFLOW, 200),
            Route.needs(Scope.WORKFLOWS_READ, "GET /v1/workflows/{id}/revisions/{number}", Target.WORKFLOW, 200),
            Route.needs(Scope.WORKFLOWS_READ, "GET /v1/workflows/{id}/diagram", Target.WORKFLOW, 200),
            Route.needs(Scope.EXECUTIONS_READ, "GET /v1/workflows/{id}/stats", Target.WORKFLOW, 200),
            Route.needs(Scope.EXECUTIONS_WRITE, "POST /v1/workflows/{id}/run", Target.WORKFLOW, 202),
            Route.needs(Scope.EXECUTIONS_READ, "GET /v1/executions", Target.NONE, 200),
            Route.needs(Scope.EXECUTIONS_WRITE, "POST /v1/executions", Target.NONE, 202)
                    .with("application/json", "{\"workflow\":\"started\"}"),
            Route.needs(Scope.EXECUTIONS_READ, "GET /v1/executions/{id}", Target.FAILED, 200),
            Route.needs(Scope.EXECUTIONS_WRITE, "DELETE /v1/executions/{id}", Target.RUNNING, 202),
            Route.needs(Scope.EXECUTIONS_WRITE, "POST /v1/executions/{id}/cancel", Target.RUNNING, 202),
            Route.needs(Scope.EXECUTIONS_WRITE, "POST /v1/executions/{id}/rerun", Target.FAILED, 202),
            Route.needs(Scope.EXECUTIONS_WRITE, "POST /v1/executions/{id}/resume", Target.FAILED, 202),
            Route.needs(Scope.EXECUTIONS_READ, "GET /v1/executions/{id}/steps", Target.FAILED, 200),
            Route.needs(Scope.EXECUTIONS_READ, "GET /v1/executions/{id}/steps/{n}/output", Target.FAILED, 200),
            Route.needs(Scope.EXECUTIONS_READ, "GET /v1/executions/{id}/logs", Target.FAILED, 200),
            Route.needs(Scope.EXECUTIONS_READ, "GET /v1/executions/{id}/events", Target.FAILED, 200),
            Route.needs(Scope.EXECUTIONS_READ, "GET /v1/events", Target.NONE, 200),
            Route.needs(Scope.CATALOG_READ, "GET /v1/products", Target.NONE, 200),
            Route.needs(Scope.CATALOG_WRITE, "POST /v1/products", Target.NONE, 201)
                    .with("application/json", PRODUCT),
            Route.needs(Scope.CATALOG_READ, "GET /v1/products/{id}", Target.PRODUCT, 200),
            Route.needs(Scope.CATALOG_WRITE, "PUT /v1/products/{id}", Target.PRODUCT, 200)
                    .with("application/json", PRODUCT),
            Route.needs(Scope.CATALOG_WRITE, "PATCH /v1/products/{id}", Target.PRODUCT, 200)
                    .with("application/merge-patch+json", "{\"stock\":7}"),
            Route.needs(Scope.CATALOG_WRITE, "DELETE /v1/products/{id}", Target.PRODUCT, 204),
            Route.needs(Scope.CATALOG_READ, "GET /v1/orders", Target.NONE, 200),
            Route.needs(Scope.CATALOG_WRITE, "POST /v1/orders", Target.NONE, 422)
                    .with("application/json", "{\"product_id\":999999999,\"quantity\":1}"),
            Route.needs(Scope.CATALOG_READ, "GET /v1/orders/{id}", Target.ORDER, 200),
            Route.needs(Scope.CATALOG_WRITE, "PUT /v1/orders/{id}", Target.ORDER, 422)
                    .with("application/json", "{\"product_id\":999999999,\"quantity\":1}"),
            Route.needs(Scope.CATALOG_WRITE, "PATCH /v1/orders/{id}", Target.ORDER, 200)
                    .with("application/merge-patch+json", "{\"customer\":\"ada\"}"),
            Route.needs(Scope.CATALOG_WRITE, "DELETE /v1/orders/{id}", Target.ORDER, 204),
            Route.needs(Scope.CATALOG_WRITE, "POST /v1/orders/{id}/pay", Target.ORDER, 200),
            Route.needs(Scope.CATALOG_WRITE, "POST /v1/orders/{id}/ship", Target.PAID_ORDER, 200),
            Route.needs(Scope.CATALOG_WRITE, "POST /v1/orders/{id}/complete", Target.SHIPPED_ORDER, 200),
            Route.needs(Scope.CATALOG_WRITE, "POST /v1/orders/{id}/cancel", Target.ORDER, 200),
            Route.needs(Scope.CATALOG_READ, "GET /v1/catalog/events", Target.NONE, 200),
            Route.needs(Scope.EXECUTIONS_READ, "GET /v1/robots", Target.NONE, 200),
            // There is none.
            Route.needs(Scope.EXECUTIONS_READ, "GET /v1/robots/{id}", Target.ROBOT, 404),
            Route.needs(Scope.SESSIONS_WRITE, "POST /v1/sessions/start", Target.NONE, 200)
                    .with("application/json", HTMLUNIT),
            Route.needs(Scope.SESSIONS_READ, "GET /v1/sessions", Target.NONE, 200),
            Route.needs(Scope.SESSIONS_READ, "GET /v1/sessions/{id}", Target.SESSION, 200),
            Route.needs(Scope.SESSIONS_WRITE, "DELETE /v1/sessions/{id}/stop", Target.SESSION, 200),
            Route.needs(Scope.SESSIONS_WRITE, "POST /v1/sessions/{id}/action", Target.SESSION, 200)
                    .with("application/json", "{\"mode\":\"keyword\",\"keyword\":\"sleep\",\"params\":[0]}"),
            Route.needs(Scope.SESSIONS_WRITE, "POST /v1/sessions/{id}/modules", Target.SESSION, 204)
                    .with("application/json", "{}"),
            Route.needs(Scope.SESSIONS_WRITE, "POST /v1/sessions/{id}/templates", Target.SESSION, 400)
                    .with("application/json", "{}"),
            Route.needs(Scope.SESSIONS_WRITE, "POST /v1/sessions/{id}/api", Target.SESSION, 204)
                    .with("application/json", "{\"collections\":{}}"),
            Route.needs(Scope.SESSIONS_READ, "GET /v1/sessions/{id}/screenshot", Target.SESSION, 400),
            // Nothing was done in it yet.
            Route.needs(Scope.SESSIONS_READ, "GET /v1/sessions/{id}/workflow", Target.SESSION, 409),
            Route.needs(Scope.SESSIONS_READ, "GET /v1/sessions/{id}/source", Target.SESSION, 200),
            Route.needs(Scope.SESSIONS_READ, "GET /v1/sessions/{id}/elements", Target.SESSION, 200),
            Route.needs(Scope.SESSIONS_READ, "GET /v1/sessions/{id}/screen_elements", Target.SESSION, 400),
            Route.needs(Scope.SESSIONS_READ, "GET /v1/sessions/{id}/driver-id", Target.SESSION, 200),
            Route.needs(Scope.SESSIONS_READ, "GET /v1/sessions/{id}/downloads", Target.SESSION, 200),
            Route.needs(Scope.SESSIONS_READ, "GET /v1/sessions/{id}/downloads/{name}", Target.SESSION, 404),
            Route.needs(Scope.SESSIONS_READ, "GET /v1/sessions/{id}/events", Target.SESSION, 200),
            Route.needs(Scope.SESSIONS_READ, "GET /v1/sessions/{id}/workspace/stream", Target.SESSION, 200),
            Route.needs(Scope.SESSIONS_READ, "GET /v1/recordings", Target.NONE, 200),
            Route.needs(Scope.SESSIONS_READ, "GET /v1/recordings/{id}", Target.RECORDING, 200),
            Route.needs(Scope.SESSIONS_READ, "GET /v1/recordings/{id}/zip", Target.RECORDING, 200),
            Route.needs(Scope.SESSIONS_WRITE, "DELETE /v1/recordings/{id}", Target.RECORDING, 204),
            Route.needs(Scope.SESSIONS_READ, "GET /v1/keywords", Target.NONE, 200),
            Route.needs(Scope.KEYS_READ, "GET /v1/api-keys", Target.NONE, 200),
            Route.needs(Scope.KEYS_WRITE, "POST /v1/api-keys", Target.NONE, 201)
                    .with("application/json", "{\"name\":\"made\"}"),
            Route.needs(Scope.KEYS_READ, "GET /v1/api-keys/{id}", Target.KEY, 200),
            Route.needs(Scope.KEYS_WRITE, "DELETE /v1/api-keys/{id}", Target.KEY, 204),
            Route.needs(Scope.KEYS_WRITE, "POST /v1/api-keys/{id}/rotate", Target.KEY, 200),
            Route.needs(Scope.ADMIN, "GET /v1/admin/audit", Target.NONE, 200),
            Route.needs(Scope.ADMIN, "POST /v1/admin/cache/flush", Target.NONE, 200),
            Route.needs(Scope.ADMIN, "GET /v1/admin/nodes", Target.NONE, 200),
            // None of this id.
            Route.needs(Scope.ADMIN, "POST /v1/admin/nodes/{id}/drain", Target.NODE, 404),
            Route.needs(Scope.ADMIN, "GET /v1/admin/secrets", Target.NONE, 200),
            Route.needs(Scope.ADMIN, "GET /v1/admin/secrets/{name}", Target.SECRET, 200),
            Route.needs(Scope.ADMIN, "PUT /v1/admin/secrets/{name}", Target.SECRET, 200)
                    .with("application/json", "{\"value\":\"another value\"}"),
            Route.needs(Scope.ADMIN, "DELETE /v1/admin/secrets/{name}", Target.SECRET, 204));

    @TempDir
    private static Path folder;

    private static TestServer server = unstarted();
    private static Map<Caller, String> credentials = new EnumMap<>(Caller.class);
    private static int made;

    @SuppressWarnings("NullAway") // started before all tests
    private static TestServer unstarted() {
        return null;
    }

    /** Who may use a route. */
    private sealed interface Guard {
        /** Everybody. */
        record Open() implements Guard {}

        /** Everybody who is known. */
        record Known() implements Guard {}

        /** Who has this scope. */
        record Scoped(Scope scope) implements Guard {}
    }

    /** What the path of a route names. */
    private enum Target {
        NONE,
        WORKFLOW,
        FAILED,
        RUNNING,
        KEY,
        SECRET,
        ROBOT,
        NODE,
        PRODUCT,
        ORDER,
        PAID_ORDER,
        SHIPPED_ORDER,
        SESSION,
        RECORDING
    }

    /**
     * A route.
     *
     * @param status what those get who may use it
     */
    private record Route(String operation, Guard guard, Target target, int status, String type, String body) {
        static Route open(String operation) {
            return new Route(operation, new Guard.Open(), Target.NONE, 200, "", "");
        }

        static Route known(String operation, int status) {
            return new Route(operation, new Guard.Known(), Target.NONE, status, "", "");
        }

        static Route needs(Scope scope, String operation, Target target, int status) {
            return new Route(operation, new Guard.Scoped(scope), target, status, "", "");
        }

        Route with(String contentType, String content) {
            return new Route(operation, guard, target, status, contentType, content);
        }

        String method() {
            return operation.substring(0, operation.indexOf(' '));
        }

        String path(String id) {
            return operation
                    .substring(operation.indexOf(' ') + 1)
                    .replace("{id}", id)
                    .replace("{name}", id)
                    .replaceAll("\\{(number|n)}", "1");
        }
    }

    /** A kind of caller. The last one may use the route, and does. */
    private enum Caller {
        NOBODY,
        WRONG_KEY,
        EXPIRED_KEY,
        REVOKED_KEY,
        WRONG_TOKEN,
        EXPIRED_TOKEN,
        TOO_LITTLE_SCOPE,
        OTHER_OWNER,
        RIGHT
    }

    @BeforeAll
    static void start() {
        server = TestServer.start(
                folder,
                Map.of(
                        "API_AUTH_SECRET", Tokens.SECRET,
                        "API_RATE_LIMIT_FAILED_LOGINS_PER_MINUTE", "10000",
                        "SESSIONS_MAX", "50",
                        "SESSIONS_MAX_PER_CALLER", "50"));
        String all = "\"admin\"";
        JsonNode revoked = key("ada", all, "");
        server.http().send("DELETE", "/v1/api-keys/" + revoked.path("id").textValue(), "");
        String expired = key("ada", all, ",\"expires_in\":1").path("key").textValue();
        Instant now = Instant.now();
        credentials = new EnumMap<>(Map.of(
                Caller.WRONG_KEY, PlainKey.random().text(),
                Caller.EXPIRED_KEY, expired,
                Caller.REVOKED_KEY, revoked.path("key").textValue(),
                Caller.WRONG_TOKEN, token("a secret that is not the server's, as long as it is", now),
                Caller.EXPIRED_TOKEN, token(Tokens.SECRET, now.minus(Duration.ofHours(1)))));
        maker().put("started", WORKFLOW.formatted("started"));
        await("the key to expire")
                .until(() -> server.anonymous().as(expired).get("/v1/me").status() == 401);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    /** A new key; scopes as in JSON. */
    private static JsonNode key(String user, String scopes, String more) {
        Http.Reply reply = server.http()
                .post(
                        "/v1/api-keys",
                        "{\"name\":\"route\",\"user_id\":\"%s\",\"scopes\":[%s]%s}".formatted(user, scopes, more));
        assertThat(reply.status()).as(reply.body()).isEqualTo(201);
        return reply.json();
    }

    private static String key(String user, Stream<Scope> scopes) {
        String names = scopes.map(scope -> '"' + scope.wire() + '"').collect(Collectors.joining(","));
        return key(user, names, "").path("key").textValue();
    }

    private static String token(String secret, Instant issued) {
        return Tokens.signed(
                secret.getBytes(StandardCharsets.UTF_8),
                Tokens.claims(issued)
                        .claim("scope", "admin")
                        .expirationTime(Date.from(issued.plus(Duration.ofMinutes(5))))
                        .build());
    }

    @Test
    void every_route_is_in_the_table() {
        Set<String> described = new TreeSet<>();
        server.anonymous()
                .get("/openapi.json")
                .json()
                .path("paths")
                .properties()
                .forEach(path -> path.getValue().fieldNames().forEachRemaining(name -> {
                    if (Set.of("get", "put", "post", "delete", "patch").contains(name)) {
                        described.add(name.toUpperCase(Locale.ROOT) + " " + path.getKey());
                    }
                }));

        assertThat(ROUTES).extracting(Route::operation).containsExactlyInAnyOrderElementsOf(described);
    }

    @TestFactory
    Stream<DynamicContainer> every_caller_gets_what_is_due() {
        return ROUTES.stream().map(route -> {
            String path = route.path(target(route.target()));
            return dynamicContainer(
                    route.operation(),
                    Stream.of(Caller.values())
                            .filter(caller -> applies(caller, route))
                            .map(caller -> dynamicTest(caller.name(), () -> check(route, path, caller))));
        });
    }

    /** What belongs to somebody else can be asked for only where there is a name of something. */
    private static boolean applies(Caller caller, Route route) {
        return caller != Caller.OTHER_OWNER
                || switch (route.target()) {
                    case WORKFLOW, FAILED, RUNNING, KEY, SESSION, RECORDING -> true;
                    case NONE, SECRET, ROBOT, NODE, PRODUCT, ORDER, PAID_ORDER, SHIPPED_ORDER -> false;
                };
    }

    private static void check(Route route, String path, Caller caller) {
        Http http = client(caller, route.guard());
        String[] headers = route.type().isEmpty() ? new String[0] : new String[] {"Content-Type", route.type()};

        int status = http.status(route.method(), path, route.body(), headers);

        assertThat(status).isEqualTo(due(route, caller));
    }

    private static int due(Route route, Caller caller) {
        return switch (route.guard()) {
            case Guard.Open _ -> route.status();
            case Guard.Known _ ->
                switch (caller) {
                    case NOBODY, WRONG_KEY, EXPIRED_KEY, REVOKED_KEY, WRONG_TOKEN, EXPIRED_TOKEN -> 401;
                    case TOO_LITTLE_SCOPE, OTHER_OWNER, RIGHT -> route.status();
                };
            case Guard.Scoped _ ->
                switch (caller) {
                    case NOBODY, WRONG_KEY, EXPIRED_KEY, REVOKED_KEY, WRONG_TOKEN, EXPIRED_TOKEN -> 401;
                    case TOO_LITTLE_SCOPE -> 403;
                    case OTHER_OWNER -> 404;
                    case RIGHT -> route.status();
                };
        };
    }

    private static Http client(Caller caller, Guard guard) {
        return switch (caller) {
            case NOBODY -> server.anonymous();
            case WRONG_KEY, EXPIRED_KEY, REVOKED_KEY, WRONG_TOKEN, EXPIRED_TOKEN ->
                server.anonymous().as(Objects.requireNonNull(credentials.get(caller)));
            case TOO_LITTLE_SCOPE -> server.anonymous().as(key("ada", allBut(guard)));
            case OTHER_OWNER -> server.anonymous().as(key("bob", just(guard)));
            case RIGHT -> server.anonymous().as(key("ada", just(guard)));
        };
    }

    /** As much as a credential can allow without what the route needs. */
    private static Stream<Scope> allBut(Guard guard) {
        return switch (guard) {
            case Guard.Scoped(Scope needed) -> Stream.of(Scope.values()).filter(scope -> !scope.implies(needed));
            case Guard.Open _, Guard.Known _ -> Stream.of(Scope.ROBOTS_CONNECT);
        };
    }

    private static Stream<Scope> just(Guard guard) {
        return guard instanceof Guard.Scoped(Scope needed) ? Stream.of(needed) : Stream.of(Scope.ROBOTS_CONNECT);
    }

    private static Http maker() {
        return server.anonymous()
                .as(key(
                        "ada",
                        Stream.of(
                                Scope.WORKFLOWS_WRITE, Scope.EXECUTIONS_WRITE, Scope.SESSIONS_WRITE, Scope.COMMANDS)));
    }

    private static String session(Http by, String request) {
        return by.post("/v1/sessions/start", request).json().path("session_id").textValue();
    }

    /** Makes something of Ada's, and tells its id. */
    private static String target(Target target) {
        Http ada = maker();
        String name = "routes-" + made++;
        return switch (target) {
            case NONE -> "";
            case ROBOT -> "robot-none";
            case NODE -> "node-none";
            case WORKFLOW -> {
                ada.put(name, WORKFLOW.formatted(name));
                yield name;
            }
            case FAILED -> {
                ada.put(name, command(name, "exit 3"));
                yield ada.runToEnd(name, "{}").path("execution_id").textValue();
            }
            case RUNNING -> {
                ada.put(name, command(name, "sleep 60"));
                String id = ada.run(name, "{}");
                await("the step")
                        .until(() -> ada.get("/v1/executions/" + id)
                                        .json()
                                        .path("steps")
                                        .size()
                                == 1);
                yield id;
            }
            case SESSION -> session(ada, HTMLUNIT);
            case RECORDING -> {
                String id = session(ada, HTMLUNIT.replace("]}", "],\"recording\":true}"));
                ada.send("DELETE", "/v1/sessions/" + id + "/stop", "");
                yield id;
            }
            case KEY -> key("ada", "\"keys:read\"", "").path("id").textValue();
            case SECRET -> {
                String secret = "ROUTES_" + made;
                server.http()
                        .send(
                                "PUT",
                                "/v1/admin/secrets/" + secret,
                                "{\"value\":\"a value\"}",
                                "Content-Type",
                                "application/json");
                yield secret;
            }
            case PRODUCT -> made("/v1/products", PRODUCT);
            case ORDER -> order();
            case PAID_ORDER -> order("pay");
            case SHIPPED_ORDER -> order("pay", "ship");
        };
    }

    /** The id of an order that has taken these steps. */
    private static String order(String... steps) {
        String product = made("/v1/products", PRODUCT);
        String order = made("/v1/orders", "{\"product_id\":%s,\"quantity\":1}".formatted(product));
        for (String step : steps) {
            server.http().send("POST", "/v1/orders/" + order + "/" + step, "");
        }
        return order;
    }

    private static String made(String path, String body) {
        return server.http().post(path, body).json().path("id").asText();
    }

    private static String command(String name, String command) {
        return """
                name: %s
                states:
                  initial: act
                  act: {type: step, command: "%s", on_success: done}
                  done: {type: terminal}
                """.formatted(name, command);
    }

    @Test
    void who_may_not_do_it_does_not_learn_whether_it_is_there() {
        Http reader = server.anonymous().as(key("ada", Stream.of(Scope.WORKFLOWS_READ)));
        for (String path : List.of("/v1/executions/nowhere/cancel", "/v1/workflows/nowhere/run")) {
            assertThat(server.anonymous().post(path, "{").status()).isEqualTo(401);
            assertThat(reader.post(path, "{").status()).isEqualTo(403);
        }
        assertThat(server.http()
                        .post("/v1/workflows/nowhere/run", "{\"inputs\":{\"no\":1}}")
                        .status())
                .isEqualTo(404);
    }
}
