package dev.millrace.process;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Starts processes with {@link ProcessBuilder}: for systems without the functions that {@link PosixLauncher} needs.
 * With the program {@code setsid} each leads a session; without it, children that outlive their parent are not found.
 */
final class PortableLauncher implements Launcher {
    private static final Optional<Path> SETSID = Stream.of("/usr/bin/setsid", "/bin/setsid")
            .map(Path::of)
            .filter(Files::isExecutable)
            .findFirst();

    private static final Pattern ERROR = Pattern.compile("error[=:] ?(\\d+)");

    private final Timeouts timeouts;

    PortableLauncher(Timeouts timeouts) {
        this.timeouts = timeouts;
    }

    @Override
    public Child launch(Command command) throws SpawnException {
        String program = SearchPath.locate(command);
        check(program, command);
        var builder = new ProcessBuilder(argv(program, command))
                .redirectInput(new File("/dev/null"))
                .directory(
                        command.directory() == null ? null : command.directory().toFile());
        builder.environment().clear();
        builder.environment().putAll(command.environment());
        try {
            return new PortableChild(builder.start(), SETSID.isPresent(), timeouts);
        } catch (IOException e) {
            throw Refusal.explain(errno(e), program, command);
        }
    }

    private static List<String> argv(String program, Command command) {
        List<String> argv = new ArrayList<>();
        SETSID.map(Path::toString).ifPresent(argv::add);
        argv.add(program);
        argv.addAll(command.argv().subList(1, command.argv().size()));
        return argv;
    }

    /** Finds beforehand what {@code setsid} would tell only by its exit code. */
    private static void check(String program, Command command) throws SpawnException {
        Path directory = command.directory() == null ? Path.of("") : command.directory();
        Path file = directory.resolve(program);
        if (!Files.isDirectory(directory) || !Files.exists(file)) {
            throw Refusal.explain(Errno.ENOENT, program, command);
        }
        if (!Files.isRegularFile(file) || !Files.isExecutable(file)) {
            throw Refusal.explain(Errno.EACCES, program, command);
        }
    }

    private static int errno(IOException e) {
        Matcher error = ERROR.matcher(String.valueOf(e.getMessage()));
        return error.find() ? Integer.parseInt(error.group(1)) : 0;
    }
}
