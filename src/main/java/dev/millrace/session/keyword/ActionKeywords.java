package dev.millrace.session.keyword;

import dev.millrace.session.driver.Area;
import dev.millrace.session.driver.Driver;
import dev.millrace.session.driver.Locator;
import dev.millrace.session.driver.Point;
import dev.millrace.session.driver.Sighting;
import dev.millrace.session.driver.Sought;
import dev.millrace.session.driver.Sought.Need;
import dev.millrace.session.error.ErrorCode;
import dev.millrace.session.error.SessionException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Pressing and typing. */
final class ActionKeywords {
    private static final Duration OPTIONS = Duration.ofSeconds(3);
    /** As the page's script has it. */
    private static final int LONGEST_TEXT = 1_000_000;

    private static final int LARGEST_UPLOAD_MIB = 100;
    private static final int MOST_PRESSES = 100;
    private static final Locator FOCUSED = Locator.parse("css=:focus");
    private static final Pattern SPECIAL_KEY = Pattern.compile("<([A-Za-z0-9]+)>");

    private final Stage stage;
    private final Finder finder;

    ActionKeywords(Stage stage, Finder finder) {
        this.stage = stage;
        this.finder = finder;
    }

    private Driver driver() {
        return stage.driver();
    }

    @Keyword("Presses an element, as soon as it is visible, enabled, at rest and not covered.")
    public void pressElement(
            Locator element,
            @Default("1") int repeat,
            @Default("0") int offsetX,
            @Default("0") int offsetY,
            @Default("0") int index,
            Area area)
            throws InterruptedException {
        int times = presses(repeat);
        Sighting sighting = finder.await(element, sought(Need.PRESS, index, area));
        if (sighting.tag().equals("option")) {
            driver().choose(stage.meant(element), sought(Need.PRESS, index, area), sighting.text());
        } else {
            driver().press(sighting, offsetX, offsetY, times);
        }
    }

    @Keyword("Presses a point of the page, given in percent of its visible width and height.")
    public void pressByPercentage(double percentX, double percentY, @Default("1") int repeat) {
        driver().pressAt(driver().size().at(percentX, percentY), presses(repeat));
    }

    @Keyword("Presses a point of the page, given in pixels from its upper left corner.")
    public void pressByCoordinates(int coorX, int coorY, @Default("1") int repeat) {
        driver().pressAt(new Point(coorX, coorY), presses(repeat));
    }

    @Keyword("Presses an element if it shows up in time, and does nothing if it does not. Tells whether it was there.")
    public boolean detectAndPress(Locator element, @Default("30") double timeout) throws InterruptedException {
        Sighting sighting = finder.last(element, Sought.first(Need.PRESS), seconds(timeout));
        if (sighting.isReady()) {
            driver().press(sighting, 0, 0, 1);
        }
        return sighting.isReady();
    }

    @Keyword("Presses a check box. The same as press_element, kept for scripts that use it.")
    public void pressCheckbox(Locator element, Area area, @AfterEventName @Default("0") int index)
            throws InterruptedException {
        pressElement(element, 1, 0, 0, index, area);
    }

    @Keyword("Presses a radio button. The same as press_element, kept for scripts that use it.")
    public void pressRadioButton(Locator element, Area area, @AfterEventName @Default("0") int index)
            throws InterruptedException {
        pressElement(element, 1, 0, 0, index, area);
    }

    @Keyword("Chooses an option of a list by its text. A list that is not a <select> is opened first.")
    public void selectDropdownOption(Locator element, String option, @Default("30") double timeout)
            throws InterruptedException {
        Sought list = Sought.first(Need.PRESS);
        Sighting sighting = finder.await(element, list, seconds(timeout));
        if (sighting.tag().equals("select")) {
            choose(element, list, option);
            return;
        }
        driver().press(sighting, 0, 0, 1);
        Locator text = Locator.parse(option.contains("=") ? option : "text=" + option);
        driver().press(finder.await(text, list, OPTIONS), 0, 0, 1);
    }

    @Keyword(
            "Replaces the content of a field. A text such as <enter> presses that key instead; a text that begins with @: is not shown anywhere. A field for files takes the name of a file of the session's project.")
    public void enterText(Locator element, String text, Area area, @AfterEventName @Default("0") int index)
            throws InterruptedException {
        Sought field = sought(Need.TYPE, index, area);
        Sighting sighting = finder.await(element, field);
        String plain = Sensitive.plain(text);
        String key = specialKey(plain);
        if (sighting.isOnScreen()) {
            driver().press(sighting, 0, 0, 1);
            replaceWhereTheCursorIs(plain, key);
            return;
        }
        if (key != null) {
            driver().key(key);
            return;
        }
        switch (sighting.tag()) {
            case "select" -> choose(element, field, text);
            case "input-file" ->
                driver().upload(
                                stage.meant(element),
                                field,
                                ProjectFiles.find(stage.library().project(), plain, LARGEST_UPLOAD_MIB));
            case String tag when tag.startsWith("input-") -> fill(element, field, text);
            default -> driver().enter(sighting, plain);
        }
    }

