package dev.millrace.session.driver;

import dev.millrace.session.error.ErrorCode;
import dev.millrace.session.error.SessionException;
import java.net.MalformedURLException;
import java.net.URI;
import java.net.URL;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
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
    /** Longer than any keyword; what takes too long is interrupted. */
    private static final Duration LONGEST = Duration.ofHours(2);

    private static final Duration QUIT = Duration.ofSeconds(5);
    private static final Duration MOVE = Duration.ofMillis(250);

    private final RemoteWebDriver browser;
    private final HttpCommandExecutor executor;
    private final @Nullable ChromeService service;

    /** Held while it ends, so that nobody takes it for ended before. */
    private final Object closing = new Object();

    private boolean closed;

    private SeleniumDriver(
            RemoteWebDriver browser, HttpCommandExecutor executor, Duration longest, @Nullable ChromeService service) {
        super(browser, false, longest);
        this.browser = browser;
        this.executor = executor;
        this.service = service;
    }

    /**
     * Opens a browser.
     *
     * @param server where the WebDriver server is
     * @param timeout for loading a page and for a script, unless a keyword says something else
     * @param service the server, when it is ours and ends with the browser; null to ask it to end the browser
     */
    static SeleniumDriver open(
            URI server, Capabilities capabilities, Duration timeout, @Nullable ChromeService service) {
        URL address = url(server);
        ClientConfig config = ClientConfig.defaultConfig()
                .baseUrl(address)
                .connectionTimeout(CONNECT)
                .readTimeout(LONGEST);
        HttpClient.Factory clients = each -> new WebDriverClient(server, each);
        HttpCommandExecutor executor = new HttpCommandExecutor(clients.createClient(config), address);
        try {
            RemoteWebDriver browser = new RemoteWebDriver(executor, capabilities, clients, config);
            browser.manage().timeouts().pageLoadTimeout(timeout).scriptTimeout(timeout);
            return new SeleniumDriver(browser, executor, timeout, service);
        } catch (WebDriverException e) {
            executor.close();
            throw WebFailures.of(e, "");
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
    public void upload(Locator field, Sought sought, Path file) {
        if (service == null) {
            throw new SessionException(
                    ErrorCode.E0105, "the browser is on another machine, and has no files of this one");
        }
        super.upload(field, sought, file);
    }

    @Override
    public @Nullable Path downloads() {
        return service == null ? null : service.downloads();
    }

    @Override
    public long stored() {
        return service == null ? 0 : service.stored();
    }

    @Override
    String refusal() {
        return service == null ? "" : service.gate().refusal();
    }

    @Override
    public void close() {
        synchronized (closing) {
            if (!closed) {
                closed = true;
                end();
            }
        }
    }

    private void end() {
        if (service != null) {
            // A page that hangs would not let the browser take its leave.
            service.end();
            executor.close();
            return;
        }
        Thread leave = Thread.ofVirtual().name("browser-quit").start(this::quit);
        try {
            leave.join(QUIT);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        executor.close();
    }

    private void quit() {
        try {
            browser.quit();
        } catch (WebDriverException e) {
            LOG.debugf("A browser did not take its leave: %s", e.getRawMessage());
        }
    }
}
