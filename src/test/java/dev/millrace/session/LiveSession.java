package dev.millrace.session;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.millrace.testing.Http;
import dev.millrace.testing.Http.Reply;
import dev.millrace.testing.TestServer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A session of a test. It is stopped at the end. */
final class LiveSession implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Http http;
    private final String id;

    private LiveSession(Http http, String id) {
        this.http = http;
        this.id = id;
    }

    /** A session that reads files of this project. */
    static LiveSession startIn(Http http, String driver, String project) {
        Reply reply = http.post(
                "/v1/sessions/start",
                "{\"driver_sources\":[\"%s\"],\"project_path\":\"%s\"}".formatted(driver, project));
        return of(http, reply);
    }

    /** A session of this request; fails when it does not start. */
    static LiveSession startWith(Http http, String request) {
        Reply reply = http.post("/v1/sessions/start", request);
        assertThat(reply.status()).as(reply.body()).isEqualTo(200);
        return new LiveSession(http, reply.json().path("session_id").textValue());
    }

    /** A session with this driver; fails when it does not start. */
    static LiveSession start(Http http, String driver) {
        Reply reply = http.post("/v1/sessions/start", "{\"driver_sources\":[\"%s\"]}".formatted(driver));
        return of(http, reply);
    }

    /** The session that an answer tells of; fails when it did not start. */
    static LiveSession of(Http http, Reply reply) {
        assertThat(reply.status()).as(reply.body()).isEqualTo(200);
        return new LiveSession(http, reply.json().path("session_id").textValue());
    }

    /** A session that reads files of this project, on a server of its own, which is ended when it does not start. */
    static LiveSession startOrClose(TestServer server, String driver, String project) {
        try {
            return startIn(server.http(), driver, project);
        } catch (RuntimeException | AssertionError e) {
            server.close();
            throw e;
        }
    }

    /** The same for a server of its own, which is ended when the session does not start. */
    static LiveSession startOrClose(TestServer server, String driver) {
        try {
            return start(server.http(), driver);
        } catch (RuntimeException | AssertionError e) {
            server.close();
            throw e;
        }
    }

    /** The same session, as another client reaches it. */
    LiveSession from(Http client) {
        return new LiveSession(client, id);
    }

    String id() {
        return id;
    }

    String path(String tail) {
        return "/v1/sessions/" + id + tail;
    }

    /** Calls a keyword, and tells the answer whatever it is; the parameters are a list or a map. */
    Reply call(String keyword, Object params) {
        return call(keyword, params, Map.of());
    }

    /** The same with further fields of the request. */
    Reply call(String keyword, Object params, Map<String, Object> more) {
        Map<String, Object> request = new LinkedHashMap<>(more);
        request.put("mode", "keyword");
        request.put("keyword", keyword);
        request.put("params", params);
        return http.post(path("/action"), json(request));
    }

    /** Calls a keyword that must work with parameters by their names, and tells the result. */
    JsonNode act(String keyword, Map<String, Object> params) {
        Reply reply = call(keyword, params);
        assertThat(reply.status()).as("%s: %s", keyword, reply.body()).isEqualTo(200);
        return reply.json().path("data").path("result");
    }

    /** Calls a keyword that must work, and tells the result. */
    JsonNode act(String keyword, Object... params) {
        return actWith(keyword, List.of(params));
    }

    /** The same with parameters as a list or a map. */
    JsonNode actWith(String keyword, Object params) {
        Reply reply = call(keyword, params);
        assertThat(reply.status()).as("%s: %s", keyword, reply.body()).isEqualTo(200);
        return reply.json().path("data").path("result");
    }

    /** What an element says. */
    String text(String locator) {
        return act("get_text", locator).textValue();
    }

    /** What an element holds, whether it is visible or not. */
    String content(String elementId) {
        return act("execute_script", "return document.getElementById('%s').textContent".formatted(elementId))
                .textValue();
    }

    /** The session as it is now. */
    JsonNode info() {
        return http.get(path("")).json();
    }

    Reply stop() {
        return http.send("DELETE", path("/stop"), "");
    }

    @Override
    public void close() {
        stop();
    }

    static String json(Object value) {
        try {
            return JSON.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
