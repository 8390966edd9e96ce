package dev.millrace.session.driver;

import dev.millrace.session.error.ErrorCode;
import dev.millrace.session.error.SessionException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.openqa.selenium.JavascriptExecutor;
import org.openqa.selenium.NoSuchWindowException;
import org.openqa.selenium.UnhandledAlertException;
import org.openqa.selenium.WebDriver;
import org.openqa.selenium.WebDriverException;
import org.openqa.selenium.WebElement;

/** What all browsers have in common that speak WebDriver: one call at a time, one script, one kind of failure. */
abstract class BrowserDriver implements Driver {
    private static final Logger LOG = Logger.getLogger(BrowserDriver.class);

    private static final int MOST_ELEMENTS = 10_000;
    private static final int LONGEST_SOURCE = 16 << 20;
    private static final int MOST_DIALOGS = 100;

    private final WebDriver browser;
    private final Windows windows;
    private final boolean needsHandles;
    private final Turns turns = new Turns(failure -> WebFailures.of(failure, refusal()));
    private Duration longest;

    /**
     * @param needsHandles whether elements are acted on by reference, not by where they are
     * @param longest how long the browser was told that pages and scripts may take
     */
    BrowserDriver(WebDriver browser, boolean needsHandles, Duration longest) {
        this.browser = browser;
        this.windows = new Windows(browser);
        this.needsHandles = needsHandles;
        this.longest = longest;
    }

    /** A keyword begins: it acts on the window that opened last. */
    @Override
    public final void limit(Duration wanted) {
        turns.run(() -> {
            var _ = windows.follow();
            if (!wanted.equals(longest)) {
                tell(wanted);
                longest = wanted;
            }
        });
    }

    /** Tells the browser how long pages and scripts may take. */
    void tell(Duration wanted) {
        browser.manage().timeouts().pageLoadTimeout(wanted).scriptTimeout(wanted);
    }

    @Override
    public final void ping() {
        try {
            browser.getWindowHandles();
        } catch (WebDriverException e) {
            throw WebFailures.of(e, "");
        }
    }

    @Override
    public final void open(URI address) {
        perform(() -> browser.get(address.toString()));
        if (Boolean.FALSE.equals(page("opened", Map.of()))) {
            throw new SessionException(
                    ErrorCode.E0401,
                    "`%s` could not be opened: the browser shows an error in its place; is there such a host, and does sessions.allowed_hosts allow it?"
                            .formatted(address));
        }
    }

    @Override
    public final String address() {
        String address = call(browser::getCurrentUrl);
        return address == null ? "" : address;
    }

    @Override
    public final String source() {
        Object source = page("source", Map.of("limit", LONGEST_SOURCE));
        if (source instanceof Number length) {
            throw new SessionException(
                    ErrorCode.E0401,
                    "the page has %,d characters, and at most %,d are handed over"
                            .formatted(length.longValue(), LONGEST_SOURCE));
        }
        return source == null ? "" : source.toString();
    }

    @Override
    public final Size size() {
        return PageData.size(page("size", Map.of()));
    }

    @Override
    public final List<Element> elements() {
        return PageData.elements(page("list", Map.of("limit", MOST_ELEMENTS)));
    }

    @Override
    public final Sighting look(Locator locator, Sought sought) {
        return PageData.sighting(page("look", question(locator, sought)));
    }

    @Override
    public final Scene alike(Traits traits) {
        return PageData.scene(page("alike", Map.of("tag", traits.tag(), "role", traits.role())));
    }

    @Override
    public final List<String> choose(Locator list, Sought sought, String option) {
        return PageData.texts(page("choose", with(question(list, sought), "value", option)));
    }

    @Override
    public final boolean fill(Locator field, Sought sought, String value) {
        return Boolean.TRUE.equals(page("fill", with(question(field, sought), "value", value)));
    }

