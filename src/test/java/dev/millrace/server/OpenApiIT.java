package dev.millrace.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import dev.millrace.access.Needs;
import dev.millrace.access.NodesOnly;
import dev.millrace.access.Open;
import dev.millrace.testing.ApiDocument;
import dev.millrace.testing.Events;
import dev.millrace.testing.Events.Event;
import dev.millrace.testing.Http;
import dev.millrace.testing.Http.Reply;
import dev.millrace.testing.TestServer;
import dev.millrace.testing.WebSocketClient;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.Path;
import java.io.BufferedReader;
import java.io.IOException;
import java.lang.reflect.Method;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The description of the API says what the server does, and the server hands it out as it is in the repository. */
class OpenApiIT {
    /** A PNG of 8 × 8 pixels with stripes. */
    private static final String TEMPLATE =
            "{\"name\":\"stripes\",\"image_base64\":\"iVBORw0KGgoAAAANSUhEUgAAAAgAAAAICAAAAADhZOFXAAAAEUlEQVR42mNgYPj/H4IpYgAAXCQf4doO5WQAAAAASUVORK5CYII=\"}";

    private static final String JSON = "application/json";
    private static final String YAML = "application/yaml";

    /** What is served by libraries, beside the resources. */
    private static final Set<String> NOT_RESOURCES = Set.of(
            "GET /health",
            "GET /health/live",
            "GET /health/ready",
            "GET /metrics",
            "GET /ws",
            "POST /mcp",
            "GET /mcp",
            "DELETE /mcp");

    private final OpenApi api = new OpenApi();
    private final Http http = TestServer.shared().http();

    OpenApiIT() throws IOException {}

    @Test
    void the_server_hands_out_the_document_as_it_is_in_the_repository() {
        assertThat(http.get("/openapi.json").json()).isEqualTo(api.document());
        assertThat(ApiDocument.yaml(http.get("/openapi.yaml").body())).isEqualTo(api.document());
    }

    @Test
    void what_is_served_is_described_and_what_is_described_is_served() {
        Set<String> served = new TreeSet<>(NOT_RESOURCES);
        methods().forEach(method -> served.add(operation(method)));

        assertThat(api.operations()).isEqualTo(served);
    }

    @Test
    void each_operation_is_described_with_the_scope_that_it_needs() {
        methods().forEach(method -> assertThat(api.scopes(operation(method)))
                .as(method.toString())
                .isEqualTo(scopes(method)));
    }

    private static Optional<List<String>> scopes(Method method) {
        Needs needs = method.getAnnotation(Needs.class);
        if (needs != null) {
            return Optional.of(List.of(needs.value().wire()));
        }
        return method.isAnnotationPresent(Open.class) ? Optional.empty() : Optional.of(List.of());
    }

