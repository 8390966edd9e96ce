package dev.millrace.socket;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.testing.Http;
import dev.millrace.testing.TestServer;
import dev.millrace.testing.WebSocketClient;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What no proper client sends: it ends in an answer or in the end of that one socket. */
class HostileSocketIT {
    private static final List<String> TYPES = List.of(
            "subscribe",
            "unsubscribe",
            "run",
            "cancel",
            "ping",
            "hello",
            "accepted",
            "log",
            "progress",
            "result",
            "pong",
            "event",
            "\\u0000",
            "",
            "SUBSCRIBE");

    private static final List<String> VALUES = List.of(
            "null",
            "true",
            "-1",
            "1e999",
            "9999999999999999999999",
            "\"\"",
            "\"x\"",
            "[]",
            "[null]",
            "{}",
            "\"execution:'; DROP TABLE executions\"",
            "[\"executions\",\"executions\"]",
            "[\"execution:../../etc\"]",
            "\"\\ud800\"",
            "[[[[[[[[[[]]]]]]]]]]",
            "{\"a\":{\"b\":{}}}");

    private static final List<String> FIELDS = List.of(
            "topics", "after", "id", "workflow", "inputs", "execution_id", "attempt", "capacity", "type", "text");

    private final TestServer server = TestServer.shared();
    private final String key = server.key().orElseThrow();

    private static RawSocket.Frame closing(RawSocket socket) {
        RawSocket.Frame frame = socket.next();
        while (frame != null && frame.opcode() != RawSocket.CLOSE) {
            frame = socket.next();
        }
        assertThat(frame).as("the closing frame").isNotNull();
        return frame == null ? new RawSocket.Frame(0, Buffer.buffer()) : frame;
    }

    @Test
    void a_message_that_is_too_long_or_no_text_ends_the_socket() {
        try (RawSocket socket = new RawSocket(server, key)) {
            socket.bytes(RawSocket.header(true, RawSocket.TEXT, (1 << 20) + 1));
            assertThat(closing(socket).code()).isEqualTo(1_009);
        }
        try (RawSocket socket = new RawSocket(server, key)) {
            for (int i = 0; i < 5; i++) {
                socket.frame(false, i == 0 ? RawSocket.TEXT : RawSocket.CONTINUATION, new byte[300_000]);
            }
            assertThat(closing(socket).code()).isEqualTo(1_009);
        }
        try (RawSocket socket = new RawSocket(server, key)) {
            socket.frame(true, RawSocket.BINARY, new byte[] {1, 2, 3});
            assertThat(closing(socket).code()).isEqualTo(1_003);
        }
        try (RawSocket socket = new RawSocket(server, key)) {
            socket.frame(true, RawSocket.TEXT, new byte[] {'"', (byte) 0xc3, '"'});
            assertThat(closing(socket).code()).isEqualTo(1_007);
        }
    }

    @Test
    void a_broken_protocol_ends_the_socket() {
        try (RawSocket socket = new RawSocket(server, key)) {
            // Not masked.
            socket.bytes(new byte[] {(byte) 0x81, 2, '{', '}'});
            assertThat(closing(socket).code()).isEqualTo(1_002);
        }
        try (RawSocket socket = new RawSocket(server, key)) {
            socket.frame(true, RawSocket.CONTINUATION, new byte[] {'x'});
            assertThat(closing(socket).code()).isEqualTo(1_002);
        }
        try (RawSocket socket = new RawSocket(server, key)) {
            socket.frame(true, 5, new byte[0]);
            assertThat(closing(socket).code()).isEqualTo(1_002);
        }
    }

    @Test
    void who_sends_nothing_that_can_be_read_is_closed() {
        try (RawSocket socket = new RawSocket(server, key)) {
            for (int i = 0; i < 100; i++) {
                socket.text("{\"type\":");
            }
            assertThat(closing(socket).code()).isEqualTo(4_400);
        }
    }

    @Test
    void a_text_in_parts_between_pings_is_one_frame() {
        try (RawSocket socket = new RawSocket(server, key)) {
            socket.frame(false, RawSocket.TEXT, "{\"type\":".getBytes(StandardCharsets.UTF_8));
            socket.frame(true, RawSocket.PING, new byte[] {7});
            socket.frame(true, RawSocket.CONTINUATION, "\"ping\"}".getBytes(StandardCharsets.UTF_8));

            RawSocket.Frame pong = socket.next();
            RawSocket.Frame answer = socket.next();
            assertThat(pong).isNotNull();
            assertThat(pong.payload().getBytes()).containsExactly(7);
            assertThat(answer).isNotNull();
            assertThat(answer.text()).isEqualTo("{\"type\":\"pong\"}");
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20})
    void random_frames_are_answered_or_end_the_socket_and_reach_nobody_else(long seed) {
        Random random = new Random(seed);
        String other = server.http()
                .post("/v1/api-keys", "{\"name\":\"x\",\"user_id\":\"bystander\",\"scopes\":[\"executions:read\"]}")
                .json()
                .path("key")
                .textValue();
        try (WebSocketClient bystander = WebSocketClient.open(server, other)) {
            bystander.send("{'type':'subscribe','topics':['executions']}").next("subscribed");
            try (RawSocket socket = new RawSocket(server, key)) {
                int frames = 1 + random.nextInt(18);
                for (int i = 0; i < frames; i++) {
                    hostile(socket, random);
                }
                socket.frame(true, RawSocket.CLOSE, new byte[] {3, (byte) 0xe8});
                for (RawSocket.Frame frame = socket.next(); frame != null; frame = socket.next()) {
                    assertThat(frame.text()).doesNotContain("Exception", "dev.millrace", "java.", "\tat ", "SQL");
                    if (frame.opcode() == RawSocket.CLOSE) {
                        break;
                    }
                }
            }
            bystander.send("{'type':'ping'}");
            assertThat(bystander.next().path("type").asText()).isEqualTo("pong");
        }
        Http http = server.http();
        assertThat(http.get("/health/live").status()).isEqualTo(200);
    }

    private static void hostile(RawSocket socket, Random random) {
        switch (random.nextInt(14)) {
            case 0 -> socket.frame(random.nextBoolean(), random.nextInt(16), bytes(random, 200));
            case 1 -> socket.frame(true, RawSocket.TEXT, bytes(random, 2_000));
            case 2 -> socket.text("[".repeat(1 + random.nextInt(100_000)));
            case 3 -> socket.text("{\"a\":".repeat(1 + random.nextInt(10_000)));
            case 4 -> socket.text("{\"type\":\"ping\",\"type\":\"run\"}");
            case 5 ->
                socket.text("{\"type\":\"subscribe\",\"topics\":[\"" + "x".repeat(random.nextInt(900_000)) + "\"]}");
            default -> socket.text(frame(random));
        }
    }

    private static byte[] bytes(Random random, int most) {
        byte[] bytes = new byte[random.nextInt(most)];
        random.nextBytes(bytes);
        return bytes;
    }

    private static String frame(Random random) {
        StringBuilder frame =
                new StringBuilder("{\"type\":\"").append(any(TYPES, random)).append('"');
        for (int i = random.nextInt(5); i > 0; i--) {
            frame.append(",\"").append(any(FIELDS, random)).append("\":").append(any(VALUES, random));
        }
        String whole = frame.append('}').toString();
        return random.nextInt(5) == 0 ? whole.substring(0, random.nextInt(whole.length())) : whole;
    }

    private static String any(List<String> values, Random random) {
        return values.get(random.nextInt(values.size()));
    }
}
