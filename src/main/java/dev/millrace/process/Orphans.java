package dev.millrace.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.Predicate;

/**
 * Processes that nobody waits for any more, found by their {@link Marker} in {@code /proc}: those of a server that has
 * died, and those of a step that went into a session of their own. A marker is read from a process that is held by a
 * pidfd, so no other process is ever signalled in its place. Where there is no {@code /proc} or no pidfd, none is found.
 */
public final class Orphans {
    /** What SIGKILL does not end in this time hangs in the kernel. */
    private static final Duration KILL_PATIENCE = Duration.ofSeconds(5);

    /** A process that was ended. */
    public record Ended(long pid, Marker marker) {}

    private Orphans() {}

    /**
     * Sends SIGTERM to all processes of which the marker matches, and SIGKILL after {@code grace} to those that are left
     * or came after; waits until there are none. Processes of other users, which may not be looked into, are passed
     * over, and so is this one.
     *
     * @return what was signalled, in the order of finding
     * @throws InterruptedException if this thread is interrupted; the work goes on without it
     */
    public static List<Ended> end(Predicate<Marker> which, Duration grace) throws InterruptedException {
        // Most often there are none, and then nothing of the C library is needed.
        if (!mayBeSome(which) || !Platform.HAS_PIDFDS) {
            return List.of();
        }
        var ended = new CompletableFuture<List<Ended>>();
        // A thread of its own, for waiting on a pidfd holds the thread.
        Thread.ofPlatform().name("process-orphans").daemon().start(() -> {
            try {
                ended.complete(endAll(which, grace));
            } catch (RuntimeException | Error e) {
                ended.completeExceptionally(e);
            }
        });
        try {
            return ended.get();
        } catch (ExecutionException e) {
            throw new IllegalStateException("ending orphaned processes failed", e.getCause());
        }
    }

    /** Whether a marker matches now; of which process it is is not certain. */
    private static boolean mayBeSome(Predicate<Marker> which) {
        return ProcessIds.all().anyMatch(pid -> marker(pid).filter(which).isPresent());
    }

    private static List<Ended> endAll(Predicate<Marker> which, Duration grace) {
        Map<Ended, Signal> signalled = new LinkedHashMap<>();
        signalUntil(Deadline.in(grace), Signal.TERM, which, signalled);
        signalUntil(Deadline.in(KILL_PATIENCE), Signal.KILL, which, signalled);
        return List.copyOf(signalled.keySet());
    }

    /** Signals each that matches once, also those that appear meanwhile, until there are none or the deadline passes. */
    private static void signalUntil(
            Deadline deadline, Signal signal, Predicate<Marker> which, Map<Ended, Signal> signalled) {
        boolean inTime = true;
        for (List<Orphan> found = scan(which); inTime && !found.isEmpty(); found = scan(which)) {
            for (Orphan orphan : found) {
                if (signalled.put(orphan.toEnded(), signal) != signal) {
                    orphan.pidfd().signal(signal);
                }
            }
            for (Orphan orphan : found) {
                try (Pidfd pidfd = orphan.pidfd()) {
                    inTime = inTime && pidfd.awaitExit(deadline);
                }
            }
        }
    }

    private static List<Orphan> scan(Predicate<Marker> which) {
        long self = ProcessHandle.current().pid();
        List<Orphan> found = new ArrayList<>();
        ProcessIds.all().filter(pid -> pid != self).forEach(pid -> Pidfd.open(pid)
                .ifPresent(pidfd -> marker(pidfd)
                        .filter(which)
                        .ifPresentOrElse(marker -> found.add(new Orphan(pidfd, marker)), pidfd::close)));
        return found;
    }

    /** While a process runs its id is its own: if it still does after the reading, it was read from that process. */
    private static Optional<Marker> marker(Pidfd process) {
        return marker(process.pid()).filter(_ -> process.isRunning());
    }

    private static Optional<Marker> marker(int pid) {
        try {
            return Marker.parse(Files.readAllBytes(Path.of("/proc", Integer.toString(pid), "environ")));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private record Orphan(Pidfd pidfd, Marker marker) {
        Ended toEnded() {
            return new Ended(pidfd.pid(), marker);
        }
    }
}
