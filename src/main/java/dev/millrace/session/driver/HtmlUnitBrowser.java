package dev.millrace.session.driver;

import dev.millrace.session.error.ErrorCode;
import dev.millrace.session.error.SessionException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import org.htmlunit.BrowserVersion;
import org.htmlunit.WebClient;
import org.jspecify.annotations.Nullable;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebDriverException;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.htmlunit.HtmlUnitDriver;

/** A browser in this process, for machines that have none: it runs pages but paints nothing. */
final class HtmlUnitBrowser extends BrowserDriver {
    private static final Duration QUIT = Duration.ofSeconds(3);

    private final GuardedDriver browser;

    private HtmlUnitBrowser(GuardedDriver browser, Duration timeout) {
        super(browser, true, timeout);
        this.browser = browser;
        tell(timeout);
    }

    /** Opens a browser that reaches only what it may, and waits this long for each answer. */
    static HtmlUnitBrowser open(Reach reach, Duration timeout) {
        return new HtmlUnitBrowser(new GuardedDriver(reach), timeout);
    }

    @Override
    void tell(Duration wanted) {
        super.tell(wanted);
        browser.getWebClient().setJavaScriptTimeout(wanted.toMillis());
    }

    /** Every request of a page goes through the connection, redirects, frames and scripts alike; sockets would not. */
    private static final class GuardedDriver extends HtmlUnitDriver {
        GuardedDriver(Reach reach) {
            super(BrowserVersion.CHROME, true);
            WebClient client = getWebClient();
            client.getOptions().setThrowExceptionOnScriptError(false);
            client.getOptions().setThrowExceptionOnFailingStatusCode(false);
            client.getOptions().setWebSocketEnabled(false);
            client.setWebConnection(new GuardedConnection(client, reach));
        }

        @Override
        public WebClient getWebClient() {
            return super.getWebClient();
        }
    }

    @Override
    public String name() {
        return "htmlunit";
    }

    @Override
    public @Nullable String id() {
        return null;
    }

    @Override
    public byte[] screenshot() {
        throw new SessionException(ErrorCode.E0301, "the driver htmlunit paints nothing; use selenium for screenshots");
    }

    @Override
    public void press(Sighting element, int offsetX, int offsetY, int times) {
        perform(() -> {
            for (int n = 0; n < times; n++) {
                handle(element).click();
            }
        });
    }

    @Override
    public void pressAt(Point point, int times) {
        throw unpainted();
    }

    @Override
    public void enter(Sighting element, String text) {
        perform(() -> {
            handle(element).clear();
            if (!text.isEmpty()) {
                handle(element).sendKeys(text);
            }
        });
    }

    @Override
    public void type(String text) {
        perform(() -> browser.switchTo().activeElement().sendKeys(text));
    }

    @Override
    public void key(String names) {
        CharSequence keys = Keys.chord(keys(names));
        perform(() -> browser.switchTo().activeElement().sendKeys(keys));
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
    public void drag(Point from, Point to) {
        throw unpainted();
    }

    /** Does not wait for long: nothing ends the reading of an enormous page. */
    @Override
    public void close() {
        Thread leave = Thread.ofVirtual().name("browser-quit").start(this::quit);
        try {
            leave.join(QUIT);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void quit() {
        try {
            browser.quit();
        } catch (WebDriverException _) {
            // It was closed before.
        }
    }

    private static WebElement handle(Sighting element) {
        return (WebElement) Objects.requireNonNull(element.handle());
    }

    private static SessionException unpainted() {
        return new SessionException(
                ErrorCode.E0105, "the driver htmlunit paints nothing, so that there are no points; use selenium");
    }
}
