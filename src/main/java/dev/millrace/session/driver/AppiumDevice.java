package dev.millrace.session.driver;

import dev.millrace.session.error.ErrorCode;
import dev.millrace.session.error.SessionException;
import io.appium.java_client.AppiumClientConfig;
import io.appium.java_client.AppiumDriver;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.openqa.selenium.By;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.WebDriverException;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.remote.HttpCommandExecutor;

/**
 * A device behind an Appium server (version 2 or newer), driven by what the W3C's WebDriver and Appium's drivers of the
 * platforms have. Nothing is run on this machine for it. What is on the screen is read from the source, in one round trip.
 */
final class AppiumDevice implements Device {
    private static final Logger LOG = Logger.getLogger(AppiumDevice.class);

    private static final int MOST_ELEMENTS = 10_000;
    private static final Duration CONNECT = Duration.ofSeconds(10);

    /** A device may have to boot, and an app to be installed, before a session begins. */
    private static final Duration SLOWEST = Duration.ofMinutes(5);

    private final AppiumDriver device;
    private final DevicePlatform platform;
    private final boolean attached;
    private final Turns turns = new Turns(AppiumFailures::of);
    private final AtomicBoolean closed = new AtomicBoolean();
    private volatile @Nullable String app;

    private AppiumDevice(AppiumDriver device, AppiumCapabilities wanted) {
        this.device = device;
        this.platform = DevicePlatform.of(wanted.platform());
        this.attached = wanted.existingSession() != null;
        this.app = wanted.app();
    }

    /**
     * Begins a session, or joins the one that the capabilities name.
     *
     * @throws SessionException E0102 when the server or the device does not let it begin
     */
    static AppiumDevice open(URI server, AppiumCapabilities wanted) {
        AppiumClientConfig config = AppiumClientConfig.defaultConfig()
                .baseUri(server)
                .connectionTimeout(CONNECT)
                .readTimeout(SLOWEST)
                // A server could lead us to one that is not allowed.
                .directConnect(false);
        try {
            return new AppiumDevice(AppiumConnection.open(config, wanted), wanted);
        } catch (WebDriverException e) {
            throw new SessionException(
                    ErrorCode.E0102,
                    "the Appium server at %s did not begin a session: %s".formatted(server, WebFailures.firstLine(e)));
        }
    }

    @Override
    public String name() {
        return Drivers.APPIUM;
    }

    @Override
    public String id() {
        return String.valueOf(device.getSessionId());
    }

    @Override
    public @Nullable String app() {
        return app;
    }

    private void perform(Runnable action) {
        turns.run(action);
    }

    private @Nullable Object command(String name, Map<String, Object> arguments) {
        return turns.take(() -> device.executeScript(name, arguments));
    }

    /** Appium has a limit of its own for each of its commands. */
    @Override
    public void limit(Duration longest) {}

    @Override
    public void ping() {
        try {
            var _ = device.manage().window().getSize();
        } catch (WebDriverException e) {
            throw AppiumFailures.of(e);
        }
    }

    @Override
    public void open(URI address) {
        String owner = app;
        command(
                "mobile: deepLink",
                owner == null
                        ? Map.of("url", address.toString())
                        : Map.of(
                                "url",
                                address.toString(),
                                platform == DevicePlatform.APPLE ? "bundleId" : "package",
                                owner));
    }

    @Override
    public void launch(String name, @Nullable String activity) {
        requireName(name);
        if (activity == null) {
            command("mobile: activateApp", Map.of("appId", name, "bundleId", name));
        } else if (platform == DevicePlatform.ANDROID) {
            requireName(activity);
            command("mobile: startActivity", Map.of("intent", name + "/" + activity));
        } else {
            throw new SessionException(ErrorCode.E0105, "only apps of Android have activities; leave app_activity out");
        }
        app = name;
    }

    @Override
    public boolean terminate(String name) {
        requireName(name);
        return !Boolean.FALSE.equals(command("mobile: terminateApp", Map.of("appId", name, "bundleId", name)));
    }

    @Override
    public String version(String name) {
        requireName(name);
        Optional<String> version = platform == DevicePlatform.APPLE
                ? AppVersions.ofBundle(command("mobile: listApps", Map.of("applicationType", "Any")), name)
                : AppVersions.ofPackage(
                        command("mobile: shell", Map.of("command", "dumpsys", "args", List.of("package", name))));
        return version.orElseThrow(
                () -> new SessionException(ErrorCode.E0401, "there is no app `%s` on the device".formatted(name)));
    }

