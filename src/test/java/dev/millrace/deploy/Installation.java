package dev.millrace.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.millrace.testing.Ended;
import dev.millrace.testing.Http;
import dev.millrace.testing.Ports;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A server that is laid out, and run, by the steps of the Dockerfile, in a folder in place of an image. When this process is
 * root, as the image's user without any rights, and with everything read-only but the data and a folder for temporary files
 * from which nothing can be loaded.
 */
final class Installation implements AutoCloseable {
    private static final Duration START = Duration.ofMinutes(2);

    /** Makes a container's view of the files, and the user. Arguments: temporary files, data, user, command. */
    private static final String CONTAINED = """
            mount -t tmpfs -o noexec,nosuid,nodev,mode=1777,size=256m tmpfs "$1" &&
            mount --bind "$2" "$2" &&
            mount -o remount,bind,ro / &&
            user=$3 && shift 3 && cd "$DATA_DIR" &&
            exec setpriv --reuid "$user" --regid "$user" --clear-groups --no-new-privs --bounding-set=-all "$@"
            """;

    private final Path folder;
    private final Path home;
    private final Path data;
    private final Path temporary;
    private final int port;

    Installation() throws IOException {
        folder = Files.createTempDirectory("millrace-installation-");
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        home = folder.resolve("millrace");
        data = Files.createDirectory(folder.resolve("data"));
        temporary = Files.createDirectory(folder.resolve("tmp"));
        port = Ports.free();
        Path settings = folder.resolve("millrace.yaml");
        Files.copy(DeployTools.ROOT.resolve("deploy/container/millrace.yaml"), settings);
        Files.setPosixFilePermissions(settings, PosixFilePermissions.fromString("rw-r--r--"));
    }

    static boolean asRoot() {
        return "root".equals(System.getProperty("user.name"));
    }

    Path home() {
        return home;
    }

    Path data() {
        return data;
    }

    /** What the Dockerfile does after packaging: lays the server out, and makes its cache. */
    void layOut() {
        successful(List.of(DeployTools.ROOT.resolve("scripts/dist").toString(), home.toString()));
        for (String line : DockerImage.lines("runtime")) {
            if (line.startsWith("RUN /opt/millrace")) {
                successful(List.of("sh", "-c", mapped(line.substring(4))));
            }
        }
        successful(List.of("chmod", "-R", "a-w", home.toString()));
        if (asRoot()) {
            successful(List.of("chown", "-R", user() + ":" + user(), data.toString()));
        }
    }

    private static void successful(List<String> command) {
        Ended ended = Ended.of(DeployTools.ROOT, Map.of(), command);
        assertThat(ended.status()).as(ended.printed()).isZero();
    }

    private static String user() {
        return DockerImage.lines("runtime").stream()
                .filter(line -> line.startsWith("USER "))
                .map(line -> line.substring(5).split(":", 2)[0])
                .findFirst()
                .orElseThrow();
    }

    /** What stands in the Dockerfile, with the places of this installation. */
    private String mapped(String text) {
        return text.replace("/opt/millrace", home.toString())
                .replace("/etc/millrace", folder.toString())
                .replace("127.0.0.1:8080", "127.0.0.1:" + port);
    }

    /** All files of the installation, with their sizes and times. */
    Map<String, String> files() throws IOException {
        Map<String, String> files = new TreeMap<>();
        try (Stream<Path> all = Files.walk(home)) {
            for (Path file : all.filter(Files::isRegularFile).toList()) {
                files.put(file.toString(), Files.size(file) + " " + Files.getLastModifiedTime(file));
            }
        }
        return files;
    }

    /** Starts what the image starts; returns when its health check succeeds. */
    Process start(String javaOptions) throws IOException {
        List<String> command = new ArrayList<>();
        if (asRoot()) {
            command.addAll(List.of("unshare", "--mount", "--propagation", "private", "sh", "-c", CONTAINED, "sh"));
            command.addAll(List.of(temporary.toString(), data.toString(), user()));
        }
        // tini, before `--`, only waits for processes that nobody waits for.
        List<String> entry = DockerImage.words("runtime", "ENTRYPOINT");
        Stream.concat(
                        entry.subList(entry.indexOf("--") + 1, entry.size()).stream(),
                        DockerImage.words("runtime", "CMD").stream())
                .map(this::mapped)
                .forEach(command::add);
        Path log = folder.resolve("log");
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(data.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        Map<String, String> variables = DockerImage.environment("runtime");
        builder.environment().clear();
        builder.environment().put("PATH", System.getenv("PATH"));
        builder.environment().put("LANG", variables.getOrDefault("LANG", ""));
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        builder.environment()
                .put(
                        "MILLRACE_JAVA_OPTS",
                        variables.get("MILLRACE_JAVA_OPTS") + " -Djava.io.tmpdir=" + temporary + " " + javaOptions);
        builder.environment().put("DATA_DIR", data.toString());
        builder.environment().put("API_PORT", Integer.toString(port));
        Process process = builder.start();
        await("the server to become healthy")
                .atMost(START)
                .pollInterval(Duration.ofMillis(250))
                .until(() -> isHealthy(process, log));
        return process;
    }

    private boolean isHealthy(Process process, Path log) {
        if (!process.isAlive()) {
            throw new AssertionError("it has ended:\n" + DeployTools.read(log));
        }
        List<String> words = DockerImage.words("runtime", "HEALTHCHECK");
        return Ended.of(folder, Map.of(), words.stream().map(this::mapped).toList())
                        .status()
                == 0;
    }

    String log() {
        return DeployTools.read(folder.resolve("log"));
    }

    Http http() {
        return new Http("http://127.0.0.1:" + port)
                .as(DeployTools.read(data.resolve("admin.key")).strip());
    }

    /** Asks it to stop as an engine does, and says with what status it has. */
    int stop(Process process) throws InterruptedException {
        process.destroy();
        if (!process.waitFor(40, TimeUnit.SECONDS)) {
            throw new AssertionError("it does not stop:\n" + log());
        }
        return process.exitValue();
    }

    @Override
    public void close() throws IOException {
        Ended.of(folder, Map.of(), List.of("chmod", "-R", "u+w", folder.toString()));
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
