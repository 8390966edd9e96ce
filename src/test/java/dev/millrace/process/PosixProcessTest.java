package dev.millrace.process;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import dev.millrace.process.Exit.Exited;
import dev.millrace.process.Exit.Signalled;
import dev.millrace.process.SpawnException.Reason;
import java.io.File;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

/** The contract, and what only {@code posix_spawn} gives. */
@EnabledIf("isSupported")
final class PosixProcessTest extends ProcessContract {
    static boolean isSupported() {
        return Platform.HAS_POSIX_SPAWN;
    }

    @Override
    Launcher launcher(Timeouts timeouts) {
        return new PosixLauncher(timeouts);
    }

    @Test
    void itIsTheWayOfThisSystem() {
        assertThat(Launcher.forThisSystem(TIMEOUTS)).isInstanceOf(PosixLauncher.class);
    }

    @Test
    void theProcessLeadsItsSessionAndGroup() throws Exception {
        RunningProcess process = start("exec cut -d' ' -f1,5,6 /proc/self/stat");
        process.await();
        assertThat(output.stdout()).isEqualTo("%1$d %1$d %1$d\n".formatted(process.pid()));
    }

    @Test
    void withoutTimeToDrainTheEndOfTheOutputIsStillSeen() throws Exception {
        var hasty = new Timeouts(Duration.ZERO, Duration.ZERO, Duration.ZERO);
        try (var one = new Processes(1, hasty)) {
            for (int i = 0; i < 20; i++) {
                assertThat(one.start(Command.shell("echo hello", PATH, null), output)
                                .await())
                        .isEqualTo(new Exited(0, false));
            }
        }
        assertThat(output.stdout()).isEqualTo("hello\n".repeat(20));
    }

    @Test
    void exitCodesAbove128AreNoSignals() throws Exception {
        assertThat(run("exit 137")).isEqualTo(new Exited(137, false));
    }

    @Test
    void everyCharacterArrivesInUtf8() throws Exception {
        String text = IntStream.concat(IntStream.rangeClosed(1, 0x7ff), IntStream.of(0x20ac, 0x1f600))
                .mapToObj(Character::toString)
                .collect(Collectors.joining());
        execute("printf", "%s", text);
        assertThat(output.stdout()).isEqualTo(text);
    }

    @Test
    void signalsAreAtTheirDefaultsEvenThoseThatTheServerIgnores() throws Throwable {
        MethodHandle signal = Libc.plain("signal", ADDRESS, JAVA_INT, ADDRESS);
        int windowChanged = 28;
        MemorySegment ignore = MemorySegment.ofAddress(1);
        var before = (MemorySegment) signal.invokeExact(windowChanged, ignore);
        try {
            execute("cat", "/proc/self/status");
        } finally {
            var _ = (MemorySegment) signal.invokeExact(windowChanged, before);
        }
        assertThat(signalSet("SigBlk")).isZero();
        assertThat(signalSet("SigCgt")).isZero();
        // The C library keeps its own two signals, 32 and 33, ignored.
        assertThat(signalSet("SigIgn") & ~0x180000000L).isZero();
    }

    @Test
    void noDescriptorLeaksIn() throws Exception {
        try (var _ = new ServerSocket(0);
                var _ = Files.newInputStream(Path.of("/dev/zero"))) {
            run("i=0; while [ $i -lt 300 ]; do [ -L /proc/$$/fd/$i ] && echo $i; i=$((i+1)); done");
        }
        assertThat(output.stdout().lines()).containsExactly("0", "1", "2");
    }

    @Test
    void aScriptWithoutItsInterpreterIsExplained() throws Exception {
        Path script = Files.writeString(directory.resolve("script"), "#!/no/such/interpreter\n");
        assertThat(script.toFile().setExecutable(true)).isTrue();
        assertThatExceptionOfType(SpawnException.class)
                .isThrownBy(() -> execute(script.toString()))
                .withMessageContaining("the interpreter or loader that " + script)
                .extracting(SpawnException::reason)
                .isEqualTo(Reason.PROGRAM_NOT_FOUND);
    }

