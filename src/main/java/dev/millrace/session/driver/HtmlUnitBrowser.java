package dev.millrace.session.driver;

import dev.millrace.session.error.ErrorCode;
import dev.millrace.session.error.SessionException;
import java.io.IOException;
import java.time.Duration;
import java.util.Objects;
import org.htmlunit.BrowserVersion;
import org.htmlunit.WebClient;
import org.htmlunit.WebConnection;
import org.htmlunit.WebRequest;
import org.htmlunit.WebResponse;
import org.htmlunit.util.WebConnectionWrapper;
import org.jspecify.annotations.Nullable;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebDriverException;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.htmlunit.HtmlUnitDriver;

/** A browser in this process, for machines that have none: it runs pages but paints nothing. */
final class HtmlUnitBrowser extends BrowserDriver {
    private final HtmlUnitDriver browser;

    private HtmlUnitBrowser(HtmlUnitDriver browser) {
        super(browser, true);
        this.browser = browser;
    }

    /** Opens a browser that reaches only these hosts, and waits this long for each answer. */
    static HtmlUnitBrowser open(HostRules hosts, Duration timeout) {
        HtmlUnitDriver browser = new GuardedDriver(hosts, timeout);
        browser.manage().timeouts().pageLoadTimeout(timeout).scriptTimeout(timeout);
        return new HtmlUnitBrowser(browser);
    }

    /** Every request of a page goes through the connection, redirects, frames and scripts alike. */
    private static final class GuardedDriver extends HtmlUnitDriver {
        private final HostRules hosts;

        GuardedDriver(HostRules hosts, Duration timeout) {
            super(BrowserVersion.CHROME, true);
            this.hosts = hosts;
            WebClient client = getWebClient();
            client.getOptions().setThrowExceptionOnScriptError(false);
            client.getOptions().setThrowExceptionOnFailingStatusCode(false);
            client.setJavaScriptTimeout(timeout.toMillis());
            client.setWebConnection(new GuardedConnection(client.getWebConnection(), hosts));
        }

        @Override
        public String toString() {
            return "HtmlUnit, reaching " + hosts.allowed();
        }
    }

    private static final class GuardedConnection extends WebConnectionWrapper {
        private final HostRules hosts;

        GuardedConnection(WebConnection connection, HostRules hosts) {
            super(connection);
            this.hosts = hosts;
        }

        @Override
        public WebResponse getResponse(WebRequest request) throws IOException {
            String scheme = request.getUrl().getProtocol();
            boolean local = scheme.equals("about") || scheme.equals("data") || scheme.equals("javascript");
            boolean web = scheme.equals("http") || scheme.equals("https");
            if (local || (web && hosts.allow(request.getUrl().getHost()))) {
                return super.getResponse(request);
            }
            throw new IOException("sessions.allowed_hosts does not allow " + request.getUrl());
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
    public void drag(Point from, Point to) {
        throw unpainted();
    }

    @Override
    public void close() {
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
