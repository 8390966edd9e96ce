package dev.millrace.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.millrace.process.Exit.Exited;
import dev.millrace.process.Exit.Signalled;
import dev.millrace.process.SpawnException.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What every way to start processes keeps. */
@Timeout(60)
abstract class ProcessContract {
    static final Timeouts TIMEOUTS =
            new Timeouts(Duration.ofMillis(100), Duration.ofMillis(300), Duration.ofMillis(500));
    static final Map<String, String> PATH = Map.of("PATH", "/usr/local/bin:/usr/bin:/bin");
    private static final Duration LONG = Duration.ofSeconds(50);

    final Output output = new Output();
    Processes processes;

    Path directory;

    abstract Launcher launcher(Timeouts timeouts);

    @BeforeEach
    void open(@TempDir Path temporary) {
        directory = temporary;
        processes = processes(4);
    }

    @AfterEach
    void close() {
        processes.close();
    }

    Processes processes(int maxProcesses) {
        return new Processes(maxProcesses, TIMEOUTS, launcher(TIMEOUTS));
    }

    RunningProcess start(String script) throws Exception {
        return processes.start(Command.shell(script, PATH, directory), output);
    }

    Exit run(String script) throws Exception {
        return start(script).await();
    }

    Exit execute(String... argv) throws Exception {
        return processes
                .start(new Command(List.of(argv), PATH, directory), output)
                .await();
    }

    /** Whether a process runs: one that ended and was not waited for does not. */
    static boolean runs(long pid) {
        try {
            String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
            return stat.charAt(stat.lastIndexOf(')') + 2) != 'Z';
        } catch (IOException e) {
            return false;
        }
    }

    @Test
    void exitCodesAreTold() throws Exception {
        assertThat(run("exit 0")).isEqualTo(new Exited(0, false));
        assertThat(run("exit 7")).isEqualTo(new Exited(7, false));
        assertThat(run("exit 255")).isEqualTo(new Exited(255, false));
    }

    @Test
    void deadlySignalsAreTold() throws Exception {
        assertThat(run("kill -KILL $$")).isEqualTo(new Signalled(9, false));
        assertThat(run("kill -USR1 $$")).isEqualTo(new Signalled(10, false));
    }

    @Test
    void theTwoChannelsAreApartAndEachInOrder() throws Exception {
        run("for i in 1 2 3; do echo out $i; echo err $i >&2; done; printf end");
        assertThat(output.stdout()).isEqualTo("out 1\nout 2\nout 3\nend");
        assertThat(output.stderr()).isEqualTo("err 1\nerr 2\nerr 3\n");
    }

    @Test
    void outputComesWhileTheProcessRuns() throws Exception {
        RunningProcess process = start("echo early; exec tail -f /dev/null");
        await().untilAsserted(() -> assertThat(output.stdout()).isEqualTo("early\n"));
        assertThat(process.await(Duration.ZERO)).isFalse();
        process.kill();
        assertThat(process.await()).isEqualTo(new Signalled(9, false));
        assertThat(process.await(Duration.ZERO)).isTrue();
    }

    @Test
    void aHundredMegabytesPassInLittleMemory() throws Exception {
        var bytes = new AtomicLong();
        long most = 100L * 1024 * 1024;
        Runtime runtime = Runtime.getRuntime();
        runtime.gc();
        long before = runtime.totalMemory() - runtime.freeMemory();
        var command = Command.shell("head -c " + most + " /dev/zero", PATH, directory);
        Exit exit = processes
                .start(command, (_, chunk) -> bytes.addAndGet(chunk.remaining()))
                .await();
        runtime.gc();
        assertThat(exit).isEqualTo(new Exited(0, false));
        assertThat(bytes).hasValue(most);
        assertThat(runtime.totalMemory() - runtime.freeMemory() - before).isLessThan(20L * 1024 * 1024);
    }

