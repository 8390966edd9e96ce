package dev.millrace.session.keyword;

import dev.millrace.session.driver.Device;
import dev.millrace.session.driver.Driver;
import dev.millrace.session.error.ErrorCode;
import dev.millrace.session.error.SessionException;
import java.net.URI;
import org.jspecify.annotations.Nullable;

/** Opening and closing. */
final class AppKeywords {
    private static final URI BLANK = URI.create("about:blank");

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

    @Keyword(
            "Opens an address, and waits until the page is loaded; on a device, brings an app to the front, by its package or bundle. Answers the id of the driver's session.")
    public @Nullable String launchApp(
            @Default(Default.NOTHING) @Nullable String appIdentifier,
            @Default(Default.NOTHING) @Nullable String appActivity) {
        String what = appIdentifier == null ? "" : appIdentifier.strip();
        if (what.isEmpty()) {
            // What the session was started with is there; this tells whether the driver lives.
            driver().address();
        } else if (driver() instanceof Device device) {
            device.launch(what, appActivity == null || appActivity.isBlank() ? null : appActivity.strip());
        } else {
            driver().open(stage.reach().require(what));
        }
        return driver().id();
    }

    @Keyword("Does nothing on a device: Appium's session is there when this one is.")
    public @Nullable String startAppiumSession() {
        return device("start_appium_session").id();
    }

    @Keyword(value = "The id of the driver's session.", named = false)
    public @Nullable String getDriverSessionId() {
        return driver().id();
    }

    @Keyword("Opens another address in place of the page; on a device, another app or a link into one.")
    public void launchOtherApp(String appName) {
        if (!(driver() instanceof Device device)) {
            driver().open(stage.reach().require(appName));
        } else if (appName.contains("://")) {
            device.open(stage.reach().requireLink(appName));
        } else {
            device.launch(appName.strip(), null);
        }
    }

    @Keyword(value = "Closes the page, or the app of a device. The session goes on until it is stopped.", named = false)
    public void closeAndTerminateApp() {
        if (driver() instanceof Device device) {
            device.terminate(current(device));
        } else {
            driver().open(BLANK);
        }
    }

    @Keyword("Ends an app of a device, by its package or bundle. Tells whether it was running.")
    public boolean forceTerminateApp(String appName) {
        return device("force_terminate_app").terminate(appName.strip());
    }

    @Keyword(value = "The version of an app of a device: of the one that was launched, or of another.", named = false)
    public String getAppVersion(@Default(Default.NOTHING) @Nullable String appPackage) {
        Device device = device("get_app_version");
        return device.version(appPackage == null || appPackage.isBlank() ? current(device) : appPackage.strip());
    }

    private static String current(Device device) {
        String app = device.app();
        if (app == null) {
            throw new SessionException(
                    ErrorCode.E0403, "no app was launched in this session; name one by its package or bundle");
        }
        return app;
    }

    private Device device(String keyword) {
        if (driver() instanceof Device device) {
            return device;
        }
        throw new SessionException(
                ErrorCode.E0105,
                "`%s` is for apps on devices, and the driver %s has pages".formatted(keyword, driver().name()));
    }
}
