package dev.millrace.process;

import java.util.Set;

/** What this system offers. A class apart, for those that it asks about cannot even be loaded where they are missing. */
final class Platform {
    /** Whether {@link Libc} works: Linux 5.4 or newer with glibc, on a processor whose numbers are known. */
    static final boolean HAS_PIDFDS = System.getProperty("os.name", "").equals("Linux")
            && Set.of("amd64", "aarch64").contains(System.getProperty("os.arch", ""))
            && tryPidfds();

    /** Whether {@link PosixSpawn} works: in addition, glibc 2.34 or newer. */
    static final boolean HAS_POSIX_SPAWN = HAS_PIDFDS && tryPosixSpawn();

    private Platform() {}

    private static boolean tryPidfds() {
        try {
            int pidfd = Libc.pidfdOpen((int) ProcessHandle.current().pid());
            if (pidfd < 0) {
                return false;
            }
            // We are not a child of our own; a kernel that cannot wait for a pidfd gives another error.
            boolean canWait = Libc.waitPidfd(pidfd) == -Errno.ECHILD;
            Libc.close(pidfd);
            return canWait;
        } catch (LinkageError e) {
            return false;
        }
    }

    private static boolean tryPosixSpawn() {
        try {
            PosixSpawn.load();
            return true;
        } catch (LinkageError e) {
            return false;
        }
    }
}
