package dev.millrace.session.driver;

import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads the version of an app from what devices say about their apps. */
final class AppVersions {
    private static final Pattern VERSION_NAME = Pattern.compile("versionName=(\\S+)");

    private AppVersions() {}

    /** From what Android's {@code dumpsys package} prints of one package; empty when there is no such app. */
    static Optional<String> ofPackage(@Nullable Object printed) {
        Matcher version = VERSION_NAME.matcher(String.valueOf(printed));
        return version.find() ? Optional.of(version.group(1)) : Optional.empty();
    }

    /** From the list of all apps of an Apple device, by their bundles. */
    static Optional<String> ofBundle(@Nullable Object apps, String bundle) {
        return apps instanceof Map<?, ?> all
                        && all.get(bundle) instanceof Map<?, ?> app
                        && app.get("CFBundleShortVersionString") instanceof String version
                ? Optional.of(version)
                : Optional.empty();
    }
}