    @Test
    void whatIsInThePipeAtTheEndIsNotLostOnASlowListener() throws Exception {
        var release = new CountDownLatch(1);
        var bytes = new AtomicLong();
        // It has long ended, with its pipe full, when the listener lets the first chunk go.
        RunningProcess process = processes.start(
                Command.shell("head -c 1000 /dev/zero; head -c 60000 /dev/zero; echo x >ended", PATH, directory),
                (_, chunk) -> {
                    bytes.addAndGet(chunk.remaining());
                    awaitUninterruptibly(release);
                });
        await().until(() -> Files.exists(directory.resolve("ended")));
        assertThat(process.await(TIMEOUTS.drain().multipliedBy(2))).isFalse();
        release.countDown();
        assertThat(process.await()).isEqualTo(new Exited(0, false));
        assertThat(bytes).hasValue(61_000);
    }

    @Test
    void aSlowListenerHoldsTheProcessBack() throws Exception {
        var release = new CountDownLatch(1);
        RunningProcess process = processes.start(
                Command.shell("head -c 10000000 /dev/zero; exit 3", PATH, directory),
                (_, _) -> awaitUninterruptibly(release));
        assertThat(process.await(Duration.ofMillis(200))).isFalse();
        release.countDown();
        assertThat(process.await()).isEqualTo(new Exited(3, false));
    }

    @Test
    void standardInputIsEmpty() throws Exception {
        assertThat(run("cat; echo $?")).isEqualTo(new Exited(0, false));
        assertThat(output.stdout()).isEqualTo("0\n");
    }

    @Test
    void theEnvironmentIsExactlyTheGivenOne() throws Exception {
        var command = new Command(List.of("/usr/bin/env"), Map.of("A", "1", "B", "two words = x\n", "C", ""), null);
        processes.start(command, output).await();
        assertThat(output.stdout().split("(?m)^(?=[A-Z_]+=)"))
                .containsExactlyInAnyOrder("A=1\n", "B=two words = x\n\n", "C=\n");
    }

    @Test
    void itRunsInTheDirectory() throws Exception {
        Files.writeString(directory.resolve("here"), "found");
        run("pwd; cat here");
        assertThat(output.stdout()).isEqualTo(directory.toRealPath() + "\nfound");
    }

    @Test
    void argumentsArriveAsTheyAre() throws Exception {
        String ascii =
                IntStream.rangeClosed(1, 127).mapToObj(Character::toString).collect(Collectors.joining());
        execute("printf", "%s|", ascii, "", "a b", "$HOME", "*", "'\"\\");
        assertThat(output.stdout()).isEqualTo(ascii + "||a b|$HOME|*|'\"\\|");
    }

    @Test
    void theProgramIsLookedForInItsOwnPath() throws Exception {
        Path program = Files.writeString(directory.resolve("own-program"), "#!/bin/sh\necho mine\n");
        assertThat(program.toFile().setExecutable(true)).isTrue();
        var command = new Command(List.of("own-program"), Map.of("PATH", "/nowhere:" + directory), null);
        processes.start(command, output).await();
        assertThat(output.stdout()).isEqualTo("mine\n");
    }

    @Test
    void aRelativeProgramIsOneOfTheDirectory() throws Exception {
        Path program = Files.writeString(directory.resolve("own-program"), "#!/bin/sh\necho mine\n");
        assertThat(program.toFile().setExecutable(true)).isTrue();
        execute("./own-program");
        assertThat(output.stdout()).isEqualTo("mine\n");
    }

    @Test
    void aMissingProgramIsNamed() {
        assertRefused(Reason.PROGRAM_NOT_FOUND, "no program no-such-program in PATH (/usr/", "no-such-program");
        assertRefused(Reason.PROGRAM_NOT_FOUND, "no program /no/such/program", "/no/such/program");
    }

    @Test
    void aMissingDirectoryIsNamed() {
        directory = directory.resolve("missing");
        assertRefused(Reason.DIRECTORY_NOT_FOUND, "missing does not exist", "/bin/sh", "-c", "true");
    }

    @Test
    void aFileThatMayNotBeExecutedIsNamed() throws Exception {
        Path file = Files.writeString(directory.resolve("data"), "text");
        assertRefused(Reason.NOT_PERMITTED, "permission denied for " + file, file.toString());
    }

    @Test
    void argumentsThatAreTooLargeAreRefusedWithTheirSize() {
        assertRefused(
                Reason.TOO_LARGE,
                "the largest of them has 200,001 bytes; Linux takes 131,071 bytes each",
                "/bin/echo",
                "x".repeat(200_000));
    }

