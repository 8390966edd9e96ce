package dev.millrace.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.testing.Http;
import dev.millrace.testing.Http.Reply;
import dev.millrace.testing.TestCluster;
import dev.millrace.testing.WebSocketClient;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.Test;

/** Sessions that are at one server, used at another one. */
class ForwardedSessionIT {
    private final TestCluster cluster = TestCluster.shared();

    private static Stream<JsonNode> items(Reply reply) {
        assertThat(reply.status()).as(reply.body()).isEqualTo(200);
        return StreamSupport.stream(reply.json().path("items").spliterator(), false);
    }

    @Test
    void everything_that_is_asked_of_a_session_is_answered_by_any_server() throws IOException {
        Browsers.requireChromium();
        try (TestSite site = TestSite.start();
                LiveSession here = LiveSession.start(cluster.here(), "selenium")) {
            LiveSession there = here.from(cluster.there());
            there.act("launch_app", site.url("/form.html"));
            there.act("enter_text", "name=user", "Ada");

            assertThat(there.info()).isEqualTo(here.info());
            byte[] png = Base64.getDecoder()
                    .decode(cluster.there()
                            .get(there.path("/screenshot"))
                            .json()
                            .at("/data/result")
                            .textValue());
            assertThat(png).startsWith(0x89, 'P', 'N', 'G');
            assertThat(cluster.there()
                            .get(there.path("/elements?filter_config=interactive"))
                            .json()
                            .at("/data/result")
                            .size())
                    .isPositive();
            Reply workflow = cluster.there().get(there.path("/workflow"));
            assertThat(workflow.header("Content-Type")).startsWith("application/yaml");
            assertThat(workflow.body()).contains("enter_text");
            Reply wrong = there.call("no_such_keyword", List.of());
            assertThat(wrong.status())
                    .isEqualTo(here.call("no_such_keyword", List.of()).status());
            assertThat(wrong.json().path("code").textValue()).startsWith("E04");
            assertThat(there.stop().json().path("status").textValue()).isEqualTo("terminated");
            assertThat(cluster.here().get(here.path("")).status()).isEqualTo(404);
            assertThat(cluster.there().get(here.path("")).status()).isEqualTo(404);
        }
    }

    @Test
    void lists_have_the_sessions_of_all_servers() {
        try (LiveSession first = LiveSession.start(cluster.here(), "htmlunit");
                LiveSession second = LiveSession.start(cluster.there(), "htmlunit")) {
            for (Http http : List.of(cluster.here(), cluster.there())) {
                Reply list = http.get("/v1/sessions");
                assertThat(items(list).map(item -> item.path("session_id").textValue()))
                        .contains(first.id(), second.id());
                assertThat(list.json().has("missing_nodes")).isFalse();
            }
        }
    }

    @Test
    void what_belongs_to_others_is_not_there_at_any_server() {
        Http ada = cluster.first().user("forward-ada");
        Http eve = cluster.first().user("forward-eve");
        Http eveThere = eve.at(cluster.second());
        try (LiveSession session = LiveSession.start(ada, "htmlunit")) {
            assertThat(eve.get(session.path("")).status()).isEqualTo(404);
            assertThat(eveThere.get(session.path("")).status()).isEqualTo(404);
            assertThat(eveThere.send("DELETE", session.path("/stop"), "").status())
                    .isEqualTo(404);
            assertThat(eveThere.get("/v1/sessions").body()).doesNotContain(session.id());
            assertThat(session.info().path("state").textValue()).isEqualTo("ready");
        }
    }

    @Test
    void a_request_that_was_handed_on_is_in_the_audit_log_once() {
        try (LiveSession session = LiveSession.start(cluster.here(), "htmlunit")) {
            String path = session.path("/action");
            String next = session.path("/api");
            cluster.there().post(path, "{\"mode\":\"keyword\",\"keyword\":\"sleep\",\"params\":[0]}");
            cluster.there().post(next, "[]");
            cluster.here().post(next, "[]");

            // Each server writes down what it does in the order in which it does it.
            await("what came after it").until(() -> entries(next) >= 2);
            assertThat(entries(path)).isEqualTo(1);
            assertThat(entries(next)).isEqualTo(2);
        }
    }

    private long entries(String path) {
        return items(cluster.here().get("/v1/admin/audit?limit=200"))
                .filter(item -> item.path("target").asText().equals(path))
                .count();
    }

    @Test
    void streams_come_from_any_server_and_end_with_the_session() throws IOException {
        LiveSession here = LiveSession.start(cluster.here(), "htmlunit");
        try (here;
                BufferedReader stream = cluster.there().stream(here.path("/events?after=0"))) {
            here.from(cluster.there()).act("sleep", 0);
            List<String> events = Stream.generate(() -> data(stream)).limit(2).toList();
            assertThat(events.getFirst()).contains("\"RUNNING\"");
            assertThat(events.getLast()).contains("\"SUCCESS\"");

            here.stop();
            assertThat(stream.lines().filter(line -> line.startsWith("data:"))).isEmpty();
        }
    }

