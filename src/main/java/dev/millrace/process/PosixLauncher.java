package dev.millrace.process;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** Starts processes with {@link PosixSpawn}. */
final class PosixLauncher implements Launcher {
    private final Timeouts timeouts;

    PosixLauncher(Timeouts timeouts) {
        this.timeouts = timeouts;
        Libc.keepEndedChildren();
        fillStandardDescriptors();
    }

    @Override
    public Child launch(Command command) throws SpawnException {
        String program = SearchPath.locate(command);
        try (Pipe stdout = Pipe.open();
                Pipe stderr = Pipe.open();
                Arena arena = Arena.ofConfined()) {
            int pid = PosixSpawn.spawn(arena, program, command, stdout.writing(), stderr.writing());
            if (pid < 0) {
                throw Refusal.explain(-pid, program, command);
            }
            Pidfd pidfd = Pidfd.open(pid).orElseThrow(() -> abandon(arena, pid));
            return new PosixChild(
                    pidfd, stdout.reading().move(), stderr.reading().move(), timeouts);
        }
    }

    private static SpawnException abandon(Arena arena, int pid) {
        Session.of(pid).signalGroup(Signal.KILL);
        WaitStatus.reap(arena, pid);
        return Refusal.noDescriptors(Errno.EMFILE);
    }

    /** A pipe that got a number below 3, in a server started without them, could not be passed on. */
    private static void fillStandardDescriptors() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment path = arena.allocateFrom("/dev/null");
            int descriptor;
            do {
                descriptor = Libc.open(path, Libc.O_RDWR);
            } while (descriptor >= 0 && descriptor <= 2);
            Libc.close(descriptor);
        }
    }
}