    @Test
    void aFailedStartFreesItsPlace() throws Exception {
        try (var one = processes(1)) {
            for (int i = 0; i < 3; i++) {
                assertThatThrownBy(() -> one.start(new Command(List.of("/no/such"), PATH, null), output))
                        .isInstanceOf(SpawnException.class);
            }
            assertThat(one.start(Command.shell("exit 4", PATH, null), output).await())
                    .isEqualTo(new Exited(4, false));
        }
    }

    @Test
    void terminateLetsTheProcessEndInItsOwnWay() throws Exception {
        RunningProcess process = start("trap 'echo bye; exit 5' TERM; echo ready; while :; do sleep 0.01; done");
        await().until(() -> output.stdout().equals("ready\n"));
        process.terminate(LONG);
        process.terminate(LONG);
        assertThat(process.await())
                .isInstanceOf(Exited.class)
                .extracting("code")
                .isEqualTo(5);
        assertThat(output.stdout()).isEqualTo("ready\nbye\n");
    }

    @Test
    void whoIgnoresSigtermIsKilledAfterTheGrace() throws Exception {
        RunningProcess process = start("trap '' TERM; echo ready; while :; do sleep 0.01; done");
        await().until(() -> output.stdout().equals("ready\n"));
        process.terminate(Duration.ofMillis(100));
        assertThat(process.await())
                .isInstanceOf(Signalled.class)
                .extracting("signal")
                .isEqualTo(9);
    }

    @Test
    void aShorterGraceCounts() throws Exception {
        RunningProcess process = start("trap '' TERM; echo ready; while :; do sleep 0.01; done");
        await().until(() -> output.stdout().equals("ready\n"));
        process.terminate(LONG);
        process.terminate(Duration.ofMillis(10));
        assertThat(process.await())
                .isInstanceOf(Signalled.class)
                .extracting("signal")
                .isEqualTo(9);
    }

    @Test
    void terminateReachesGrandchildren() throws Exception {
        RunningProcess process = start("sh -c 'sh -c \"echo \\$\\$; exec tail -f /dev/null\"; :' ; :");
        await().untilAsserted(() -> assertThat(runs(output.number())).isTrue());
        process.terminate(LONG);
        process.await();
        assertThat(runs(output.number())).isFalse();
    }

    @Test
    void grandchildrenThatIgnoreSigtermAreKilledAfterTheGrace() throws Exception {
        RunningProcess process = start("sh -c 'trap \"\" TERM; echo $$; while :; do sleep 0.01; done' & wait");
        await().untilAsserted(() -> assertThat(runs(output.number())).isTrue());
        // Longer than the drain time, after which it is seen that something is left.
        process.terminate(Duration.ofSeconds(1));
        assertThat(process.await()).isEqualTo(new Signalled(15, true));
        assertThat(runs(output.number())).isFalse();
    }

    @Test
    void aBackgroundChildThatHoldsTheOutputOpenIsEnded() throws Exception {
        assertThat(run("tail -f /dev/null & echo $!; exit 6")).isEqualTo(new Exited(6, true));
        assertThat(runs(output.number())).isFalse();
    }

    @Test
    void aBackgroundChildWithOutputOfItsOwnIsEnded() throws Exception {
        assertThat(run("tail -f /dev/null >/dev/null 2>&1 & echo $!")).isEqualTo(new Exited(0, true));
        assertThat(runs(output.number())).isFalse();
    }

    @Test
    void aBackgroundChildThatIgnoresSigtermIsKilled() throws Exception {
        assertThat(run("trap '' TERM; tail -f /dev/null >/dev/null 2>&1 & echo $!"))
                .isEqualTo(new Exited(0, true));
        assertThat(runs(output.number())).isFalse();
    }

    @Test
    void aListenerThatFailsEndsTheProcessAndIsHeardOf() throws Exception {
        var failure = new IllegalStateException("full");
        RunningProcess process =
                processes.start(Command.shell("echo $$; exec tail -f /dev/null", PATH, null), (channel, chunk) -> {
                    output.onOutput(channel, chunk);
                    throw failure;
                });
        assertThatThrownBy(process::await).isSameAs(failure);
        assertThat(runs(process.pid())).isFalse();
        assertThat(run("exit 0")).isEqualTo(new Exited(0, false));
    }

