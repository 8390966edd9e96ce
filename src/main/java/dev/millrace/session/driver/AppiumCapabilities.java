package dev.millrace.session.driver;

import dev.millrace.session.error.ErrorCode;
import dev.millrace.session.error.SessionException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a caller asks an Appium server for.
 *
 * @param values by their full names; those of former times without a prefix have got theirs
 */
record AppiumCapabilities(Map<String, Object> values) {
    private static final String PREFIX = "appium:";
    private static final String PLATFORM = "platformName";
    private static final String PATIENCE = PREFIX + "newCommandTimeout";

    /** Names that the standard of WebDriver itself has; all others belong to somebody, and say so by a prefix. */
    private static final Set<String> STANDARD = Set.of(
            PLATFORM,
            "browserName",
            "browserVersion",
            "acceptInsecureCerts",
            "pageLoadStrategy",
            "proxy",
            "setWindowRect",
            "timeouts",
            "strictFileInteractability",
            "unhandledPromptBehavior",
            "webSocketUrl");

    /** Each may name a session that is there already. */
    private static final List<String> EXISTING = List.of(PREFIX + "existingSessionId", PREFIX + "sessionId");

    /** Appium hands these to a shell of the device. */
    private static final List<String> SPOKEN = List.of(
            PREFIX + "appPackage", PREFIX + "appActivity", PREFIX + "appWaitPackage", PREFIX + "appWaitActivity");

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_.$/:*,-]{1,500}");

    AppiumCapabilities {
        values = Map.copyOf(values);
    }

    /**
     * Those of a request.
     *
     * @throws SessionException E0104 when they do not say enough, or what a device has not
     */
    static AppiumCapabilities of(DriverRequest request) {
        Map<String, Object> values = new TreeMap<>();
        request.capabilities()
                .forEach((name, value) ->
                        values.put(name.contains(":") || STANDARD.contains(name) ? name : PREFIX + name, value));
        if (!(values.get(PLATFORM) instanceof String platform) || platform.isBlank()) {
            throw new SessionException(
                    ErrorCode.E0104,
                    "the driver appium needs the capability platformName, such as Android or iOS, and mostly appium:automationName");
        }
        if (values.get("browserName") instanceof String browser && !browser.isBlank()) {
            throw new SessionException(
                    ErrorCode.E0104,
                    "the driver appium drives apps, not the browsers of devices; leave browserName out, or use the driver selenium");
        }
        SPOKEN.forEach(name -> requireName(name, values.get(name)));
        return new AppiumCapabilities(values);
    }

    private static void requireName(String capability, @Nullable Object value) {
        if (value != null
                && !(value instanceof String text && NAME.matcher(text).matches())) {
            throw new SessionException(
                    ErrorCode.E0104, "`%s` is not the name of an app or of a part of one".formatted(capability));
        }
    }

    /** Whether a text can be the name of an app, or of a part of one. */
    static boolean isName(String text) {
        return NAME.matcher(text).matches();
    }

    String platform() {
        return String.valueOf(values.get(PLATFORM));
    }

    /** The session that is to be used, and left as it is at the end; null to begin one. */
    @Nullable
    String existingSession() {
        return EXISTING.stream()
                .map(values::get)
                .filter(String.class::isInstance)
                .map(String.class::cast)
                .findFirst()
                .orElse(null);
    }

    /** The app that Appium launches by itself; null for none. */
    @Nullable
    String app() {
        Object app = values.getOrDefault(PREFIX + "appPackage", values.get(PREFIX + "bundleId"));
        return app instanceof String text && !text.isBlank() ? text : null;
    }

    /** The same, for a session that Appium keeps this long when it hears nothing, unless the caller chooses. */
    AppiumCapabilities keptFor(Duration patience) {
        if (values.containsKey(PATIENCE)) {
            return this;
        }
        Map<String, Object> more = new TreeMap<>(values);
        more.put(PATIENCE, patience.toSeconds());
        return new AppiumCapabilities(more);
    }
}