    @Test
    void aFileThatIsNoProgramIsExplained() throws Exception {
        Path file = Files.writeString(directory.resolve("file"), "just text\n");
        assertThat(file.toFile().setExecutable(true)).isTrue();
        assertThatExceptionOfType(SpawnException.class)
                .isThrownBy(() -> execute(file.toString()))
                .withMessageContaining("a script needs a first line such as #!/bin/sh")
                .extracting(SpawnException::reason)
                .isEqualTo(Reason.NOT_EXECUTABLE);
    }

    @Test
    void jobsInGroupsOfTheirOwnAreEndedWithTheSession() throws Exception {
        assertThat(run("set -m; tail -f /dev/null >/dev/null 2>&1 & echo $!")).isEqualTo(new Exited(0, true));
        assertThat(runs(output.number())).isFalse();
    }

    @Test
    void leftChildrenOfAProcessThatIsNoLongerYoungAreFound() throws Exception {
        assertThat(run("tail -f /dev/null >/dev/null 2>&1 & echo $!; sleep 1.1"))
                .isEqualTo(new Exited(0, true));
        assertThat(runs(output.number())).isFalse();
    }

    @Test
    void whoHoldsTheOutputOpenFromAnotherSessionIsNotWaitedFor() throws Exception {
        assertThat(
                        run(
                                "setsid tail -f /dev/null & while [ \"$(cut -d' ' -f6 /proc/$!/stat)\" = $$ ]; do :; done; echo $!"))
                .isEqualTo(new Exited(0, true));
        assertThat(runs(output.number())).isTrue();
        assertThat(ProcessHandle.of(output.number()).orElseThrow().destroyForcibly())
                .isTrue();
    }

    @Test
    void leftChildrenThatEndInTimeDoNotHaveTheirOutputCut() throws Exception {
        assertThat(run("(trap 'echo bye; exit' TERM; echo ready; while :; do sleep 0.01; done) & sleep 0.1"))
                .isEqualTo(new Exited(0, true));
        assertThat(output.stdout()).isEqualTo("ready\nbye\n");
    }

    @Test
    void twoThousandLeaveNothingBehind() throws Exception {
        run("true");
        int descriptors = descriptors();
        System.out.printf("%,.0f processes a second%n", SpawnRate.measure(8, false));
        assertThat(descriptors()).isLessThanOrEqualTo(descriptors + 5);
        assertThat(ProcessHandle.current().children().filter(child -> !runs(child.pid())))
                .isEmpty();
        processes.close();
        await().until(() -> Thread.getAllStackTraces().keySet().stream()
                .noneMatch(thread -> thread.getName().startsWith("process-")));
    }

    @Test
    void terminateAfterTheEndDoesNothing() throws Exception {
        RunningProcess process = start("exit 0");
        process.await();
        process.terminate(Duration.ZERO);
        process.kill();
        assertThat(process.await()).isEqualTo(new Exited(0, false));
    }

    @Test
    void signalsRacingWithTheEndDoNoHarm() throws Exception {
        for (int i = 0; i < 100; i++) {
            RunningProcess process = start("exit 0");
            process.terminate(Duration.ZERO);
            assertThat(process.await()).isIn(new Exited(0, false), new Signalled(15, false), new Signalled(9, false));
        }
    }

    private long signalSet(String name) {
        return output.stdout()
                .lines()
                .filter(line -> line.startsWith(name + ":"))
                .mapToLong(line ->
                        Long.parseUnsignedLong(line.substring(name.length() + 1).strip(), 16))
                .findFirst()
                .orElseThrow();
    }

    private static int descriptors() throws IOException {
        try (Stream<String> entries = Stream.of(Objects.requireNonNull(new File("/proc/self/fd").list()))) {
            return Math.toIntExact(entries.count());
        }
    }
}
