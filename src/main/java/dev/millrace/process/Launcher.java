package dev.millrace.process;

/** A way to start processes. Both ways keep the same contract. */
interface Launcher {
    Child launch(Command command) throws SpawnException;

    /** The best way that this system offers. */
    static Launcher forThisSystem(Timeouts timeouts) {
        return Platform.HAS_POSIX_SPAWN ? new PosixLauncher(timeouts) : new PortableLauncher(timeouts);
    }
}