    @Override
    public void upload(Locator field, Sought sought, Path file) {
        Map<String, Object> question = new HashMap<>(question(field, sought));
        question.put("handle", true);
        Object element = PageData.sighting(page("look", question)).handle();
        if (!(element instanceof WebElement input)) {
            throw new SessionException(ErrorCode.E0201, "`%s` is not on the page any more".formatted(field.text()));
        }
        perform(() -> input.sendKeys(file.toString()));
    }

    @Override
    public final void scroll(Point point, Direction direction, int pixels) {
        Point moved = new Point(0, 0).moved(direction, pixels);
        page("scroll", Map.of("x", point.x(), "y", point.y(), "dx", moved.x(), "dy", moved.y()));
    }

    @Override
    public final @Nullable Object run(String script, List<Object> arguments) {
        Object result = turns.take(() -> {
            try {
                return closingDialogs(() -> script(script, arguments.toArray()));
            } catch (NoSuchWindowException e) {
                return leaving(e);
            }
        });
        if (result instanceof WebElement) {
            throw new SessionException(
                    ErrorCode.E0401, "the script returned an element; return its text, a number or another value");
        }
        return result;
    }

    private Map<String, Object> question(Locator locator, Sought sought) {
        Area area = sought.area();
        return Map.of(
                "parts", locator.wire(),
                "need", sought.need().wire(),
                "index", sought.index(),
                "area", Map.of("x", area.x(), "y", area.y(), "width", area.width(), "height", area.height()),
                "handle", needsHandles);
    }

    private static Map<String, Object> with(Map<String, Object> question, String key, String value) {
        Map<String, Object> more = new HashMap<>(question);
        more.put(key, value);
        return more;
    }

    private @Nullable Object page(String command, Map<String, Object> input) {
        return call(() -> script(PageScript.TEXT, command, input));
    }

    private @Nullable Object script(String text, @Nullable Object... arguments) {
        return ((JavascriptExecutor) browser).executeScript(text, arguments);
    }

    /** Acts on the browser in its turn. A dialog that opens by it is closed, and a window that closes left: it has been done. */
    final void perform(Runnable action) {
        turns.run(() -> {
            try {
                action.run();
            } catch (UnhandledAlertException e) {
                LOG.debugf("A dialog was closed: %s", e.getAlertText());
            } catch (NoSuchWindowException e) {
                var _ = leaving(e);
            }
        });
    }

    /** Asks the browser in its turn; in another window, when that of before has closed. */
    final <T extends @Nullable Object> T call(Supplier<T> question) {
        return turns.take(() -> {
            try {
                return closingDialogs(question);
            } catch (NoSuchWindowException e) {
                var _ = leaving(e);
                return closingDialogs(question);
            }
        });
    }

    /** Goes to another window; without one the browser is of no use any more. */
    private @Nullable Object leaving(NoSuchWindowException closed) {
        if (!windows.follow()) {
            throw closed;
        }
        return null;
    }

    /** Asks again when a dialog was in the way, which the browser then has closed. */
    private static <T extends @Nullable Object> T closingDialogs(Supplier<T> question) {
        for (int dialogs = 0; dialogs < MOST_DIALOGS; dialogs++) {
            try {
                return question.get();
            } catch (UnhandledAlertException e) {
                LOG.debugf("A dialog was closed: %s", e.getAlertText());
            }
        }
        throw new SessionException(ErrorCode.E0401, "the page opens one dialog after another");
    }

    /** Why the browser could not reach what it wanted to reach the last time; empty when that is not known. */
    String refusal() {
        return "";
    }

    /** The keys that a text for {@link Driver#key} names. */
    static List<CharSequence> keys(String names) {
        List<CharSequence> keys = new ArrayList<>();
        for (String name : names.length() == 1 ? List.of(names) : List.of(names.split("\\+"))) {
            keys.add(KeyNames.key(name.strip()));
        }
        return keys;
    }
}
