package dev.millrace.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** What files of deployment are checked with, as {@code make tools} installs it. */
final class DeployTools {
    static final Path ROOT = Path.of("").toAbsolutePath();
    private static final Path HOME = ROOT.resolve(".tools/deploy");
    private static final Path LINT = ROOT.resolve("src/test/deploy/lint.mjs");

    private DeployTools() {}

    /** What a program has printed, on both streams, and its exit status. */
    record Ended(int status, String printed) {}

    /** Skips the tests of who calls this when they are not there; where all must run, they fail. */
    static void require() {
        boolean there = Files.exists(HOME.resolve("installed.json"))
                && onPath("node").isPresent()
                && find("shellcheck", "shellcheck/usr/bin/shellcheck").isPresent()
                && find("promtool", "prometheus/usr/bin/promtool").isPresent()
                && find("nginx", "nginx/usr/sbin/nginx").isPresent();
        if ("true".equals(System.getenv("CI"))) {
            assertThat(there)
                    .as("`make tools` has installed what deployment is checked with")
                    .isTrue();
        }
        assumeTrue(there, "what deployment is checked with is not installed (`make tools`)");
    }

    /** Runs our linter on files of this kind. */
    static Ended lint(String kind, Path... files) {
        List<String> command = new ArrayList<>(List.of("node", LINT.toString(), kind));
        Arrays.stream(files).map(Path::toString).forEach(command::add);
        return run(HOME, Map.of(), command);
    }

    static String shellcheck() {
        return find("shellcheck", "shellcheck/usr/bin/shellcheck").orElseThrow().toString();
    }

    static String promtool() {
        return find("promtool", "prometheus/usr/bin/promtool").orElseThrow().toString();
    }

    static String nginx() {
        return find("nginx", "nginx/usr/sbin/nginx").orElseThrow().toString();
    }

    static String kubectl() {
        return HOME.resolve("bin/kubectl").toString();
    }

    private static Optional<Path> find(String name, String unpacked) {
        Path own = HOME.resolve(unpacked);
        return Files.isExecutable(own) ? Optional.of(own) : onPath(name);
    }

    private static Optional<Path> onPath(String name) {
        return Stream.concat(
                        Arrays.stream(System.getenv().getOrDefault("PATH", "").split(":")), Stream.of("/usr/sbin"))
                .map(folder -> Path.of(folder, name))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /** Runs a program to its end, with these variables beside those of this process. */
    static Ended run(Path folder, Map<String, String> environment, List<String> command) {
        try {
            Path printed = Files.createTempFile("deploy", ".out");
            try {
                ProcessBuilder builder = new ProcessBuilder(command)
                        .directory(folder.toFile())
                        .redirectInput(Path.of("/dev/null").toFile())
                        .redirectErrorStream(true)
                        .redirectOutput(printed.toFile());
                builder.environment().putAll(environment);
                Process process = builder.start();
                if (!process.waitFor(240, TimeUnit.SECONDS)) {
                    process.destroyForcibly();
                    throw new AssertionError("it does not end:\n" + Files.readString(printed));
                }
                return new Ended(process.exitValue(), Files.readString(printed, StandardCharsets.UTF_8));
            } finally {
                Files.delete(printed);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