    /** The methods of the resources, but for those between servers, which are nobody else's business. */
    private static Stream<Method> methods() {
        return new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS).importPackages("dev.millrace").stream()
                        .filter(type -> type.isAnnotatedWith(Path.class))
                        .map(JavaClass::reflect)
                        .flatMap(resource -> Stream.of(resource.getDeclaredMethods()))
                        .filter(method -> verb(method).isPresent() && !method.isAnnotationPresent(NodesOnly.class));
    }

    private static Optional<String> verb(Method method) {
        return Stream.of(method.getAnnotations())
                .map(annotation -> annotation.annotationType().getAnnotation(HttpMethod.class))
                .filter(Objects::nonNull)
                .map(HttpMethod::value)
                .findFirst();
    }

    private static String operation(Method method) {
        Path path = method.getAnnotation(Path.class);
        String tail = path == null ? "" : "/" + path.value();
        return verb(method).orElseThrow() + " "
                + method.getDeclaringClass().getAnnotation(Path.class).value() + tail;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/health",
                "/health/live",
                "/health/ready",
                "/metrics",
                "/openapi.json",
                "/openapi.yaml",
                "/asyncapi.yaml",
                "/docs/websocket",
                "/redoc"
            })
    void what_has_no_parameters_answers_as_described(String path) {
        call(200, "GET " + path, path, "");
    }

    @Test
    void the_pages_show_this_document() {
        call(200, "GET /docs", "/docs", "");
        assertThat(documentOf("/docs", Pattern.compile("data-description=\"([^\"]+)\"")))
                .isEqualTo(api.document());
        assertThat(documentOf("/redoc", Pattern.compile("spec-url=\"([^\"]+)\"")))
                .isEqualTo(api.document());
    }

    /** The document that a page refers to. */
    private JsonNode documentOf(String page, Pattern reference) {
        Reply reply = http.get(page);
        assertThat(reply.status()).isEqualTo(200);
        Matcher matcher = reference.matcher(reply.body());
        assertThat(matcher.find()).as("%s refers to a document", page).isTrue();
        return http.get(matcher.group(1), "Accept", JSON).json();
    }

    @Test
    void answers_about_workflows_are_as_described() {
        String workflow = workflow("described");
        call(200, "POST /v1/workflows/validate", "/v1/workflows/validate", workflow, "Content-Type", YAML);
        call(200, "POST /v1/workflows/validate", "/v1/workflows/validate", "name: x", "Content-Type", YAML);
        call(201, "POST /v1/workflows", "/v1/workflows", workflow, "Content-Type", YAML);
        call(200, "GET /v1/workflows", "/v1/workflows", "");
        call(200, "GET /v1/workflows", "/v1/workflows?page=1&page_size=1", "");
        String tag = call(200, "GET /v1/workflows/{id}", "/v1/workflows/described", "")
                .header("ETag");
        call(200, "GET /v1/workflows/{id}", "/v1/workflows/described", "", "Accept", YAML);
        call(304, "GET /v1/workflows/{id}", "/v1/workflows/described", "", "If-None-Match", tag);
        call(200, "GET /v1/workflows/{id}/stats", "/v1/workflows/described/stats", "");
        String diagram = "/v1/workflows/described/diagram";
        for (String type : List.of("text/vnd.mermaid", "text/plain", "text/vnd.graphviz", "image/svg+xml")) {
            call(200, "GET /v1/workflows/{id}/diagram", diagram, "", "Accept", type);
        }
        String drawn = http.get(diagram).header("ETag");
        call(304, "GET /v1/workflows/{id}/diagram", diagram, "", "If-None-Match", drawn);
        call(200, "PUT /v1/workflows/{id}", "/v1/workflows/described", workflow + "# changed", "Content-Type", YAML);
        call(201, "PUT /v1/workflows/{id}", "/v1/workflows/described-2", workflow, "Content-Type", YAML);
        call(200, "GET /v1/workflows/{id}/revisions", "/v1/workflows/described/revisions?limit=1", "");
        call(200, "GET /v1/workflows/{id}/revisions/{number}", "/v1/workflows/described/revisions/1", "");
        String remote = "{\"project_id\":\"described-remote\",\"parameters\":{\"speed\":3}}";
        call(200, "POST /v1/workflows/upsert", "/v1/workflows/upsert", remote, "Content-Type", JSON);
        call(200, "GET /v1/workflows/{id}", "/v1/workflows/described-remote", "");
        call(200, "GET /v1/workflows/{id}/revisions/{number}", "/v1/workflows/described-remote/revisions/1", "");
        call(204, "DELETE /v1/workflows/{id}", "/v1/workflows/described-2", "");
    }

    @Test
    void problems_with_workflows_are_as_described() {
        String workflow = workflow("described-problems");
        http.put("described-problems", workflow);
        http.post("/v1/workflows/upsert", "{\"project_id\":\"described-far\"}");

        call(409, "POST /v1/workflows", "/v1/workflows", workflow, "Content-Type", YAML);
        call(415, "POST /v1/workflows", "/v1/workflows", workflow, "Content-Type", "text/csv");
        call(422, "POST /v1/workflows", "/v1/workflows", "name: x", "Content-Type", YAML);
        call(413, "POST /v1/workflows", "/v1/workflows", " ".repeat((8 << 20) + 1), "Content-Type", YAML);
        call(422, "POST /v1/workflows/upsert", "/v1/workflows/upsert", "{\"id\":\"x\"}", "Content-Type", JSON);
        call(400, "POST /v1/workflows/upsert", "/v1/workflows/upsert", "{\"id\"", "Content-Type", JSON);
        call(406, "GET /v1/workflows", "/v1/workflows", "", "Accept", "text/csv");
        call(406, "GET /v1/workflows/{id}", "/v1/workflows/described-far", "", "Accept", YAML);
        call(422, "GET /v1/workflows", "/v1/workflows?limit=0", "");
        call(404, "GET /v1/workflows/{id}", "/v1/workflows/nowhere", "");
        call(404, "GET /v1/workflows/{id}/revisions/{number}", "/v1/workflows/described-problems/revisions/9", "");
        call(404, "GET /v1/workflows/{id}/stats", "/v1/workflows/nowhere/stats", "");
        call(404, "GET /v1/workflows/{id}/diagram", "/v1/workflows/nowhere/diagram", "");
        call(406, "GET /v1/workflows/{id}/diagram", "/v1/workflows/described-far/diagram", "");
        call(406, "GET /v1/workflows/{id}/diagram", "/v1/workflows/described-far/diagram", "", "Accept", "text/csv");
        call(422, "GET /v1/workflows/{id}/diagram", "/v1/workflows/described-problems/diagram?format=png", "");
        String path = "/v1/workflows/described-problems";
        call(412, "PUT /v1/workflows/{id}", path, workflow, "Content-Type", YAML, "If-Match", "\"stale\"");
        call(412, "DELETE /v1/workflows/{id}", path, "", "If-Match", "\"stale\"");
    }

    @Test
    void answers_about_executions_are_as_described() {
        http.put("described-run", workflow("described-run"));
        String inputs = "{\"inputs\":{\"who\":\"Ada\"}}";

        Reply accepted = run(202, "described-run", inputs, "Idempotency-Key", "described");
        String id = accepted.json().path("execution_id").textValue();
        http.awaitEnd(id);
        Reply replayed = run(202, "described-run", inputs, "Idempotency-Key", "described");
        assertThat(replayed.header("Idempotent-Replayed")).isEqualTo("true");
        run(200, "described-run", inputs, "Prefer", "wait=30");
        String path = "/v1/executions/" + id;
        call(200, "GET /v1/executions/{id}", path, "");
        call(200, "GET /v1/executions", "/v1/executions?workflow=described-run&limit=1", "");
        call(200, "GET /v1/executions", "/v1/executions?page=1", "");
        call(200, "GET /v1/executions/{id}/steps", path + "/steps", "");
        call(200, "GET /v1/executions/{id}/steps/{n}/output", path + "/steps/1/output", "");
        call(200, "GET /v1/executions/{id}/logs", path + "/logs", "", "Accept", JSON);
        call(200, "GET /v1/executions/{id}/logs", path + "/logs", "", "Accept", "text/plain");
        call(200, "POST /v1/executions/{id}/rerun", path + "/rerun", "", "Prefer", "wait=30");
        String start = "{\"project_id\":\"described-run\",\"params\":{\"who\":\"Ada\"}}";
        call(202, "POST /v1/executions", "/v1/executions", start, "Content-Type", JSON);
        call(200, "GET /v1/workflows/{id}/stats", "/v1/workflows/described-run/stats", "");
    }

    @Test
    void an_execution_that_waits_is_cancelled_and_resumed_as_described() {
        http.post("/v1/workflows/upsert", "{\"project_id\":\"described-waiting\"}");
        String id =
                run(202, "described-waiting", "").json().path("execution_id").textValue();
        call(202, "POST /v1/executions/{id}/cancel", "/v1/executions/" + id + "/cancel", "");
        http.awaitEnd(id);
        call(200, "GET /v1/executions/{id}", "/v1/executions/" + id, "");
        call(409, "DELETE /v1/executions/{id}", "/v1/executions/" + id, "");
        call(202, "POST /v1/executions/{id}/resume", "/v1/executions/" + id + "/resume", "");
        call(409, "POST /v1/executions/{id}/resume", "/v1/executions/" + id + "/resume", "");
        call(202, "POST /v1/executions/{id}/cancel", "/v1/executions/" + id + "/cancel", "");

        http.put("described-failing", failing("described-failing"));
        String failed =
                http.runToEnd("described-failing", "{}").path("execution_id").textValue();
        String path = "/v1/executions/" + failed;
        call(200, "GET /v1/executions/{id}", path, "");
        call(422, "POST /v1/executions/{id}/resume", path + "/resume", "{\"from_step\":\"no\"}", "Content-Type", JSON);
        call(202, "POST /v1/executions/{id}/resume", path + "/resume", "");
        http.awaitEnd(failed);
    }

    @Test
    void problems_with_executions_are_as_described() {
        http.put("described-strict", workflow("described-strict"));

        run(422, "described-strict", "{\"inputs\":{\"who\":\"7\"}}");
        run(422, "described-strict", "{\"input\":{}}");
        run(422, "described-strict", "{}", "Idempotency-Key", "not visible");
        run(400, "described-strict", "inputs");
        run(404, "nowhere", "{}");
        run(404, "described-strict", "{\"revision\":9}");
        call(415, "POST /v1/workflows/{id}/run", "/v1/workflows/described-strict/run", "a=b");
        call(422, "POST /v1/executions", "/v1/executions", "{}", "Content-Type", JSON);
        call(415, "POST /v1/executions", "/v1/executions", "{}", "Content-Type", "text/csv");
        call(404, "GET /v1/executions/{id}", "/v1/executions/nowhere", "");
        call(404, "GET /v1/executions/{id}/logs", "/v1/executions/nowhere/logs", "");
        call(404, "POST /v1/executions/{id}/rerun", "/v1/executions/nowhere/rerun", "");
        call(422, "GET /v1/executions", "/v1/executions?since=yesterday", "");
        call(406, "GET /v1/executions", "/v1/executions", "", "Accept", "text/csv");
    }

    @Test
    void answers_about_callers_and_their_keys_are_as_described() {
        call(200, "GET /v1/me", "/v1/me", "");
        call(201, "POST /v1/tickets", "/v1/tickets", "");
        String wish = "{\"name\":\"described\",\"scopes\":[\"keys:read\"],\"expires_in\":3600,\"user_id\":\"ada\"}";
        Reply made = call(201, "POST /v1/api-keys", "/v1/api-keys", wish, "Content-Type", JSON);
        String path = "/v1/api-keys/" + made.json().path("id").textValue();
        assertThat(made.header("Location")).endsWith(path);
        call(200, "GET /v1/api-keys", "/v1/api-keys?page=1", "");
        call(200, "GET /v1/api-keys/{id}", path, "");
        String grace = "{\"grace\":\"1h\"}";
        String rotate = "POST /v1/api-keys/{id}/rotate";
        Reply rotated = call(200, rotate, path + "/rotate", grace, "Content-Type", JSON);
        call(200, "GET /v1/api-keys/{id}", path, "");
        Http reader = http.as(rotated.json().path("key").textValue());
        call(reader, 403, "DELETE /v1/api-keys/{id}", path, "");
        call(204, "DELETE /v1/api-keys/{id}", path, "");
        call(200, "GET /v1/admin/audit", "/v1/admin/audit?user=admin", "");
        call(200, "POST /v1/admin/cache/flush", "/v1/admin/cache/flush", "");
        call(200, "GET /v1/admin/nodes", "/v1/admin/nodes", "");
        call(404, "POST /v1/admin/nodes/{id}/drain", "/v1/admin/nodes/nobody/drain", "");
    }

    @Test
    void problems_with_callers_and_their_keys_are_as_described() {
        Http anybody = TestServer.shared().anonymous();
        call(anybody, 401, "GET /v1/me", "/v1/me", "");
        call(anybody, 401, "GET /v1/me", "/v1/me", "", "X-API-Key", "mr_typo");
        call(400, "GET /v1/me", "/v1/me", "", "X-API-Key", "mr_typo");
        call(anybody, 401, "POST /v1/api-keys", "/v1/api-keys", "{}", "Content-Type", JSON);
        call(422, "POST /v1/api-keys", "/v1/api-keys", "{}", "Content-Type", JSON);
        call(400, "POST /v1/api-keys", "/v1/api-keys", "{", "Content-Type", JSON);
        call(415, "POST /v1/api-keys", "/v1/api-keys", "{}", "Content-Type", "text/csv");
        call(404, "GET /v1/api-keys/{id}", "/v1/api-keys/nobody", "");
        call(404, "DELETE /v1/api-keys/{id}", "/v1/api-keys/nobody", "");
        call(404, "POST /v1/api-keys/{id}/rotate", "/v1/api-keys/nobody/rotate", "");
        call(422, "GET /v1/admin/audit", "/v1/admin/audit?since=yesterday", "");
    }

    @Test
    void answers_about_secrets_are_as_described() {
        Http admin = TestServer.shared().http();
        String path = "/v1/admin/secrets/DESCRIBED";
        String operation = "PUT /v1/admin/secrets/{name}";
        String body = "{\"value\":\"described value\",\"workflows\":[]}";
        call(admin, 201, operation, path, body, "Content-Type", JSON);
        call(admin, 200, operation, path, body, "Content-Type", JSON);
        call(admin, 200, "GET /v1/admin/secrets", "/v1/admin/secrets?limit=1", "");
        call(admin, 200, "GET /v1/admin/secrets/{name}", path, "");
        call(admin, 422, operation, path, "{\"value\":\"abc\"}", "Content-Type", JSON);
        call(admin, 400, operation, path, "{", "Content-Type", JSON);
        call(admin, 415, operation, path, "{}", "Content-Type", "text/csv");
        call(admin, 422, "GET /v1/admin/secrets", "/v1/admin/secrets?limit=0", "");
        call(admin, 204, "DELETE /v1/admin/secrets/{name}", path, "");
        call(admin, 404, "DELETE /v1/admin/secrets/{name}", path, "");
        call(admin, 404, "GET /v1/admin/secrets/{name}", path, "");
    }

    @Test
    void answers_about_products_are_as_described() {
        String body = "{\"name\":\"Lamp\",\"price\":99.99,\"sku\":\"described-lamp\",\"stock\":3}";
        Reply made = call(201, "POST /v1/products", "/v1/products", body, "Content-Type", JSON);
        String path = "/v1/products/" + made.json().path("id");
        String one = "/v1/products/{id}";
        String patch = "application/merge-patch+json";
        call(409, "POST /v1/products", "/v1/products", body, "Content-Type", JSON);
        call(422, "POST /v1/products", "/v1/products", "{\"price\":0}", "Content-Type", JSON);
        call(400, "POST /v1/products", "/v1/products", "{", "Content-Type", JSON);
        call(415, "POST /v1/products", "/v1/products", "{}", "Content-Type", "text/csv");
        call(200, "GET /v1/products", "/v1/products?q=lamp&limit=2", "");
        call(422, "GET /v1/products", "/v1/products?min_price=x", "");
        call(200, "GET " + one, path, "");
        call(304, "GET " + one, path, "", "If-None-Match", made.header("ETag"));
        call(404, "GET " + one, "/v1/products/0", "");
        call(200, "PUT " + one, path, body, "Content-Type", JSON);
        call(422, "PUT " + one, path, "{}", "Content-Type", JSON);
        call(200, "PATCH " + one, path, "{\"description\":null}", "Content-Type", patch);
        call(415, "PATCH " + one, path, "{}", "Content-Type", "text/plain");
        call(412, "PATCH " + one, path, "{}", "Content-Type", patch, "If-Match", "\"77\"");
        call(412, "DELETE " + one, path, "", "If-Match", "\"77\"");
        call(204, "DELETE " + one, path, "");
        call(404, "DELETE " + one, path, "");
    }

    @Test
    void answers_about_orders_are_as_described() {
        String product = http.post("/v1/products", "{\"name\":\"Lamp\",\"price\":99.99,\"stock\":5}")
                .json()
                .path("id")
                .asText();
        String two = "{\"items\":[{\"product_id\":%s,\"quantity\":2}],\"customer\":\"ada\"}".formatted(product);
        String many = "{\"product_id\":%s,\"quantity\":6}".formatted(product);
        Reply made = call(201, "POST /v1/orders", "/v1/orders", two, "Content-Type", JSON);
        String path = "/v1/orders/" + made.json().path("id");
        String one = "/v1/orders/{id}";
        String patch = "application/merge-patch+json";
        call(409, "POST /v1/orders", "/v1/orders", many, "Content-Type", JSON);
        call(422, "POST /v1/orders", "/v1/orders", "{}", "Content-Type", JSON);
        call(200, "GET /v1/orders", "/v1/orders?customer=ada&limit=2", "");
        call(422, "GET /v1/orders", "/v1/orders?status=x", "");
        call(200, "GET " + one, path, "");
        call(304, "GET " + one, path, "", "If-None-Match", made.header("ETag"));
        call(404, "GET " + one, "/v1/orders/0", "");
        call(409, "PUT " + one, path, many, "Content-Type", JSON);
        call(200, "PUT " + one, path, two, "Content-Type", JSON);
        call(200, "PATCH " + one, path, "{\"customer\":null}", "Content-Type", patch);
        call(415, "PATCH " + one, path, "{}", "Content-Type", "text/plain");
        call(409, "DELETE /v1/products/{id}", "/v1/products/" + product, "");
        call(409, "POST /v1/orders/{id}/ship", path + "/ship", "");
        call(200, "POST /v1/orders/{id}/pay", path + "/pay", "");
        call(409, "DELETE " + one, path, "");
        call(200, "POST /v1/orders/{id}/ship", path + "/ship", "");
        call(409, "POST /v1/orders/{id}/cancel", path + "/cancel", "{}", "Content-Type", JSON);
        call(422, "POST /v1/orders/{id}/complete", path + "/complete", "{\"a\":1}", "Content-Type", JSON);
        call(200, "POST /v1/orders/{id}/complete", path + "/complete", "");
        call(204, "DELETE " + one, path, "");
        call(404, "POST /v1/orders/{id}/cancel", path + "/cancel", "");
    }

    @Test
    void events_of_the_catalog_are_as_described() throws IOException {
        long from = http.post("/v1/products", "{\"name\":\"Lamp\",\"price\":1}")
                .json()
                .path("id")
                .asLong();
        long other = http.post("/v1/products", "{\"name\":\"Shade\",\"price\":1}")
                .json()
                .path("id")
                .asLong();
        String line = "{\"product_id\":%d,\"quantity\":1}";
        String order =
                http.post("/v1/orders", line.formatted(other)).json().path("id").asText();
        http.send("PUT", "/v1/orders/" + order, line.formatted(from), "Content-Type", JSON);
        List<Event> events;
        try (BufferedReader stream = http.stream("/v1/catalog/events?after=0")) {
            events = Events.until(
                    stream,
                    event -> event.type().equals("order.updated")
                            && event.data()
                                            .at("/data/removed_items/0/product_id")
                                            .asLong()
                                    == other);
        }
        for (Event event : events) {
            assertThat(api.differencesFrom("CatalogEvent", event.data()))
                    .as(event.type())
                    .isEmpty();
        }
    }

    @Test
    void answers_about_robots_are_as_described() throws IOException {
        http.post("/v1/workflows/upsert", "{\"project_id\":\"described-desk\"}");
        try (WebSocketClient robot = WebSocketClient.open(TestServer.shared())) {
            robot.send("{'type':'hello','robot':'described','workflows':['described-desk'],'labels':{'os':'linux'}}");
            String id = robot.next("welcome").path("robot_id").asText();
            String execution = http.run("described-desk", "{}");
            JsonNode run = robot.next("run");
            String about = "'execution_id':'%s','attempt':%d"
                    .formatted(execution, run.path("attempt").asInt());
            robot.send("{'type':'progress',%s,'percent':12.5}".formatted(about));
            robot.send("{'type':'result',%s,'status':'completed'}".formatted(about));
            robot.next("ack");
            call(200, "GET /v1/robots", "/v1/robots?limit=1", "");
            call(422, "GET /v1/robots", "/v1/robots?limit=x", "");
            call(200, "GET /v1/robots/{id}", "/v1/robots/" + id, "");
            call(404, "GET /v1/robots/{id}", "/v1/robots/nobody", "");
            call(200, "GET /v1/executions/{id}", "/v1/executions/" + execution, "");
            for (Event event : Events.all(http.stream("/v1/executions/" + execution + "/events"))) {
                assertThat(api.differencesFrom("Event", event.data()))
                        .as(event.type())
                        .isEmpty();
            }
        }
    }

    @Test
    void answers_about_sessions_are_as_described() {
        String start =
                "{\"driver_sources\":[\"htmlunit\"],\"appium_url\":\"http://127.0.0.1:4723\",\"recording\":true}";
        Reply started = call(200, "POST /v1/sessions/start", "/v1/sessions/start", start, "Content-Type", JSON);
        String path = "/v1/sessions/" + started.json().path("session_id").textValue();
        String action = "POST /v1/sessions/{id}/action";
        String sleep = "{\"mode\":\"keyword\",\"keyword\":\"Sleep\",\"params\":[[0, 0]]}";
        call(200, "GET /v1/keywords", "/v1/keywords", "");
        call(200, "GET /v1/sessions", "/v1/sessions", "");
        call(200, "GET /v1/sessions/{id}", path, "");
        call(409, "GET /v1/sessions/{id}/workflow", path + "/workflow", "");
        call(200, action, path + "/action", sleep, "Content-Type", JSON);
        call(200, "GET /v1/sessions/{id}/workflow", path + "/workflow", "");
        String modules =
                "{\"modules\":{\"nap\":[{\"keyword\":\"sleep\",\"params\":[0]}]},\"elements\":{\"a\":\"id=a\"}}";
        call(204, "POST /v1/sessions/{id}/modules", path + "/modules", modules, "Content-Type", JSON);
        call(422, "POST /v1/sessions/{id}/modules", path + "/modules", "{\"x\":1}", "Content-Type", JSON);
        call(200, "POST /v1/sessions/{id}/templates", path + "/templates", TEMPLATE, "Content-Type", JSON);
        call(400, "POST /v1/sessions/{id}/templates", path + "/templates", "{}", "Content-Type", JSON);
        call(204, "POST /v1/sessions/{id}/api", path + "/api", "{\"collections\":{}}", "Content-Type", JSON);
        call(400, "POST /v1/sessions/{id}/api", path + "/api", "{}", "Content-Type", JSON);
        call(200, "GET /v1/sessions/{id}/source", path + "/source", "");
        call(200, "GET /v1/sessions/{id}/elements", path + "/elements?filter_config=inputs", "");
        call(200, "GET /v1/sessions/{id}/driver-id", path + "/driver-id", "");
        call(200, "GET /v1/sessions/{id}/downloads", path + "/downloads", "");
        call(404, "GET /v1/sessions/{id}/downloads/{name}", path + "/downloads/x", "");
        call(400, "GET /v1/sessions/{id}/screenshot", path + "/screenshot", "");
        call(400, "GET /v1/sessions/{id}/elements", path + "/elements?filter_config=none", "");
        call(400, action, path + "/action", sleep.replace("0, 0", ""), "Content-Type", JSON);
        call(404, action, path + "/action", sleep.replace("Sleep", "snore"), "Content-Type", JSON);
        call(422, action, path + "/action", "{\"word\":1}", "Content-Type", JSON);
        call(400, action, path + "/action", "{", "Content-Type", JSON);
        call(504, action, path + "/action", sleep.replace("[[0, 0]]", "[9],\"timeout\":0.1"), "Content-Type", JSON);
        call(
                400,
                "POST /v1/sessions/start",
                "/v1/sessions/start",
                "{\"driver_sources\":[\"x\"]}",
                "Content-Type",
                JSON);
        call(415, "POST /v1/sessions/start", "/v1/sessions/start", "a=b", "Content-Type", "text/plain");
        String recording = path.replace("sessions", "recordings");
        call(409, "DELETE /v1/recordings/{id}", recording, "");
        call(200, "DELETE /v1/sessions/{id}/stop", path + "/stop", "");
        call(200, "GET /v1/recordings", "/v1/recordings?limit=1", "");
        call(422, "GET /v1/recordings", "/v1/recordings?limit=0", "");
        call(200, "GET /v1/recordings/{id}", recording, "");
        call(204, "DELETE /v1/recordings/{id}", recording, "");
        call(404, "GET /v1/recordings/{id}", recording, "");
        call(404, "GET /v1/sessions/{id}", path, "");
        call(404, "DELETE /v1/sessions/{id}/stop", path + "/stop", "");
    }

    @Test
    void events_are_as_described() throws IOException {
        http.put("described-events", failing("described-events"));
        String id = http.run("described-events", "{}");

        List<Event> events;
        try (BufferedReader stream = http.stream("/v1/executions/" + id + "/events")) {
            events = Events.all(stream);
        }

        assertThat(events)
                .extracting(Event::type)
                .contains(
                        "execution.queued",
                        "step.retrying",
                        "step.failed",
                        "step.completed",
                        "log",
                        "execution.failed");
        for (Event event : events) {
            assertThat(api.differencesFrom("Event", event.data()))
                    .as(event.type())
                    .isEmpty();
        }
    }

    private Reply run(int status, String workflow, String body, String... headers) {
        String[] all = new String[headers.length + 2];
        System.arraycopy(headers, 0, all, 0, headers.length);
        all[headers.length] = "Content-Type";
        all[headers.length + 1] = JSON;
        return call(status, "POST /v1/workflows/{id}/run", "/v1/workflows/" + workflow + "/run", body, all);
    }

    /** Sends a request, and holds the answer against the description of the operation. */
    private Reply call(int status, String operation, String path, String body, String... headers) {
        return call(http, status, operation, path, body, headers);
    }

    private Reply call(Http caller, int status, String operation, String path, String body, String... headers) {
        String method = operation.substring(0, operation.indexOf(' '));
        Reply reply = caller.send(method, path, body, headers);
        assertThat(reply.status()).as("%s %s: %s", method, path, reply.body()).isEqualTo(status);
        assertThat(api.differences(operation, reply))
                .as("%s %s: %s", method, path, reply.body())
                .isEmpty();
        return reply;
    }

    private static String workflow(String name) {
        return """
                name: %s
                description: Says hello.
                version: "1.0"
                tags: [described]
                inputs:
                  - {name: who, type: string, required: true, validation: {pattern: "^[A-Za-z]+$"}}
                  - {name: times, type: integer, default: 1, validation: {min: 1, max: 3}}
                states:
                  initial: hello
                  hello: {type: step, command: "echo hello, {{escape .inputs.who}}", on_success: done}
                  done: {type: terminal}
                outputs: {greeting: "{{.states.hello.Output}}"}
                """.formatted(name);
    }

    private static String failing(String name) {
        return """
                name: %s
                states:
                  initial: keep
                  keep: {type: operation, operation: set, inputs: {text: kept}, on_success: fail}
                  fail:
                    type: step
                    command: "echo oops >&2; exit 3"
                    retry: {max_attempts: 2}
                    on_success: done
                    on_failure: broken
                  broken: {type: terminal, status: failure, message: "fail gave {{.states.fail.ExitCode}}"}
                  done: {type: terminal}
                """.formatted(name);
    }
}
