package dev.millrace.session.driver;

import dev.millrace.config.Settings;
import dev.millrace.process.Programs;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

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
        return Programs.find(settings.chrome(), PROGRAMS)
                .flatMap(program ->
                        Programs.find(settings.chromedriver(), DRIVERS).map(driver -> new Chromium(program, driver)));
    }

    /**
     * WebDriver's options for it: quiet, steered through a pipe rather than a port, with no way out but a gate, and with
     * windows only for who presses something.
     *
     * @param gate the port of its gate
     * @param downloads where it is to put what pages download
     */
    Map<String, Object> options(int gate, Path downloads, List<String> chosen) {
        List<String> arguments = arguments(chosen);
        // Chromium refuses to run as root with its sandbox.
        if ("root".equals(System.getProperty("user.name"))) {
            arguments.add("--no-sandbox");
        }
        arguments.addAll(List.of(
                "--remote-debugging-pipe",
                "--proxy-server=socks5://127.0.0.1:" + gate,
                "--proxy-bypass-list=<-loopback>",
                // What does not go through the gate finds nothing but the gate.
                "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"));
        return Map.of(
                "binary",
                program.toString(),
                "args",
                arguments,
                "excludeSwitches",
                List.of("disable-popup-blocking"),
                "prefs",
                Map.of("download.default_directory", downloads.toString(), "download.prompt_for_download", false));
    }

    /** The options for a browser elsewhere, whose network is led nowhere but to these hosts. */
    static Map<String, Object> remoteOptions(HostRules hosts, List<String> chosen) {
        List<String> arguments = arguments(chosen);
        if (!hosts.allowAll()) {
            arguments.add("--host-resolver-rules=" + hosts.resolverRules());
        }
        return Map.of("args", arguments);
    }

    private static List<String> arguments(List<String> chosen) {
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
                "--disable-features=AutofillServerCommunication,MediaRouter,OptimizationHints,Translate",
                "--disable-sync",
                // What it was called before, too.
                "--webrtc-ip-handling-policy=disable_non_proxied_udp",
                "--force-webrtc-ip-handling-policy=disable_non_proxied_udp"));
        arguments.addAll(chosen);
        if (chosen.stream().noneMatch(argument -> argument.startsWith("--headless"))) {
            arguments.add("--headless=new");
        }
        return arguments;
    }
}