    private static void requireName(String name) {
        if (!AppiumCapabilities.isName(name)) {
            throw new SessionException(
                    ErrorCode.E0403, "`%s` is not the name of an app or of a part of one".formatted(name));
        }
    }

    @Override
    public String address() {
        Size _ = size();
        return Objects.requireNonNullElse(app, "");
    }

    @Override
    public String source() {
        String source = turns.take(device::getPageSource);
        return source == null ? "" : source;
    }

    @Override
    public byte[] screenshot() {
        return turns.take(() -> device.getScreenshotAs(OutputType.BYTES));
    }

    @Override
    public Size size() {
        return turns.take(() -> {
            var size = device.manage().window().getSize();
            return new Size(size.getWidth(), size.getHeight());
        });
    }

    @Override
    public List<Element> elements() {
        return NativeTree.read(source()).elements(MOST_ELEMENTS);
    }

    @Override
    public Sighting look(Locator locator, Sought sought) {
        NativeTree tree = NativeTree.read(source());
        Size screen = tree.size().orElseGet(this::size);
        List<NativeNode> found = new NativeFinder(tree)
                .find(locator).stream()
                        .filter(node -> isIn(sought.area(), node, screen))
                        .toList();
        if (sought.index() >= found.size()) {
            return NativeSighting.missing(found.size());
        }
        NativeNode node = found.get(sought.index());
        return NativeSighting.of(node, sought.need(), screen, found.size(), tree.xpath(node));
    }

    private static boolean isIn(Area area, NativeNode node, Size screen) {
        if (area.equals(Area.WHOLE)) {
            return true;
        }
        Point from = screen.at(area.x(), area.y());
        Point to = screen.at(area.x() + area.width(), area.y() + area.height());
        return node.bounds().map(NativeSighting::middle).stream()
                .anyMatch(middle -> middle.x() >= from.x()
                        && middle.x() <= to.x()
                        && middle.y() >= from.y()
                        && middle.y() <= to.y());
    }

    private WebElement find(Sighting sighting) {
        return device.findElement(By.xpath(String.valueOf(sighting.handle())));
    }

    @Override
    public void press(Sighting element, int offsetX, int offsetY, int times) {
        if (offsetX != 0 || offsetY != 0) {
            pressAt(new Point(element.middle().x() + offsetX, element.middle().y() + offsetY), times);
            return;
        }
        perform(() -> {
            WebElement target = find(element);
            for (int n = 0; n < times; n++) {
                target.click();
            }
        });
    }

    @Override
    public void pressAt(Point point, int times) {
        perform(() -> device.perform(Touch.taps(point, times)));
    }

    @Override
    public void enter(Sighting element, String text) {
        perform(() -> {
            WebElement field = find(element);
            field.clear();
            if (!text.isEmpty()) {
                field.sendKeys(text);
            }
        });
    }

    @Override
    public void type(String text) {
        perform(() -> platform.type(device, text));
    }

    @Override
    public void key(String keys) {
        perform(() -> platform.press(device, keys));
    }

    @Override
    public List<String> choose(Locator list, Sought sought, String option) {
        throw pagesOnly();
    }

    @Override
    public void upload(Locator field, Sought sought, Path file) {
        throw pagesOnly();
    }

    @Override
    public @Nullable Path downloads() {
        return null;
    }

    @Override
    public long stored() {
        return 0;
    }

    @Override
    public boolean fill(Locator field, Sought sought, String value) {
        throw pagesOnly();
    }

    private static SessionException pagesOnly() {
        return new SessionException(ErrorCode.E0105, "only pages have such elements, and a device has apps");
    }

    @Override
    public void scroll(Point point, Direction direction, int pixels) {
        Size screen = size();
        perform(() -> device.perform(Touch.drag(Touch.swipe(screen, point, direction.opposite(), pixels))));
    }

    @Override
    public void drag(Point from, Point to) {
        perform(() -> device.perform(Touch.drag(new Touch.Way(from, to))));
    }

    @Override
    public @Nullable Object run(String script, List<Object> arguments) {
        Object result = turns.take(() -> device.executeScript(script, arguments.toArray()));
        if (result instanceof WebElement) {
            throw new SessionException(ErrorCode.E0401, "the command answered an element; ask for a value of it");
        }
        return result;
    }

    @Override
    public void close() {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        try {
            if (!attached) {
                device.quit();
            } else if (device.getCommandExecutor() instanceof HttpCommandExecutor connection) {
                connection.close();
            }
        } catch (WebDriverException e) {
            LOG.warnf("An Appium session was not ended by its server: %s", WebFailures.firstLine(e));
        }
    }
}
