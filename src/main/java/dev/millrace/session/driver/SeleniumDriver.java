package dev.millrace.session.driver;

import java.net.MalformedURLException;
import java.net.URI;
import java.net.URL;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.openqa.selenium.Capabilities;
import org.openqa.selenium.MutableCapabilities;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.WebDriverException;
import org.openqa.selenium.interactions.Actions;
import org.openqa.selenium.interactions.Interaction;
import org.openqa.selenium.interactions.PointerInput;
import org.openqa.selenium.interactions.Sequence;
import org.openqa.selenium.remote.CapabilityType;
import org.openqa.selenium.remote.HttpCommandExecutor;
import org.openqa.selenium.remote.RemoteWebDriver;
import org.openqa.selenium.remote.http.ClientConfig;
import org.openqa.selenium.remote.http.HttpClient;

/**
 * A browser behind a WebDriver server (W3C WebDriver). It is acted on by pointer and keys, at points of the page, so that
 * shadow trees and frames need no detours.
 */
final class SeleniumDriver extends BrowserDriver {
    private static final Logger LOG = Logger.getLogger(SeleniumDriver.class);

    private static final Duration CONNECT = Duration.ofSeconds(10);
    private static final Duration MARGIN = Duration.ofSeconds(30);
    private static final Duration MOVE = Duration.ofMillis(250);

    private final RemoteWebDriver browser;
    private final HttpCommandExecutor executor;
    private final @Nullable Runnable end;
    private final AtomicBoolean closed = new AtomicBoolean();

    private SeleniumDriver(RemoteWebDriver browser, HttpCommandExecutor executor, @Nullable Runnable end) {
        super(browser, false);
        this.browser = browser;
        this.executor = executor;
        this.end = end;
    }

    /**
     * Opens a browser.
     *
     * @param server where the WebDriver server is
     * @param timeout for each call
     * @param end what ends the server and the browser at once; null to ask the server to end the browser
     */
    static SeleniumDriver open(URI server, Capabilities capabilities, Duration timeout, @Nullable Runnable end) {
        URL address = url(server);
        ClientConfig config = ClientConfig.defaultConfig()
                .baseUrl(address)
                .connectionTimeout(CONNECT)
                .readTimeout(timeout.plus(MARGIN));
        HttpClient.Factory clients = HttpClient.Factory.createDefault();
        HttpCommandExecutor executor = new HttpCommandExecutor(clients.createClient(config), address);
        try {
            RemoteWebDriver browser = new RemoteWebDriver(executor, capabilities, clients, config);
            browser.manage().timeouts().pageLoadTimeout(timeout).scriptTimeout(timeout);
            return new SeleniumDriver(browser, executor, end);
        } catch (WebDriverException e) {
            executor.close();
            throw WebFailures.of(e);
        }
    }

    private static URL url(URI address) {
        try {
            return address.toURL();
        } catch (MalformedURLException e) {
            throw new IllegalArgumentException("checked before: " + address, e);
        }
    }

    /**
     * What to ask the WebDriver server for.
     *
     * @param chosen what the caller chooses, checked
     * @param chrome the options of the browser
     */
    static Capabilities capabilities(Map<String, Object> chosen, Map<String, Object> chrome) {
        MutableCapabilities capabilities = new MutableCapabilities();
        chosen.forEach(capabilities::setCapability);
        capabilities.setCapability(Capability.BROWSER_URL, (Object) null);
        capabilities.setCapability(CapabilityType.BROWSER_NAME, "chrome");
        capabilities.setCapability(CapabilityType.UNHANDLED_PROMPT_BEHAVIOUR, "dismiss");
        capabilities.setCapability("goog:chromeOptions", chrome);
        return capabilities;
    }

    @Override
    public String name() {
        return "selenium";
    }

    @Override
    public @Nullable String id() {
        return browser.getSessionId() == null ? null : browser.getSessionId().toString();
    }

    @Override
    public byte[] screenshot() {
        return call(() -> browser.getScreenshotAs(OutputType.BYTES));
    }

    @Override
    public void press(Sighting element, int offsetX, int offsetY, int times) {
        Point middle = element.middle();
        pressAt(new Point(middle.x() + offsetX, middle.y() + offsetY), times);
    }

    @Override
    public void pressAt(Point point, int times) {
        PointerInput mouse = new PointerInput(PointerInput.Kind.MOUSE, "mouse");
        Sequence clicks = new Sequence(mouse, 0).addAction(move(mouse, Duration.ZERO, point));
        for (int n = 0; n < times; n++) {
            clicks.addAction(mouse.createPointerDown(PointerInput.MouseButton.LEFT.asArg()))
                    .addAction(mouse.createPointerUp(PointerInput.MouseButton.LEFT.asArg()));
        }
        perform(() -> browser.perform(List.of(clicks)));
    }

    @Override
    public void enter(Sighting element, String text) {
        perform(() -> new Actions(browser)
                .sendKeys(text.isEmpty() ? KeyNames.key("delete") : text)
                .perform());
    }

    @Override
    public void type(String text) {
        perform(() -> new Actions(browser).sendKeys(text).perform());
    }

    @Override
    public void key(String names) {
        List<CharSequence> keys = keys(names);
        perform(() -> {
            Actions actions = new Actions(browser);
            keys.subList(0, keys.size() - 1).forEach(actions::keyDown);
            actions.sendKeys(keys.getLast());
            keys.subList(0, keys.size() - 1).reversed().forEach(actions::keyUp);
            actions.perform();
        });
    }

    @Override
    public void drag(Point from, Point to) {
        PointerInput mouse = new PointerInput(PointerInput.Kind.MOUSE, "mouse");
        Sequence drag = new Sequence(mouse, 0)
                .addAction(move(mouse, Duration.ZERO, from))
                .addAction(mouse.createPointerDown(PointerInput.MouseButton.LEFT.asArg()))
                .addAction(move(mouse, MOVE, to))
                .addAction(mouse.createPointerUp(PointerInput.MouseButton.LEFT.asArg()));
        perform(() -> browser.perform(List.of(drag)));
    }

    private static Interaction move(PointerInput mouse, Duration time, Point to) {
        return mouse.createPointerMove(time, PointerInput.Origin.viewport(), to.x(), to.y());
    }

    @Override
    public void close() {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        if (end != null) {
            // A page that hangs would not let the browser take its leave.
            end.run();
            executor.close();
            return;
        }
        try {
            browser.quit();
        } catch (WebDriverException e) {
            LOG.debugf("A browser did not take its leave: %s", e.getRawMessage());
        }
    }
}
