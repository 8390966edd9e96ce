package dev.millrace.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.millrace.process.Orphans.Ended;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIf;

@Timeout(30)
@EnabledIf("isSupported")
final class OrphansTest {
    private static final Duration LONG = Duration.ofSeconds(20);

    private final Marker marker = new Marker("node", UUID.randomUUID().toString(), "execution 1", "step");
    private final Processes processes = new Processes(4, ProcessContract.TIMEOUTS);
    private final Output output = new Output();

    static boolean isSupported() {
        return Platform.HAS_PIDFDS;
    }

    @AfterEach
    void close() throws InterruptedException {
        processes.close();
        Orphans.end(found -> found.server().equals(marker.server()), Duration.ZERO);
    }

    @Test
    void aChildInASessionOfItsOwnIsFoundAndEnded() throws Exception {
        // The shell ends once its child has left the session.
        start("setsid tail -f /dev/null >/dev/null 2>&1 & "
                        + "while [ \"$(cut -d' ' -f6 /proc/$!/stat)\" = $$ ]; do :; done; echo $!")
                .await();
        assertThat(ProcessContract.runs(output.number())).isTrue();
        assertThat(Orphans.end(marker::equals, LONG)).containsExactly(new Ended(output.number(), marker));
        assertThat(ProcessContract.runs(output.number())).isFalse();
        assertThat(Orphans.end(marker::equals, LONG)).isEmpty();
    }

    @Test
    void whoIgnoresSigtermIsKilledAfterTheGrace() throws Exception {
        RunningProcess process = start("trap '' TERM; echo ready; while :; do read x </dev/zero; done");
        await().until(() -> output.stdout().equals("ready\n"));
        assertThat(Orphans.end(marker::equals, Duration.ofMillis(100)))
                .containsExactly(new Ended(process.pid(), marker));
        assertThat(process.await()).isEqualTo(new Exit.Signalled(9, false));
    }

    @Test
    void processesWithOtherMarkersAreLeftAlone() throws Exception {
        RunningProcess process = start("echo ready; exec tail -f /dev/null");
        await().until(() -> output.stdout().equals("ready\n"));
        assertThat(Orphans.end(
                        found -> found.server().equals(marker.server())
                                && !found.step().equals("step"),
                        LONG))
                .isEmpty();
        assertThat(ProcessContract.runs(process.pid())).isTrue();
    }

    @Test
    void markersNeedAllFourVariables() {
        assertThat(Marker.parse(environ(marker.toEnvironment()))).contains(marker);
        marker.toEnvironment().keySet().forEach(name -> {
            Map<String, String> incomplete = new HashMap<>(marker.toEnvironment());
            incomplete.remove(name);
            assertThat(Marker.parse(environ(incomplete))).isEmpty();
        });
        assertThat(Marker.parse(new byte[0])).isEmpty();
        assertThat(Marker.parse("no variable\0=x\0\0".getBytes(StandardCharsets.UTF_8)))
                .isEmpty();
    }

    private RunningProcess start(String script) throws Exception {
        Map<String, String> environment = new HashMap<>(ProcessContract.PATH);
        environment.putAll(marker.toEnvironment());
        return processes.start(new Command(List.of("/bin/sh", "-c", script), environment, null), output);
    }

    private static byte[] environ(Map<String, String> variables) {
        var text = new StringBuilder("PATH=/bin\0");
        variables.forEach(
                (name, value) -> text.append(name).append('=').append(value).append('\0'));
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }
}
