package dev.millrace.session.driver;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.openqa.selenium.WebDriver;

/**
 * Which window of a browser is acted on: the one that opened last, as a person would, and when it is closed the one before
 * it. Used in turns.
 */
final class Windows {
    private final WebDriver browser;

    /** The handles of those that are open, in the order in which they were seen first. */
    private final List<String> open = new ArrayList<>();

    private String current = "";

    Windows(WebDriver browser) {
        this.browser = browser;
    }

    /** Moves to the window to act on; whether that is another one than before. */
    boolean follow() {
        Set<String> handles = browser.getWindowHandles();
        open.retainAll(handles);
        handles.stream().filter(handle -> !open.contains(handle)).forEach(open::add);
        if (open.isEmpty() || open.getLast().equals(current)) {
            return false;
        }
        current = open.getLast();
        browser.switchTo().window(current);
        return true;
    }
}
