package dev.millrace.session.keyword;

import dev.millrace.session.driver.Driver;
import dev.millrace.session.error.ErrorCode;
import dev.millrace.session.error.SessionException;
import java.net.URI;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Opening and closing. */
final class AppKeywords {
    private static final URI BLANK = URI.create("about:blank");

    private static final Set<String> DEVICE_DRIVERS = Set.of("appium");

    private final Stage stage;

    AppKeywords(Stage stage) {
        this.stage = stage;
    }

    private Driver driver() {
        return stage.driver();
    }

    @Keyword(value = "Does nothing: the driver is ready when the session is.", named = false)
    public void initialiseSetup() {
        // The contract has it.
    }

    @Keyword("Opens an address, and waits until the page is loaded. Answers the id of the driver's session.")
    public @Nullable String launchApp(
            @Default(Default.NOTHING) @Nullable String appIdentifier,
            @Default(Default.NOTHING) @Nullable String appActivity) {
        if (appIdentifier == null || appIdentifier.isBlank()) {
            driver().address();
        } else {
            driver().open(stage.reach().require(appIdentifier));
        }
        return driver().id();
    }

    @Keyword("Works with devices only.")
    public void startAppiumSession() {
        requireDevice("start_appium_session");
    }

    @Keyword(value = "The id of the driver's session.", named = false)
    public @Nullable String getDriverSessionId() {
        return driver().id();
    }

    @Keyword("Opens another address in place of the page.")
    public void launchOtherApp(String appName) {
        driver().open(stage.reach().require(appName));
    }

    @Keyword(value = "Closes the page. The session goes on until it is stopped.", named = false)
    public void closeAndTerminateApp() {
        driver().open(BLANK);
    }

    @Keyword("Works with devices only.")
    public void forceTerminateApp(String appName) {
        requireDevice("force_terminate_app");
    }

    @Keyword(value = "Works with devices only.", named = false)
    public void getAppVersion(@Default(Default.NOTHING) @Nullable String appPackage) {
        requireDevice("get_app_version");
    }

    private void requireDevice(String keyword) {
        if (!DEVICE_DRIVERS.contains(driver().name())) {
            throw new SessionException(
                    ErrorCode.E0105,
                    "`%s` is for apps on devices, and the driver %s has pages".formatted(keyword, driver().name()));
        }
    }
}
