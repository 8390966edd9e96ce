package dev.millrace.secret;

import java.nio.file.Path;

/** Keys for tests that need some, and no server. */
public final class TestKeys {
    private TestKeys() {}

    /** With a key that is made in this folder when it is needed. */
    public static MasterKeys in(Path folder) {
        return new MasterKeys("", folder, _ -> true);
    }
}
