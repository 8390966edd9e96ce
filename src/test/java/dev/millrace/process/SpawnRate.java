package dev.millrace.process;

import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.LongStream;

/**
 * Prints how many {@code sh -c 'echo hello'} a second are started, read and awaited. Compare with
 * {@code time (seq 2000 | xargs -P2 -n1 sh -c 'echo hello' >/dev/null)}. Arguments: rounds, and {@code portable} to
 * measure the other way of starting.
 */
final class SpawnRate {
    private static final long PROCESSES = 2_000L;

    private SpawnRate() {}

    public static void main(String... args) throws Exception {
        int rounds = args.length > 0 ? Integer.parseInt(args[0]) : 3;
        boolean portable = args.length > 1 && args[1].equals("portable");
        for (int round = 0; round < rounds; round++) {
            for (int concurrent : new int[] {1, 2, 4, 8}) {
                System.out.printf("%d concurrent: %,.0f a second%n", concurrent, measure(concurrent, portable));
            }
        }
    }

    static double measure(int concurrent, boolean portable) throws Exception {
        var bytes = new LongAdder();
        Launcher launcher =
                portable ? new PortableLauncher(Timeouts.DEFAULT) : Launcher.forThisSystem(Timeouts.DEFAULT);
        Command command = Command.shell("echo hello", Map.of("PATH", "/usr/bin:/bin"), null);
        long start = System.nanoTime();
        try (var processes = new Processes(concurrent, Timeouts.DEFAULT, launcher);
                var callers = Executors.newVirtualThreadPerTaskExecutor()) {
            Callable<Exit> call = () -> processes
                    .start(command, (_, output) -> bytes.add(output.remaining()))
                    .await();
            for (Future<Exit> exit : LongStream.range(0, PROCESSES)
                    .mapToObj(_ -> callers.submit(call))
                    .toList()) {
                if (!exit.get().equals(new Exit.Exited(0, false))) {
                    throw new AssertionError(exit.get());
                }
            }
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        if (bytes.sum() != PROCESSES * "hello\n".length()) {
            throw new AssertionError(bytes.sum() + " bytes of output");
        }
        return PROCESSES / seconds;
    }
}
