package dev.millrace.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.millrace.testing.Ended;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** What files of deployment are checked with, as {@code make tools} installs it. */
final class DeployTools {
    static final Path ROOT = Path.of("").toAbsolutePath();
    private static final Path HOME = ROOT.resolve(".tools/deploy");
    private static final Path LINT = ROOT.resolve("src/test/deploy/lint.mjs");

    private DeployTools() {}

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
        return Ended.of(HOME, Map.of(), command);
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

    static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
