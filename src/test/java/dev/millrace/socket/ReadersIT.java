package dev.millrace.socket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.millrace.testing.Http;
import dev.millrace.testing.TestServer;
import dev.millrace.testing.WebSocketClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Readers who lose their connection, or do not keep up, miss nothing when they come back. */
class ReadersIT {
    private static final String STEADY = """
            name: socket-steady
            states:
              initial: talk
              talk: {type: step, command: "for i in $(seq 1 120); do echo line $i; sleep 0.02; done", on_success: done}
              done: {type: terminal}
            """;

    private static final String FLOOD = """
            name: socket-flood
            states:
              initial: talk
              talk: {type: step, command: "seq 1 1700000", on_success: done}
              done: {type: terminal}
            """;

    private final TestServer server = TestServer.shared();
    private final Http http = server.http();

    private static String subscribe(String execution, long after) {
        return "{'type':'subscribe','topics':['execution:%s'],'after':%d}".formatted(execution, after);
    }

    private static void assertWhole(List<Long> seqs) {
        assertThat(seqs)
                .isNotEmpty()
                .isEqualTo(LongStream.rangeClosed(1, seqs.size()).boxed().toList());
    }

    /** Reads at most so many frames; whether the topic has ended. */
    private static boolean read(WebSocketClient socket, int most, List<Long> seqs) {
        for (int i = 0; i < most; i++) {
            JsonNode frame = socket.next();
            if (frame.path("type").asText().equals("ended")) {
                return true;
            }
            if (frame.path("type").asText().equals("event")) {
                seqs.add(frame.path("seq").longValue());
            }
        }
        return false;
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void nothing_is_lost_or_doubled_over_broken_connections(long seed) {
        http.put("socket-steady", STEADY);
        Random random = new Random(seed);
        String execution = http.run("socket-steady", "{}");
        List<Long> seqs = new ArrayList<>();
        boolean ended = false;
        while (!ended) {
            WebSocketClient socket = WebSocketClient.open(server);
            socket.send(subscribe(execution, seqs.isEmpty() ? 0 : seqs.getLast()));
            ended = read(socket, 1 + random.nextInt(40), seqs);
            if (random.nextBoolean()) {
                socket.abort();
            } else {
                socket.close();
            }
        }

        assertWhole(seqs);
    }

    /** What the server and both kernels hold for a reader who does not read is less than this execution says. */
    @Test
    void who_does_not_keep_up_is_closed_and_goes_on_where_they_were() {
        http.put("socket-flood", FLOOD);
        String execution = http.run("socket-flood", "{}");
        http.awaitEnd(execution);
        List<Long> seqs;
        try (RawSocket deaf = RawSocket.narrow(server, "deaf-" + execution)) {
            deaf.text(subscribe(execution, 0).replace('\'', '"'));
            await("the server to give up").atMost(Duration.ofSeconds(40)).until(() -> server.log()
                    .contains("[deaf-" + execution + "] - INFO - WS /ws 4008 "));
            seqs = rest(deaf);
        }

        try (WebSocketClient socket = WebSocketClient.open(server)) {
            socket.send(subscribe(execution, seqs.getLast()));
            assertThat(read(socket, Integer.MAX_VALUE, seqs)).isTrue();
        }
        assertWhole(seqs);
    }

    /** The numbers of the events that are left, to the end of the connection. */
    private static List<Long> rest(RawSocket socket) {
        List<Long> seqs = new ArrayList<>();
        for (RawSocket.Frame frame = socket.next(); frame != null; frame = socket.next()) {
            JsonNode event = frame.opcode() == RawSocket.TEXT ? Http.parse(frame.text()) : MissingNode.getInstance();
            if (event.path("type").asText().equals("event")) {
                seqs.add(event.path("seq").longValue());
            }
        }
        return seqs;
    }
}
