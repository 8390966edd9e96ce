package dev.millrace.process;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.jspecify.annotations.Nullable;

/**
 * {@code posix_spawn(3)} of glibc 2.34 or newer, which starts a process without copying the JVM's page tables. The new
 * process leads a session of its own, has every signal at its default and unblocked, and no descriptor above 2: the JVM
 * does not open all of its own with {@code O_CLOEXEC}.
 */
final class PosixSpawn {
    private static final int STDIN = 0;
    private static final int STDOUT = 1;
    private static final int STDERR = 2;

    private static final short SETSIGDEF = 0x04;
    private static final short SETSIGMASK = 0x08;
    private static final short SETSID = 0x80;

    /** {@code posix_spawn_file_actions_t} has 80 bytes, {@code posix_spawnattr_t} 336. */
    private static final long STRUCT_BYTES = 512;

    private static final long SIGSET_BYTES = 128;

    private static final MethodHandle SPAWN =
            Libc.plain("posix_spawn", JAVA_INT, ADDRESS, ADDRESS, ADDRESS, ADDRESS, ADDRESS, ADDRESS);
    private static final MethodHandle ADD_OPEN =
            Libc.plain("posix_spawn_file_actions_addopen", JAVA_INT, ADDRESS, JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT);
    private static final MethodHandle ADD_DUP2 =
            Libc.plain("posix_spawn_file_actions_adddup2", JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT);
    private static final MethodHandle ADD_CHDIR =
            Libc.plain("posix_spawn_file_actions_addchdir_np", JAVA_INT, ADDRESS, ADDRESS);
    private static final MethodHandle ADD_CLOSEFROM =
            Libc.plain("posix_spawn_file_actions_addclosefrom_np", JAVA_INT, ADDRESS, JAVA_INT);
    private static final MethodHandle ACTIONS_INIT = Libc.plain("posix_spawn_file_actions_init", JAVA_INT, ADDRESS);
    private static final MethodHandle ACTIONS_DESTROY =
            Libc.plain("posix_spawn_file_actions_destroy", JAVA_INT, ADDRESS);

    /** Held for reading while a process is between its fork and its exec, where it has copies of all descriptors. */
    private static final ReadWriteLock UNDER_WAY = new ReentrantReadWriteLock();

    private static final MemorySegment DEV_NULL = Arena.global().allocateFrom("/dev/null");
    private static final MemorySegment ATTRIBUTES = attributes();

    private PosixSpawn() {}

    /** Makes sure that these functions are there: using this class fails with a {@link LinkageError} otherwise. */
    static void load() {}

    /** Waits for those that are being started: until then they hold what is another's, such as the ends of its pipes. */
    static void awaitUnderWay() {
        UNDER_WAY.writeLock().lock();
        try {
            // Those who were at it have let go of it.
        } finally {
            UNDER_WAY.writeLock().unlock();
        }
    }

    /** Starts a process whose output goes to two descriptors. Returns its id, or {@code -errno}. */
    static int spawn(Arena arena, String program, Command command, Descriptor stdout, Descriptor stderr) {
        MemorySegment pid = arena.allocate(JAVA_INT);
        MemorySegment path = arena.allocateFrom(program);
        MemorySegment argv = strings(arena, command.argv());
        MemorySegment environment = strings(
                arena,
                command.environment().entrySet().stream()
                        .map(variable -> variable.getKey() + "=" + variable.getValue())
                        .toList());
        MemorySegment actions = arena.allocate(STRUCT_BYTES, Long.BYTES);
        UNDER_WAY.readLock().lock();
        try {
            check((int) ACTIONS_INIT.invokeExact(actions));
            try {
                addActions(actions, arena, command.directory(), stdout, stderr);
                int error = (int) SPAWN.invokeExact(pid, path, actions, ATTRIBUTES, argv, environment);
                return error == 0 ? pid.get(JAVA_INT, 0) : -error;
            } finally {
                check((int) ACTIONS_DESTROY.invokeExact(actions));
            }
        } catch (Throwable e) {
            throw Libc.unexpected(e);
        } finally {
            UNDER_WAY.readLock().unlock();
        }
    }

    private static void addActions(
            MemorySegment actions, Arena arena, @Nullable Path directory, Descriptor stdout, Descriptor stderr)
            throws Throwable {
        check((int) ADD_OPEN.invokeExact(actions, STDIN, DEV_NULL, Libc.O_RDONLY, 0));
        check((int) ADD_DUP2.invokeExact(actions, stdout.number(), STDOUT));
        check((int) ADD_DUP2.invokeExact(actions, stderr.number(), STDERR));
        if (directory != null) {
            MemorySegment path = arena.allocateFrom(directory.toString());
            check((int) ADD_CHDIR.invokeExact(actions, path));
        }
        check((int) ADD_CLOSEFROM.invokeExact(actions, STDERR + 1));
    }

    private static MemorySegment attributes() {
        Arena arena = Arena.global();
        MemorySegment attributes = arena.allocate(STRUCT_BYTES, Long.BYTES);
        MemorySegment none = arena.allocate(SIGSET_BYTES, Long.BYTES);
        MemorySegment all = arena.allocate(SIGSET_BYTES, Long.BYTES);
        MethodHandle init = Libc.plain("posix_spawnattr_init", JAVA_INT, ADDRESS);
        MethodHandle setFlags = Libc.plain("posix_spawnattr_setflags", JAVA_INT, ADDRESS, JAVA_SHORT);
        MethodHandle setMask = Libc.plain("posix_spawnattr_setsigmask", JAVA_INT, ADDRESS, ADDRESS);
        MethodHandle setDefault = Libc.plain("posix_spawnattr_setsigdefault", JAVA_INT, ADDRESS, ADDRESS);
        MethodHandle fill = Libc.plain("sigfillset", JAVA_INT, ADDRESS);
        try {
            check((int) fill.invokeExact(all));
            check((int) init.invokeExact(attributes));
            check((int) setFlags.invokeExact(attributes, (short) (SETSID | SETSIGMASK | SETSIGDEF)));
            check((int) setMask.invokeExact(attributes, none));
            check((int) setDefault.invokeExact(attributes, all));
        } catch (Throwable e) {
            throw Libc.unexpected(e);
        }
        return attributes;
    }

    /** A null-terminated array of strings in UTF-8. */
    private static MemorySegment strings(Arena arena, List<String> strings) {
        MemorySegment array = arena.allocate(ADDRESS, strings.size() + 1L);
        for (int i = 0; i < strings.size(); i++) {
            array.setAtIndex(ADDRESS, i, arena.allocateFrom(strings.get(i)));
        }
        return array;
    }

    /** These functions fail only for want of a few bytes. */
    private static void check(int error) {
        if (error != 0) {
            throw new OutOfMemoryError("native memory, while starting a process: error " + error);
        }
    }
}
