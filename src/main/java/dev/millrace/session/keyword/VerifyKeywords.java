package dev.millrace.session.keyword;

import dev.millrace.session.driver.Element;
import dev.millrace.session.driver.ElementFilter;
import dev.millrace.session.driver.Locator;
import dev.millrace.session.driver.Sighting;
import dev.millrace.session.driver.Sought;
import dev.millrace.session.driver.Sought.Need;
import dev.millrace.session.error.ErrorCode;
import dev.millrace.session.error.SessionException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Looking and comparing. Several elements are written with {@code |} between them. */
final class VerifyKeywords {
    private final Stage stage;
    private final Finder finder;

    VerifyKeywords(Stage stage, Finder finder) {
        this.stage = stage;
        this.finder = finder;
    }

    @Keyword("Fails unless all of the elements, or with rule any one of them, show up in time.")
    public void validateElement(String element, @Default("10") double timeout, @Default("all") String rule)
            throws InterruptedException {
        present(element, timeout, rule, Need.PRESENT, true);
    }

    @Keyword("Whether an element becomes visible, invisible, enabled or disabled in time.")
    public boolean isElement(Locator element, String elementState, double timeout) throws InterruptedException {
        Duration patience = ActionKeywords.seconds(timeout);
        return switch (elementState.strip().toLowerCase(Locale.ROOT)) {
            case "visible" -> becomes(element, Need.VISIBLE, patience);
            case "enabled" -> becomes(element, Need.ENABLED, patience);
            case "invisible" -> ceases(element, patience, Sighting.State.MISSING, Sighting.State.HIDDEN);
            case "disabled" -> ceases(element, patience, Sighting.State.DISABLED);
            default ->
                throw new SessionException(
                        ErrorCode.E0403,
                        "element_state must be visible, invisible, enabled or disabled, not `%s`"
                                .formatted(elementState));
        };
    }

    private boolean becomes(Locator element, Need need, Duration patience) throws InterruptedException {
        return finder.last(element, Sought.first(need), patience).isReady();
    }

    private boolean ceases(Locator element, Duration patience, Sighting.State... wanted) throws InterruptedException {
        long until = stage.patience(patience);
        Search search = finder.search(element);
        while (true) {
            Sighting.State state = search.look(Sought.first(Need.ENABLED)).state();
            if (Arrays.asList(wanted).contains(state)) {
                return true;
            }
            if (System.nanoTime() - until >= 0) {
                return false;
            }
            Stage.pause();
        }
    }

    @Keyword(
            "Whether any (or with rule all) of the elements show up in time; when they do not, it fails unless fail is false.")
    public boolean assertPresence(
            String elements,
            @Default("30") double timeoutStr,
            @Default("any") String rule,
            @AfterEventName @Default("true") boolean fail)
            throws InterruptedException {
        return present(elements, timeoutStr, rule, Need.PRESENT, fail);
    }

    @Keyword("The same as assert_presence for elements that are to be seen.")
    public boolean assertVisibility(
            String elements,
            @Default("30") double timeoutStr,
            @Default("any") String rule,
            @AfterEventName @Default("true") boolean fail)
            throws InterruptedException {
        return present(elements, timeoutStr, rule, Need.VISIBLE, fail);
    }

    @Keyword("Whether any (or with rule all) of the elements are to be seen in time.")
    public boolean validateScreen(String elements, @Default("30") double timeout, @Default("any") String rule)
            throws InterruptedException {
        return present(elements, timeout, rule, Need.VISIBLE, false);
    }

    private boolean present(String elements, double timeout, String rule, Need need, boolean fail)
            throws InterruptedException {
        List<Locator> locators = Arrays.stream(elements.split("\\|"))
                .filter(text -> !text.isBlank())
                .map(Locator::parse)
                .toList();
        if (locators.isEmpty()) {
            throw new SessionException(ErrorCode.E0403, "no element is named");
        }
        boolean all = isAll(rule);
        List<Search> searches = locators.stream().map(finder::search).toList();
        long until = stage.patience(ActionKeywords.seconds(timeout));
        while (true) {
            List<String> reasons = new ArrayList<>();
            for (int i = 0; i < searches.size(); i++) {
                Sighting sighting = searches.get(i).look(Sought.first(need));
                if (!sighting.isReady()) {
                    reasons.add("`%s` %s".formatted(locators.get(i).text(), sighting.reason()));
                }
            }
            if (all ? reasons.isEmpty() : reasons.size() < locators.size()) {
                return true;
            }
            if (System.nanoTime() - until >= 0) {
                if (fail) {
                    throw new SessionException(ErrorCode.E0201, String.join("; ", reasons), Map.of("reasons", reasons));
                }
                return false;
            }
            Stage.pause();
        }
    }

    private static boolean isAll(String rule) {
        return switch (rule.strip().toLowerCase(Locale.ROOT)) {
            case "all" -> true;
            case "any" -> false;
            default -> throw new SessionException(ErrorCode.E0403, "rule must be any or all, not `%s`".formatted(rule));
        };
    }

    @Keyword("Whether two texts are the same.")
    public boolean assertEquality(String output, String expression) {
        return output.strip().equals(expression.strip());
    }

    @Keyword("The visible part of the page, as PNG in base64.")
    public String captureScreenshot() {
        return Base64.getEncoder().encodeToString(stage.driver().screenshot());
    }

    @Keyword("The page as HTML.")
    public Map<String, Object> capturePagesource() {
        return Map.of("page_source", stage.driver().source());
    }

    @Keyword(
            value =
                    "The elements of the page: all, or those that filter_config names: interactive, buttons, inputs, images, text.",
            named = false)
    public List<Element> getInteractiveElements(@Default(Default.NOTHING) @Nullable List<String> filterConfig) {
        return ElementFilter.of(filterConfig == null ? List.of() : filterConfig)
                .apply(stage.driver().elements());
    }

    @Keyword(value = "A screenshot and the elements of the page.", named = false)
    public Map<String, Object> getScreenElements() {
        return Map.of(
                "screenshot", captureScreenshot(), "elements", stage.driver().elements());
    }
}
