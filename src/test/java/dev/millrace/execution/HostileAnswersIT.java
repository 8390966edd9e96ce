package dev.millrace.execution;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.testing.Http;
import dev.millrace.testing.TestServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Servers that answer workflows with more than these can bear, or never come to an end. */
class HostileAnswersIT {
    private static final byte[] LINE = "x".repeat(1_000).concat("\r\n").getBytes(StandardCharsets.US_ASCII);

    @TempDir
    private static Path folder;

    private static TestServer server = unstarted();

    private final Http http = server.http();

    @SuppressWarnings("NullAway") // started before all tests
    private static TestServer unstarted() {
        return null;
    }

    @BeforeAll
    static void start() {
        server = TestServer.start(folder, Map.of("HTTP_STEPS_ALLOW_PRIVATE_ADDRESSES", "true"));
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    /** What a server sends when it has read a request. */
    @FunctionalInterface
    private interface Behaviour {
        void answer(OutputStream out) throws IOException, InterruptedException;
    }

    private JsonNode ask(Behaviour behaviour) {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Thread.ofVirtual().start(() -> serve(socket, behaviour));
            http.put("hostile-answer", """
                    name: hostile-answer
                    states:
                      initial: ask
                      ask: {type: operation, operation: http.request, timeout: 10s, inputs: {url: "http://127.0.0.1:%d/", timeout: 1}, on_success: done}
                      done: {type: terminal}
                    """.formatted(socket.getLocalPort()));
            return http.runToEnd("hostile-answer", "{}");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void serve(ServerSocket socket, Behaviour behaviour) {
        try (Socket connection = socket.accept()) {
            byte[] request = new byte[4_096];
            assertThat(connection.getInputStream().read(request)).isPositive();
            behaviour.answer(connection.getOutputStream());
        } catch (IOException | InterruptedException e) {
            // The client has hung up, which is what it should do.
        }
    }

    private static void send(OutputStream out, String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.US_ASCII));
        out.flush();
    }

    /** Sends the same again and again, at full speed or a piece at a time, until the client has had enough. */
    private static Behaviour forEver(String head, String piece, Duration pause) {
        return out -> {
            send(out, head);
            while (true) {
                send(out, piece);
                Thread.sleep(pause);
            }
        };
    }

    @ParameterizedTest
    @CsvSource({
        "headers, X-More: yes",
        "one header, xxxxxxxxxxxxxxxx",
        "interim answers, HTTP/1.1 100 Continue",
        "cookies, Set-Cookie: a=b",
    })
    void an_answer_that_never_begins_is_broken_off(String what, String piece) {
        String head = what.equals("interim answers") ? "" : "HTTP/1.1 200 OK\r\n";
        String end =
                switch (what) {
                    case "one header" -> "";
                    case "interim answers" -> "\r\n\r\n";
                    default -> "\r\n";
                };

        JsonNode execution = ask(forEver(head, piece + end, Duration.ZERO));

        assertThat(execution.at("/error/code").textValue()).as(what).isEqualTo("request-failed");
    }

    @Test
    void an_answer_that_never_ends_is_cut() {
        JsonNode execution = ask(forEver("HTTP/1.1 200 OK\r\n\r\n", "x".repeat(60_000), Duration.ZERO));

        assertThat(execution.at("/steps/0/response/body_truncated").booleanValue())
                .isTrue();
        assertThat(execution.at("/steps/0/response/body").textValue()).hasSize(1 << 20);
    }

    @Test
    void an_answer_that_trickles_is_given_up_at_the_timeout() {
        JsonNode execution = ask(forEver("HTTP/1.1 200 OK\r\n\r\n", "x", Duration.ofMillis(50)));

        assertThat(execution.at("/error/message").textValue()).contains("gave no whole answer within 1000 ms");
    }

    @Test
    void a_packed_answer_is_not_unpacked() throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
            for (int i = 0; i < 50_000; i++) {
                gzip.write(LINE);
            }
        }
        assertThat(packed.size()).isLessThan(1 << 20);

        JsonNode execution = ask(out -> {
            send(out, "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: " + packed.size() + "\r\n\r\n");
            out.write(packed.toByteArray());
        });

        assertThat(execution.path("status").textValue()).isEqualTo("completed");
        assertThat(execution.at("/steps/0/response/body").textValue().length()).isLessThanOrEqualTo(packed.size());
        assertThat(execution.at("/steps/0/response/body").textValue()).doesNotContain("xxxx");
    }

    @Test
    void an_answer_with_a_length_that_is_none_is_a_failure() {
        for (String length : new String[] {"-1", "99999999999999999999", "5, 6", "x"}) {
            JsonNode execution =
                    ask(out -> send(out, "HTTP/1.1 200 OK\r\nContent-Length: " + length + "\r\n\r\nhello"));

            assertThat(execution.at("/error/code").textValue()).as(length).isEqualTo("request-failed");
        }
        assertThat(http.get("/health/ready").status()).isEqualTo(200);
    }
}
