package dev.millrace.process;

import org.jspecify.annotations.Nullable;

/**
 * The best way that this system offers, which is found out when it is first needed: to link to the C library takes a good
 * part of a server's start. Thread-safe.
 */
final class LazyLauncher implements Launcher {
    private final Timeouts timeouts;
    private @Nullable Launcher found;

    LazyLauncher(Timeouts timeouts) {
        this.timeouts = timeouts;
    }

    @Override
    public Child launch(Command command) throws SpawnException {
        return prepare().launch(command);
    }

    /** Finds it out. */
    synchronized Launcher prepare() {
        if (found == null) {
            found = Launcher.forThisSystem(timeouts);
        }
        return found;
    }
}