    /** What was pressed on a screenshot has the cursor: a field of the page, or something that the page has drawn. */
    private void replaceWhereTheCursorIs(String text, @Nullable String key) {
        if (key != null) {
            driver().key(key);
            return;
        }
        Optional<Sighting> field = focused();
        if (field.isPresent()) {
            driver().enter(field.get(), text);
        } else if (!text.isEmpty()) {
            driver().type(text);
        }
    }

    private Optional<Sighting> focused() {
        try {
            return Optional.of(driver().look(FOCUSED, Sought.first(Need.TYPE))).filter(Sighting::isReady);
        } catch (SessionException e) {
            if (e.code() != ErrorCode.E0202) {
                throw e;
            }
            // Devices have no such locators.
            return Optional.empty();
        }
    }

    private void fill(Locator element, Sought field, String value) {
        if (!driver().fill(stage.meant(element), field, Sensitive.plain(value))) {
            throw new SessionException(
                    ErrorCode.E0401,
                    "`%s` does not take `%s`; dates read like 2026-01-31, times like 12:30, colors like #00ff00"
                            .formatted(element.text(), Sensitive.shown(value)));
        }
    }

    private void choose(Locator element, Sought list, String option) {
        List<String> others = driver().choose(stage.meant(element), list, Sensitive.plain(option));
        if (!others.isEmpty()) {
            throw new SessionException(
                    ErrorCode.E0201,
                    "`%s` has no option `%s` that can be chosen; there is: %s"
                            .formatted(element.text(), Sensitive.shown(option), String.join(", ", others)),
                    Map.of("options", others));
        }
    }

    @Keyword("Types where the cursor is.")
    public void enterTextDirect(String text) {
        driver().type(Sensitive.plain(text));
    }

    @Keyword("Types where the cursor is; a text such as <enter> presses that key.")
    public void enterTextUsingKeyboard(String textInput) {
        String plain = Sensitive.plain(textInput);
        String key = specialKey(plain);
        if (key == null) {
            driver().type(plain);
        } else {
            driver().key(key);
        }
    }

    @Keyword("Replaces the content of a field by a number.")
    public void enterNumber(Locator element, double number, Area area, @AfterEventName @Default("0") int index)
            throws InterruptedException {
        enterText(element, ParameterType.text(number), area, index);
    }

    @Keyword("Presses a key by its name, such as enter, or several together, such as control+a.")
    public void pressKeycode(String keycode) {
        driver().key(keycode);
    }

    @Keyword("Clears a field.")
    public void clearElementText(Locator element, Area area, @AfterEventName @Default("0") int index)
            throws InterruptedException {
        Sighting sighting = finder.await(element, sought(Need.TYPE, index, area));
        if (sighting.isOnScreen()) {
            driver().press(sighting, 0, 0, 1);
            replaceWhereTheCursorIs("", null);
        } else {
            driver().enter(sighting, "");
        }
    }

    @Keyword(value = "What an element says, or what a field holds.", named = false)
    public String getText(Locator element, @Default("0") int index, Area area) throws InterruptedException {
        String text = finder.await(element, sought(Need.VISIBLE, index, area)).text();
        if (text.length() > LONGEST_TEXT) {
            throw new SessionException(
                    ErrorCode.E0401,
                    "`%s` says more than %,d characters; get the text of a part of it"
                            .formatted(element.text(), LONGEST_TEXT));
        }
        return text;
    }

    @Keyword(value = "Waits this many seconds.", named = false)
    public void sleep(double duration) throws InterruptedException {
        long until = System.nanoTime() + seconds(duration).toNanos();
        for (long left = until - System.nanoTime(); left > 0; left = until - System.nanoTime()) {
            Thread.sleep(Duration.ofNanos(Math.min(left, Duration.ofSeconds(1).toNanos())));
            // Tells when there is no browser any more.
            driver().address();
        }
    }

    @Keyword("Runs JavaScript in the page, as the body of a function, and answers what it returns.")
    public @Nullable Object executeScript(String scriptOrJson) {
        return Scripts.run(driver(), scriptOrJson);
    }

    private static @Nullable String specialKey(String text) {
        Matcher matcher = SPECIAL_KEY.matcher(text.strip());
        return matcher.matches() ? matcher.group(1) : null;
    }

    private static Sought sought(Need need, int index, Area area) {
        if (index < 0) {
            throw new SessionException(ErrorCode.E0403, "the parameter `index` counts from 0, not from " + index);
        }
        return new Sought(need, index, area);
    }

    private static int presses(int repeat) {
        if (repeat < 1 || repeat > MOST_PRESSES) {
            throw new SessionException(
                    ErrorCode.E0403, "the parameter `repeat` must be from 1 to %d".formatted(MOST_PRESSES));
        }
        return repeat;
    }

    static Duration seconds(double seconds) {
        if (seconds < 0 || seconds > 3_600) {
            throw new SessionException(ErrorCode.E0403, "a time must be from 0 to 3600 seconds");
        }
        return Duration.ofMillis(Math.round(seconds * 1_000));
    }
}
