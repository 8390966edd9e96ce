package dev.millrace.session.driver;

import dev.millrace.config.Settings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The Chromium and the ChromeDriver of this machine. They are looked for, never fetched.
 *
 * @param program the browser
 * @param driver its ChromeDriver
 */
record Chromium(Path program, Path driver) {
    private static final List<String> PROGRAMS = List.of("chromium", "chromium-browser", "google-chrome", "chrome");
    private static final List<String> DRIVERS = List.of("chromedriver", "chromium.chromedriver");

    /** Those that the settings name, else those on the {@code PATH}; empty unless there are both. */
    static Optional<Chromium> find(Settings.Sessions settings) {
        return program(settings.chrome(), PROGRAMS).flatMap(program -> program(settings.chromedriver(), DRIVERS)
                .map(driver -> new Chromium(program, driver)));
    }

    private static Optional<Path> program(String configured, List<String> names) {
        Stream<Path> candidates = configured.isEmpty()
                ? Arrays.stream(System.getenv()
                                .getOrDefault("PATH", "/usr/local/bin:/usr/bin:/bin")
                                .split(":"))
                        .filter(folder -> !folder.isEmpty())
                        .flatMap(folder -> names.stream().map(name -> Path.of(folder, name)))
                : Stream.of(Path.of(configured));
        return candidates.filter(Files::isExecutable).findFirst().map(Path::toAbsolutePath);
    }

    /** WebDriver's options for it: closed in where it may be, quiet, and reaching only these hosts. */
    Map<String, Object> options(HostRules hosts, List<String> chosen) {
        return Map.of("binary", program.toString(), "args", arguments(hosts, chosen));
    }

    /** The arguments alone, for a browser elsewhere. */
    static List<String> arguments(HostRules hosts, List<String> chosen) {
        List<String> arguments = new ArrayList<>(List.of(
                "--window-size=1280,800",
                "--no-first-run",
                "--no-default-browser-check",
                "--disable-background-networking",
                "--disable-breakpad",
                "--disable-component-update",
                "--disable-crash-reporter",
                "--disable-dev-shm-usage",
                "--disable-extensions",
                "--disable-sync",
                "--force-webrtc-ip-handling-policy=disable_non_proxied_udp"));
        arguments.addAll(chosen);
        if (chosen.stream().noneMatch(argument -> argument.startsWith("--headless"))) {
            arguments.add("--headless=new");
        }
        // Chromium refuses to run as root with its sandbox.
        if ("root".equals(System.getProperty("user.name"))) {
            arguments.add("--no-sandbox");
        }
        if (!hosts.allowAll()) {
            arguments.add("--host-resolver-rules=" + hosts.resolverRules());
        }
        return arguments;
    }
}
