package dev.millrace.process;

import dev.millrace.process.SpawnException.Reason;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Says why the system refused to start a process, from its error number and a look at the files. */
final class Refusal {
    private Refusal() {}

    static SpawnException explain(int errno, String program, Command command) {
        Path directory = command.directory();
        if (directory != null && !Files.isDirectory(directory)) {
            return new SpawnException(
                    Reason.DIRECTORY_NOT_FOUND,
                    "the working directory " + directory + " does not exist or is not a directory; create it first");
        }
        return switch (errno) {
            case Errno.ENOENT, Errno.ENOTDIR -> notFound(program, directory);
            case Errno.EACCES ->
                new SpawnException(
                        Reason.NOT_PERMITTED,
                        "permission denied for " + program + in(directory)
                                + "; make the file executable (chmod +x) and its folders accessible");
            case Errno.ENOEXEC ->
                new SpawnException(
                        Reason.NOT_EXECUTABLE,
                        program + " is not a program of this system; a script needs a first line such as #!/bin/sh");
            case Errno.E2BIG -> tooLarge(program, command);
            case Errno.EAGAIN, Errno.ENOMEM ->
                new SpawnException(
                        Reason.OUT_OF_RESOURCES,
                        "no process could be started for " + program + ": "
                                + (errno == Errno.ENOMEM
                                        ? "the system is out of memory"
                                        : "the limit of processes is reached (ulimit -u, pids.max)")
                                + "; lower max_processes or raise the limit");
            case Errno.EMFILE, Errno.ENFILE -> noDescriptors(errno);
            default -> new SpawnException(Reason.OTHER, "cannot start " + program + in(directory) + ": errno " + errno);
        };
    }

    static SpawnException noDescriptors(int errno) {
        return new SpawnException(
                Reason.OUT_OF_RESOURCES,
                "no pipe could be opened for a process: "
                        + (errno == Errno.EMFILE || errno == Errno.ENFILE ? "too many open files" : "errno " + errno)
                        + "; lower max_processes or raise the limit (ulimit -n)");
    }

    static SpawnException notOnPath(String program, String path) {
        return new SpawnException(
                Reason.PROGRAM_NOT_FOUND,
                "no program " + program + " in PATH (" + path + "); install it, or name it by its full path");
    }

    private static SpawnException notFound(String program, @Nullable Path directory) {
        Path file = directory == null ? Path.of(program) : directory.resolve(program);
        return new SpawnException(
                Reason.PROGRAM_NOT_FOUND,
                Files.exists(file)
                        ? "the interpreter or loader that " + file + " asks for in its first line does not exist"
                        : "there is no program " + program + in(directory) + "; install it or correct its path");
    }

    private static SpawnException tooLarge(String program, Command command) {
        Collection<String> argv = command.argv();
        Collection<String> environment = command.environment().entrySet().stream()
                .map(variable -> variable.getKey() + "=" + variable.getValue())
                .toList();
        long largest = Stream.concat(argv.stream(), environment.stream())
                .mapToLong(Refusal::bytes)
                .max()
                .orElse(0);
        return new SpawnException(
                Reason.TOO_LARGE,
                "the arguments (%,d bytes) and environment (%,d bytes) for %s are too large, the largest of them has %,d bytes; Linux takes 131,071 bytes each and 2 MiB in all: pass large data through a file"
                        .formatted(
                                argv.stream().mapToLong(Refusal::bytes).sum(),
                                environment.stream().mapToLong(Refusal::bytes).sum(),
                                program,
                                largest));
    }

    /** As the system counts: with the NUL at the end. */
    private static long bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length + 1L;
    }

    private static String in(@Nullable Path directory) {
        return directory == null ? "" : " in " + directory;
    }
}
