package dev.millrace.session.driver;

import dev.millrace.cluster.Node;
import dev.millrace.config.Settings;
import dev.millrace.process.Marker;
import dev.millrace.process.Orphans;
import dev.millrace.process.Processes;
import dev.millrace.session.error.ErrorCode;
import dev.millrace.session.error.SessionException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/** Opens browsers, as far as the settings allow. Thread-safe. */
public final class Drivers {
    /** The names of drivers in configurations. */
    public static final List<String> NAMES = List.of("selenium", "appium", "htmlunit");

    /** The name of the driver for devices. */
    public static final String APPIUM = "appium";

    /** A class of each driver's library, which packages without browsers and devices leave out. */
    private static final Map<String, String> LIBRARIES = Map.of(
            "selenium",
            "org.openqa.selenium.remote.RemoteWebDriver",
            APPIUM,
            "io.appium.java_client.AppiumDriver",
            "htmlunit",
            "org.openqa.selenium.htmlunit.HtmlUnitDriver");

    private static final String LOCAL = "local";
    private static final String STEP = "browser";
    private static final Duration ORPHAN_GRACE = Duration.ofSeconds(1);

    private final Settings.Sessions settings;
    private final Node node;
    private final Processes processes;
    private final Reach reach;
    private final Capability capability;

    /** @param processes where browsers run; each takes one place */
    public Drivers(Settings.Sessions settings, Node node, Processes processes, Reach reach) {
        this.settings = settings;
        this.node = node;
        this.processes = processes;
        this.reach = reach;
        this.capability = new Capability(settings.allowedCapabilities());
    }

    /** Where sessions may go. */
    public Reach reach() {
        return reach;
    }

    /** The driver for who names none: selenium, if there is a Chromium, else the one in this process. */
    public String usual() {
        return Chromium.find(settings).isPresent() ? "selenium" : "htmlunit";
    }

    /**
     * Refuses what the settings do not allow, before anything is started.
     *
     * @throws SessionException E0104 that says what is allowed, E0501 when this package of the server has no such driver
     */
    public void check(DriverRequest request) {
        requireLibrary(request.name());
        if (request.name().equals(APPIUM)) {
            capability.requireAllowed(AppiumCapabilities.of(request).values().keySet());
        } else {
            capability.chosenArguments(request.capabilities());
        }
        URI url = request.url();
        if (url != null && request.name().equals("htmlunit")) {
            throw new SessionException(ErrorCode.E0104, "the driver htmlunit runs in the server and takes no `url`");
        }
        String place = url == null ? LOCAL : address(url);
        if (!settings.allowedDrivers().contains(place)) {
            throw new SessionException(
                    ErrorCode.E0104,
                    "the driver `%s` may not be used; sessions.allowed_drivers allows %s"
                            .formatted(place, String.join(", ", settings.allowedDrivers())));
        }
        String launch = request.launch();
        if (launch != null) {
            reach.require(launch);
        }
    }

    private static void requireLibrary(String driver) {
        try {
            Class.forName(LIBRARIES.get(driver), false, Drivers.class.getClassLoader());
        } catch (ClassNotFoundException _) {
            throw new SessionException(
                    ErrorCode.E0501,
                    "this server was packaged without drivers, as for AWS Lambda, so it has no `%s`; start the session at a server that was packaged with them"
                            .formatted(driver));
        }
    }

    /**
     * Opens a browser. Either it is there when this returns, or nothing is left of it.
     *
     * @param session the session's id
     * @param onEnd run when the browser ends by itself, at most once, on any thread
     * @throws SessionException E0102 when it cannot be started
     */
    public Driver open(DriverRequest request, String session, Runnable onEnd) throws InterruptedException {
        check(request);
        return switch (request.name()) {
            case "htmlunit" -> HtmlUnitBrowser.open(reach, settings.keywordTimeout());
            case "selenium" -> {
                List<String> arguments = capability.chosenArguments(request.capabilities());
                URI url = request.url();
                yield url == null
                        ? openLocal(request, arguments, session, onEnd)
                        : SeleniumStart.remote(url, request, reach.hosts(), arguments, settings.keywordTimeout());
            }
            case APPIUM -> AppiumStart.open(request, settings.idleTimeout().plus(settings.keywordTimeout()));
            default -> throw new IllegalArgumentException("no driver " + request.name());
        };
    }

    private Driver openLocal(DriverRequest request, List<String> arguments, String session, Runnable onEnd)
            throws InterruptedException {
        Chromium chromium = Chromium.find(settings)
                .orElseThrow(
                        () -> new SessionException(
                                ErrorCode.E0102,
                                "there is no Chromium with a ChromeDriver on the server's machine; install them (Debian: apt-get install chromium chromium-driver), set sessions.chrome and sessions.chromedriver, or use the driver htmlunit"));
        Marker marker = marker(session);
        ChromeService service = ChromeService.start(processes, chromium.driver(), marker, reach);
        service.onEnd(onEnd);
        return SeleniumStart.local(service, chromium, request, arguments, settings.keywordTimeout());
    }

    /** What tells that a process works for a session, so that it is not left behind. */
    public Marker marker(String session) {
        return new Marker(node.id(), node.life(), session, STEP);
    }

    /** Ends what an earlier life of this server has left, and deletes its folders. Returns how many processes. */
    public int endOrphans() throws InterruptedException {
        Predicate<Marker> ours =
                marker -> marker.node().equals(node.id()) && marker.step().equals(STEP);
        int ended = Orphans.end(ours.and(marker -> !marker.server().equals(node.life())), ORPHAN_GRACE)
                .size();
        ScratchFolders.deleteAll(node.id());
        return ended;
    }

    private static String address(URI url) {
        return url.getScheme() + "://" + url.getHost() + (url.getPort() < 0 ? "" : ":" + url.getPort());
    }

    /** Kept apart for the same reason as the next one. */
    private static final class AppiumStart {
        private AppiumStart() {}

        static Driver open(DriverRequest request, Duration patience) {
            URI url = request.url();
            if (url == null) {
                throw new IllegalArgumentException("the driver appium always has a url");
            }
            return AppiumDevice.open(url, AppiumCapabilities.of(request).keptFor(patience));
        }
    }

    /** Kept apart, so that no class of Selenium is loaded before a session needs it. */
    private static final class SeleniumStart {
        private SeleniumStart() {}

        static Driver local(
                ChromeService service,
                Chromium chromium,
                DriverRequest request,
                List<String> arguments,
                Duration timeout) {
            try {
                Map<String, Object> options = chromium.options(service.gate().port(), service.downloads(), arguments);
                return SeleniumDriver.open(
                        service.address(),
                        SeleniumDriver.capabilities(request.capabilities(), options),
                        timeout,
                        service);
            } catch (RuntimeException | Error e) {
                service.end();
                throw e;
            }
        }

        static Driver remote(
                URI url, DriverRequest request, HostRules hosts, List<String> arguments, Duration timeout) {
            Map<String, Object> options = Chromium.remoteOptions(hosts, arguments);
            return SeleniumDriver.open(
                    url, SeleniumDriver.capabilities(request.capabilities(), options), timeout, null);
        }
    }
}
