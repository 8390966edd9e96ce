package dev.millrace.robot;

import dev.millrace.testing.Http;
import dev.millrace.testing.TestServer;
import java.util.concurrent.atomic.AtomicInteger;

/** A user of a server, so that tests do not do each other's runs. */
record Owner(String user, String key, Http http) {
    private static final AtomicInteger COUNT = new AtomicInteger();

    static Owner on(TestServer server) {
        String user = "owner-" + COUNT.incrementAndGet() + "-" + System.nanoTime();
        String wish = """
                {"name": "test", "user_id": "%s", "scopes": ["workflows:write", "executions:write", "robots:connect"]}
                """.formatted(user);
        String key = server.http().post("/v1/api-keys", wish).json().path("key").textValue();
        return new Owner(user, key, server.http().as(key));
    }

    /** Stores a remote workflow, the name of which nobody else has. */
    String remote() {
        String id = "remote-" + user;
        Http.Reply reply = http.post(
                "/v1/workflows/upsert",
                "{\"project_id\":\"%s\",\"name\":\"Desk\",\"parameters\":[{\"name\":\"n\"}]}".formatted(id));
        if (reply.status() != 200) {
            throw new AssertionError(reply.body());
        }
        return id;
    }

    String status(String execution) {
        return http.get("/v1/executions/" + execution).json().path("status").asText();
    }
}
