package dev.millrace.socket;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.testing.TestServer;
import dev.millrace.testing.WebSocketClient;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is said over a socket whatever it is about. */
class SocketIT {
    private final TestServer server = TestServer.shared();

    @Test
    void a_ping_is_answered_with_its_id() {
        try (WebSocketClient socket = WebSocketClient.open(server)) {
            socket.send("{'type':'ping','id':'a'}")
                    .send("{'type':'ping','id':7}")
                    .send("{'type':'ping'}");

            assertThat(socket.next()).hasToString("{\"type\":\"pong\",\"id\":\"a\"}");
            assertThat(socket.next()).hasToString("{\"type\":\"pong\",\"id\":7}");
            assertThat(socket.next()).hasToString("{\"type\":\"pong\"}");
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            hello | 400 | unreadable-frame
            [1] | 400 | unreadable-frame
            null | 400 | unreadable-frame
            {"type":"ping" | 400 | unreadable-frame
            {"type":"ping","type":"ping"} | 400 | unreadable-frame
            {"type":"ping"} {} | 400 | unreadable-frame
            {} | 422 | unknown-frame-type
            {"type":7} | 422 | unknown-frame-type
            {"type":"pong"} | 422 | unknown-frame-type
            {"type":"ping","id":{}} | 422 | invalid-request
            """)
    void what_is_no_frame_is_told_and_the_socket_stays_open(String text, int status, String code) {
        try (WebSocketClient socket = WebSocketClient.open(server)) {
            socket.sendText(text);
            JsonNode error = socket.next();

            assertThat(error.path("type").asText()).isEqualTo("error");
            assertThat(error.at("/problem/status").intValue()).isEqualTo(status);
            assertThat(error.at("/problem/code").asText()).isEqualTo(code);
            assertThat(error.at("/problem/request_id").asText()).isNotEmpty();
            assertThat(error.at("/problem/detail").asText()).doesNotContain("body", "Exception");
            socket.send("{'type':'ping'}");
            assertThat(socket.next().path("type").asText()).isEqualTo("pong");
        }
    }
}
