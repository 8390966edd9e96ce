package dev.millrace.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.millrace.testing.Http;
import dev.millrace.testing.Ports;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The zip of {@code make lambda}, unpacked and run as AWS Lambda would: its handler with the variables of a function. Where
 * this process is root, it runs as another user, with nothing to write to but a {@code /tmp} of its own, and in a control
 * group with the function's memory.
 */
final class LambdaFunction implements AutoCloseable {
    static final Path ZIP = DeployTools.ROOT.resolve("target/millrace-lambda.zip");
    static final int MEMORY_MIB = 256;

    private static final boolean ROOT = "root".equals(System.getProperty("user.name"));
    private static final Path GROUPS = Path.of("/sys/fs/cgroup/memory");
    private static final Duration START = Duration.ofMinutes(2);

    /** A folder that every system has, and that has something else for the function alone. */
    private static final String MOUNTED = "/mnt";

    /** Arguments: the control group, or nothing; the folder of the function. */
    private static final String CONTAINED = """
            if [ -n "$1" ]; then echo $$ > "$1/cgroup.procs"; fi &&
            mount --bind "$2" "$LAMBDA_TASK_ROOT" && mount -o remount,bind,ro "$LAMBDA_TASK_ROOT" &&
            mount -t tmpfs -o nosuid,nodev,mode=1777,size=512m tmpfs /tmp &&
            mount -o remount,bind,ro / &&
            cd "$LAMBDA_TASK_ROOT" &&
            exec setpriv --reuid 993 --regid 990 --clear-groups --no-new-privs --bounding-set=-all ./run.sh
            """;

    private final Path folder;
    private final Path home;
    private final Path log;
    private final String group;
    private final int port;
    private final Process process;

    /** Starts a function with these variables beside those that every one has; returns when the adapter would call it. */
    LambdaFunction(Map<String, String> variables) throws IOException {
        // The zip may be below /tmp: the function gets one of its own, and sees this folder elsewhere.
        folder = Files.createTempDirectory(ZIP.getParent(), "lambda-");
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        home = Files.createDirectory(folder.resolve("task"));
        log = folder.resolve("log");
        port = Ports.free();
        unpack();
        group = ROOT && Files.isWritable(GROUPS) ? controlGroup().toString() : "";
        process = start(variables);
        await("the function to be ready")
                .atMost(START)
                .pollInterval(Duration.ofMillis(250))
                .until(this::isReady);
    }

    /** With the modes that the zip says. */
    private void unpack() throws IOException {
        try (FileSystem zip = FileSystems.newFileSystem(ZIP, Map.of("enablePosixFileAttributes", true));
                Stream<Path> files = Files.walk(zip.getPath("/"))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Path target = home.resolve(file.toString().substring(1));
                Files.createDirectories(target.getParent());
                Files.copy(file, target);
                Files.setPosixFilePermissions(target, Files.getPosixFilePermissions(file));
            }
        }
    }

    private Path controlGroup() throws IOException {
        Path made = Files.createTempDirectory(GROUPS, "millrace-lambda-");
        Files.writeString(made.resolve("memory.limit_in_bytes"), MEMORY_MIB + "M");
        return made;
    }

    private Process start(Map<String, String> variables) throws IOException {
        List<String> command = new ArrayList<>();
        if (ROOT) {
            command.addAll(List.of("unshare", "--mount", "--propagation", "private", "sh", "-c", CONTAINED, "sh"));
            command.addAll(List.of(group, home.toString()));
        } else {
            command.add(home.resolve("run.sh").toString());
        }
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(home.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        Map<String, String> environment = builder.environment();
        environment.clear();
        environment.put("PATH", Path.of(System.getProperty("java.home"), "bin") + ":/usr/bin:/bin");
        environment.put("LANG", "en_US.UTF-8");
        environment.put("TZ", ":UTC");
        environment.put("LAMBDA_TASK_ROOT", ROOT ? MOUNTED : home.toString());
        environment.put("_HANDLER", "run.sh");
        environment.put("AWS_LAMBDA_FUNCTION_NAME", "millrace");
        environment.put("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", Integer.toString(MEMORY_MIB));
        environment.put("AWS_LWA_PORT", Integer.toString(port));
        if (!ROOT) {
            environment.put("DATA_DIR", folder.resolve("data").toString());
        }
        environment.putAll(variables);
        return builder.start();
    }

    private boolean isReady() {
        assertThat(process.isAlive()).as(() -> DeployTools.read(log)).isTrue();
        try {
            return http().get("/health/ready").status() == 200;
        } catch (UncheckedIOException _) {
            return false;
        }
    }

    Http http() {
        return new Http("http://127.0.0.1:" + port);
    }

    String log() {
        return DeployTools.read(log);
    }

    /** What was the most memory that the server had resident, in MiB. */
    long peakMiB() throws IOException {
        try (Stream<String> lines = Files.lines(Path.of("/proc", Long.toString(process.pid()), "status"))) {
            return lines.filter(line -> line.startsWith("VmHWM:"))
                            .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                            .findFirst()
                            .orElseThrow()
                    / 1_024;
        }
    }

    @Override
    public void close() throws IOException {
        process.destroyForcibly().onExit().join();
        if (!group.isEmpty()) {
            await("the control group to be empty").ignoreExceptions().until(() -> {
                Files.delete(Path.of(group));
                return true;
            });
        }
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
