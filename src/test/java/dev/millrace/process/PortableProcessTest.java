package dev.millrace.process;

import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

@EnabledOnOs(OS.LINUX)
final class PortableProcessTest extends ProcessContract {
    @Override
    Launcher launcher(Timeouts timeouts) {
        return new PortableLauncher(timeouts);
    }
}