    private static String data(BufferedReader stream) {
        return stream.lines()
                .filter(line -> line.startsWith("data:"))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void a_socket_follows_a_session_of_another_server() {
        LiveSession here = LiveSession.start(cluster.here(), "htmlunit");
        try (here;
                WebSocketClient socket = WebSocketClient.open(
                        cluster.second(), cluster.first().key().orElseThrow())) {
            here.act("sleep", 0);
            String topic = "session:" + here.id();
            socket.send("{'type':'subscribe','topics':['%s'],'after':1}"
                    .formatted(topic)
                    .replace('\'', '"'));
            assertThat(socket.next("event").path("seq").intValue()).isEqualTo(2);
            here.act("sleep", 0);
            assertThat(socket.next("event").path("seq").intValue()).isEqualTo(3);
            here.stop();
            assertThat(socket.next("ended").path("topic").textValue()).isEqualTo(topic);

            socket.send("{'type':'subscribe','id':7,'topics':['%s']}"
                    .formatted(topic)
                    .replace('\'', '"'));
            assertThat(socket.next("error").at("/problem/status").intValue()).isEqualTo(404);
        }
    }

    @Test
    void who_hangs_up_at_one_server_breaks_off_the_keyword_at_the_other() throws Exception {
        try (LiveSession session = LiveSession.start(cluster.here(), "htmlunit");
                HttpClient client = HttpClient.newHttpClient()) {
            HttpRequest request = HttpRequest.newBuilder(
                            URI.create(cluster.there().base() + session.path("/action")))
                    .header("Authorization", "Bearer " + cluster.first().key().orElseThrow())
                    .header("Content-Type", "application/json")
                    .POST(HttpRequest.BodyPublishers.ofString(
                            "{\"mode\":\"keyword\",\"keyword\":\"sleep\",\"params\":[50]}"))
                    .build();
            CompletableFuture<HttpResponse<Void>> call = client.sendAsync(request, BodyHandlers.discarding());
            await("the keyword")
                    .until(() -> session.info().path("state").asText().equals("busy"));
            call.cancel(true);
            await("its end").until(() -> session.info().path("state").asText().equals("ready"));
        }
    }

    @Test
    void recordings_are_listed_fetched_and_deleted_at_any_server() throws Exception {
        LiveSession first = recorded(cluster.here());
        LiveSession second = recorded(cluster.there());
        first.act("sleep", 0);
        first.stop();
        second.stop();
        Http there = cluster.there();

        Reply page = there.get("/v1/recordings?limit=1");
        assertThat(items(page).map(item -> item.path("session_id").textValue())).containsExactly(second.id());
        assertThat(items(page).noneMatch(item -> item.has("number"))).isTrue();
        Reply next = there.get("/v1/recordings?limit=1&cursor="
                + page.json().path("next_cursor").textValue());
        assertThat(items(next).map(item -> item.path("session_id").textValue())).containsExactly(first.id());

        assertThat(there.get("/v1/recordings/" + first.id())
                        .json()
                        .path("timeline")
                        .size())
                .isPositive();
        assertThat(zipped(there, first.id())).isPositive();
        assertThat(there.send("DELETE", "/v1/recordings/" + first.id(), "").status())
                .isEqualTo(204);
        assertThat(cluster.here().get("/v1/recordings/" + first.id()).status()).isEqualTo(404);
        cluster.here().send("DELETE", "/v1/recordings/" + second.id(), "");
    }

    private static LiveSession recorded(Http http) {
        return LiveSession.startWith(http, "{\"driver_sources\":[\"htmlunit\"],\"recording\":true}");
    }

    private int zipped(Http http, String id) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(http.base() + "/v1/recordings/" + id + "/zip"))
                .header("Authorization", "Bearer " + cluster.first().key().orElseThrow())
                .build();
        int files = 0;
        try (HttpClient client = HttpClient.newHttpClient();
                InputStream body =
                        client.send(request, BodyHandlers.ofInputStream()).body();
                ZipInputStream archive = new ZipInputStream(body)) {
            while (archive.getNextEntry() != null) {
                files++;
            }
        }
        return files;
    }

    @Test
    void nobody_comes_in_with_a_pass_of_their_own_making() {
        try (LiveSession session = LiveSession.start(cluster.here(), "htmlunit")) {
            Reply reply = cluster.here().get(session.path(""), "X-Millrace-Pass", "e30.e30");
            assertThat(reply.status()).isEqualTo(401);
            assertThat(reply.json().path("code").textValue()).isEqualTo("wrong-credential");
        }
    }

    @Test
    void an_id_of_nobody_is_nowhere() {
        for (String id : List.of("0", "00000000-0000-8000-8000-000000000000", "..%2F..%2Fme")) {
            assertThat(cluster.there().get("/v1/sessions/" + id).status())
                    .as(id)
                    .isIn(400, 404);
        }
    }
}