    @Test
    void anInterruptedWaitLeavesTheProcessAlone() throws Exception {
        RunningProcess process = start("exec tail -f /dev/null");
        Thread.currentThread().interrupt();
        assertThatExceptionOfType(InterruptedException.class).isThrownBy(process::await);
        assertThat(runs(process.pid())).isTrue();
    }

    @Test
    void aPlaceIsWaitedForAndFreedAgain() throws Exception {
        try (var one = processes(1)) {
            RunningProcess first = one.start(Command.shell("exec tail -f /dev/null", PATH, null), output);
            assertThat(one.running()).isEqualTo(1);
            var second = new CompletableFuture<RunningProcess>();
            Thread waiting = Thread.ofVirtual().start(() -> {
                try {
                    second.complete(one.start(Command.shell("exit 2", PATH, null), output));
                } catch (Exception e) {
                    second.completeExceptionally(e);
                }
            });
            await().until(() -> waiting.getState() == Thread.State.WAITING);
            assertThat(second).isNotDone();
            first.kill();
            assertThat(second.get().await()).isEqualTo(new Exited(2, false));
            await().until(() -> one.running() == 0);
        }
    }

    @Test
    void waitingForAPlaceCanBeInterrupted() throws Exception {
        try (var one = processes(1)) {
            one.start(Command.shell("exec tail -f /dev/null", PATH, null), output);
            Thread.currentThread().interrupt();
            assertThatExceptionOfType(InterruptedException.class)
                    .isThrownBy(() -> one.start(Command.shell("exit 2", PATH, null), output));
        }
    }

    @Test
    void closeEndsEverything() throws Exception {
        RunningProcess gentle = start("exec tail -f /dev/null");
        RunningProcess stubborn = start("trap '' TERM; echo ready; while :; do sleep 0.01; done");
        await().until(() -> output.stdout().equals("ready\n"));
        processes.close();
        assertThat(gentle.await()).isEqualTo(new Signalled(15, false));
        assertThat(stubborn.await())
                .isInstanceOf(Signalled.class)
                .extracting("signal")
                .isEqualTo(9);
        assertThatThrownBy(() -> start("true")).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void closeInterruptsAListenerThatBlocks() throws Exception {
        var never = new CountDownLatch(1);
        var blocked = new CountDownLatch(1);
        RunningProcess process = processes.start(Command.shell("echo x", PATH, null), (_, _) -> {
            blocked.countDown();
            try {
                never.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException("interrupted", e);
            }
        });
        blocked.await();
        processes.close();
        assertThatThrownBy(process::await).hasMessage("interrupted");
    }

    @Test
    void manyAtATimeLeaveVirtualThreadsFree() throws Exception {
        int count = 200;
        Path go = directory.resolve("go");
        List<Future<Exit>> exits = new ArrayList<>();
        try (var many = processes(count);
                var callers = Executors.newVirtualThreadPerTaskExecutor()) {
            var command = Command.shell("while ! [ -e go ]; do sleep 0.2; done; exit 9", PATH, directory);
            for (int i = 0; i < count; i++) {
                exits.add(callers.submit(() -> many.start(command, output).await()));
            }
            await().atMost(Duration.ofSeconds(30)).until(() -> many.running() == count);
            assertThat(callers.submit(() -> "free").get()).isEqualTo("free");
            Files.createFile(go);
            for (Future<Exit> exit : exits) {
                // Whether they left children is not asked: without pidfds one that is just ending may pass for one.
                assertThat(exit.get()).isInstanceOfSatisfying(Exited.class, exited -> assertThat(exited.code())
                        .isEqualTo(9));
            }
        }
    }

    private void assertRefused(Reason reason, String message, String... argv) {
        assertThatExceptionOfType(SpawnException.class)
                .isThrownBy(() -> execute(argv))
                .withMessageContaining(message)
                .extracting(SpawnException::reason)
                .isEqualTo(reason);
    }

    static void awaitUninterruptibly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
