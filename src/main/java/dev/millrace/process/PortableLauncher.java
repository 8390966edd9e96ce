package dev.millrace.process;

/** x */
final class PortableLauncher implements Launcher {
    PortableLauncher(Timeouts timeouts) {}

    @Override
    public Child launch(Command command) throws SpawnException {
        throw new UnsupportedOperationException(command.toString());
    }
}
